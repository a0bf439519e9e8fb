"""Keras layers the networks are made of; one idea a file, all on `keras.ops`."""

from tfstyle.layers.adain import adaptive_instance_normalization
from tfstyle.layers.antialiased import BilinearUpsampling2D, BlurDownsampling2D
from tfstyle.layers.clipped_picture import ClippedPicture
from tfstyle.layers.conditional_instance_normalization import ConditionalInstanceNormalization
from tfstyle.layers.convolution import Conv2D
from tfstyle.layers.depth_to_space import DepthToSpace2D
from tfstyle.layers.detached import Detached
from tfstyle.layers.filter_modulation import FeatureModulation, FilterModulation
from tfstyle.layers.gates import DamageFound, GatedChange, PatchedPicture
from tfstyle.layers.grouped_convolution import GroupedConv2D
from tfstyle.layers.initializers import normal_002
from tfstyle.layers.instance_normalization import InstanceNormalization
from tfstyle.layers.label_edges import LabelEdges
from tfstyle.layers.label_planes import LabelPlanes
from tfstyle.layers.log_differences import LogDifferences
from tfstyle.layers.log_scale import LogScale
from tfstyle.layers.normalization import normalization_layer
from tfstyle.layers.opponent_colors import adapt_colors, color_statistics
from tfstyle.layers.padding import ReflectionPadding2D
from tfstyle.layers.picture_range import PictureRange
from tfstyle.layers.retouched_picture import RetouchedPicture
from tfstyle.layers.style_modulation import StyleModulation, StyleStatistics
from tfstyle.layers.tone_ramps import ToneRamps
from tfstyle.layers.toned_picture import TonedPicture
from tfstyle.layers.unbiased_statistics import (
    unbiased_adaptive_normalization,
    unbiased_statistics,
)
from tfstyle.layers.upsampling import NearestUpsampling2D

__all__ = [
    "BilinearUpsampling2D",
    "BlurDownsampling2D",
    "ClippedPicture",
    "ConditionalInstanceNormalization",
    "Conv2D",
    "DamageFound",
    "DepthToSpace2D",
    "Detached",
    "FeatureModulation",
    "FilterModulation",
    "GatedChange",
    "GroupedConv2D",
    "InstanceNormalization",
    "LabelEdges",
    "LabelPlanes",
    "LogDifferences",
    "LogScale",
    "NearestUpsampling2D",
    "PatchedPicture",
    "PictureRange",
    "ReflectionPadding2D",
    "RetouchedPicture",
    "StyleModulation",
    "StyleStatistics",
    "ToneRamps",
    "TonedPicture",
    "adapt_colors",
    "adaptive_instance_normalization",
    "color_statistics",
    "normal_002",
    "normalization_layer",
    "unbiased_adaptive_normalization",
    "unbiased_statistics",
]
