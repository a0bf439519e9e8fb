"""Keras layers the networks are made of; one idea a file, all on `keras.ops`."""

from tfstyle.layers.convolution import Conv2D
from tfstyle.layers.initializers import normal_002
from tfstyle.layers.instance_normalization import InstanceNormalization
from tfstyle.layers.normalization import normalization_layer
from tfstyle.layers.padding import ReflectionPadding2D
from tfstyle.layers.upsampling import NearestUpsampling2D

__all__ = [
    "Conv2D",
    "InstanceNormalization",
    "NearestUpsampling2D",
    "ReflectionPadding2D",
    "normal_002",
    "normalization_layer",
]
