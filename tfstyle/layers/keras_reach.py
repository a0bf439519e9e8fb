"""How far Keras' own layers and operations see, which cannot declare it themselves."""

from collections.abc import Callable
from typing import Any

from keras import layers

from tfstyle.layers.reach import EVERYTHING, POINTWISE, Reach, doubling, shift, window


def keras_reach(layer: Any) -> Reach | None:
    """Return how far a layer or operation of Keras sees; `None` if it is none, or not known here.

    A class derived from Keras' counts as what it derives from unless it has a `call` of its own.

    Example:
        >>> keras_reach(keras.layers.Conv2D(3, 5, padding="same"))
        Reach(before=2, after=2, scale=1.0)
    """
    own: Any = type(layer)
    for kind in own.__mro__:
        if kind in _LAYERS:
            return _LAYERS[kind](layer) if own.call is kind.call else None
    # The classes behind `keras.ops` have no public names; `x + y` of a functional network is one.
    if own.__module__.startswith("keras.src.ops."):
        return _operation(layer)
    return None


def _operation(operation):
    name = type(operation).__name__
    if name == "Concatenate":
        return _along_channels(operation)
    if name in _POINTWISE_OPERATIONS:
        return POINTWISE
    return EVERYTHING if name in _REDUCTIONS else None


def _widest(reaches):
    """Return what a layer sees whose rows and columns differ."""
    vertical, horizontal = reaches
    return vertical.beside(horizontal)


def _convolution(layer):
    rates = layer.dilation_rate
    return _windows(layer.kernel_size, layer.strides, rates, layer.padding)


def _pooling(layer):
    return _windows(layer.pool_size, layer.strides, (1, 1), layer.padding)


def _windows(sizes, strides, rates, padding):
    def one(size, stride, rate):
        seen = (size - 1) * rate + 1
        before = max(seen - stride, 0) // 2 if padding == "same" else 0
        return window(size, stride, rate, before)

    return _widest(one(*numbers) for numbers in zip(sizes, strides, rates, strict=True))


def _transposed(layer):
    def one(size, stride):
        # Output o = stride i + j - cut for each j of the kernel.
        cut = max(size - stride, 0) // 2 if layer.padding == "same" else 0
        return Reach((size - 1 - cut) / stride, cut / stride, stride)

    return _widest(map(one, layer.kernel_size, layer.strides))


def _enlarged(layer):
    if layer.interpolation == "nearest":
        return _widest(map(doubling, layer.size))
    return _widest(Reach(2, 2, factor) for factor in layer.size)  # bilinear and bicubic


def _along_channels(layer):
    """Return the reach of what joins, or normalizes, along one or several axes."""
    axes = layer.axis if isinstance(layer.axis, list | tuple) else [layer.axis]
    return POINTWISE if set(axes) <= {-1, 3} else EVERYTHING


def _pointwise(layer):
    return POINTWISE


def _everything(layer):
    return EVERYTHING


_RULES: dict[Callable[[Any], Reach], tuple] = {
    _pointwise: (
        layers.Activation, layers.Add, layers.AlphaDropout, layers.Average,
        layers.BatchNormalization, layers.Dense, layers.Dropout, layers.ELU,
        layers.GaussianDropout, layers.GaussianNoise, layers.Identity, layers.InputLayer,
        layers.LeakyReLU, layers.Maximum, layers.Minimum, layers.Multiply, layers.Normalization,
        layers.PReLU, layers.ReLU, layers.Rescaling, layers.SpatialDropout2D, layers.Subtract,
    ),
    _everything: (
        layers.AdditiveAttention, layers.Attention, layers.Flatten, layers.GlobalAveragePooling2D,
        layers.GlobalMaxPooling2D, layers.GroupNormalization, layers.GroupQueryAttention,
        layers.MultiHeadAttention,
    ),
    _along_channels: (
        layers.Concatenate, layers.LayerNormalization, layers.RMSNormalization, layers.Softmax,
        layers.UnitNormalization,
    ),
    _convolution: (layers.Conv2D, layers.DepthwiseConv2D, layers.SeparableConv2D),
    _pooling: (layers.MaxPooling2D, layers.AveragePooling2D),
    _transposed: (layers.Conv2DTranspose,),
    _enlarged: (layers.UpSampling2D,),
    lambda layer: _widest(shift(first) for first, _ in layer.padding): (layers.ZeroPadding2D,),
    lambda layer: _widest(shift(-first) for first, _ in layer.cropping): (layers.Cropping2D,),
}  # fmt: skip
_LAYERS = {kind: rule for rule, kinds in _RULES.items() for kind in kinds}
_POINTWISE_OPERATIONS = frozenset((
    "Abs", "Absolute", "Add", "Cast", "Clip", "Divide", "Elu", "Erf", "Exp", "Gelu", "HardSigmoid",
    "HardSilu", "HardTanh", "LeakyRelu", "Log", "Maximum", "Minimum", "Mish", "Multiply",
    "Negative", "Power", "Reciprocal", "Relu", "Relu6", "Rsqrt", "Selu", "Sigmoid", "Sign", "Silu",
    "Softplus", "Softsign", "Sqrt", "Square", "Subtract", "Tanh", "TrueDivide", "Where",
))  # fmt: skip
_REDUCTIONS = frozenset(("Max", "Mean", "Min", "Prod", "Std", "Sum", "Var"))
