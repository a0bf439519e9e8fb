"""How far a network sees: put together from what its layers declare."""

import keras
from keras import layers

from tfstyle.layers.reach import EVERYTHING, POINTWISE, Reach, doubling, shift, window

_POINTWISE_LAYERS = (
    layers.Activation, layers.Add, layers.Average, layers.BatchNormalization, layers.Concatenate,
    layers.Dense, layers.Dropout, layers.ELU, layers.GaussianNoise, layers.Identity,
    layers.InputLayer, layers.LeakyReLU, layers.Maximum, layers.Minimum, layers.Multiply,
    layers.PReLU, layers.ReLU, layers.Rescaling, layers.SpatialDropout2D, layers.Subtract,
)  # fmt: skip


def reach_of(layer) -> Reach:
    """Return how far a Keras layer or network sees.

    What the layer declares as its `reach` counts first, then the table of Keras' own layers; a
    functional network is walked through. Whatever else is taken to see everything.

    Args:
        layer: of a network with several outputs, the last counts; with several inputs, all that
            have H and W.

    Example:
        >>> reach_of(keras.layers.Conv2D(3, 5, padding="same"))
        Reach(before=2, after=2, scale=1.0)
    """
    declared = getattr(layer, "reach", None)
    if isinstance(declared, Reach):
        return declared
    if isinstance(layer, layers.Wrapper):
        return reach_of(layer.layer)
    if isinstance(layer, keras.Sequential):
        return chained(layer.layers)
    if isinstance(layer, keras.Model) and getattr(layer, "inputs", None):
        return _walked(layer)
    if isinstance(layer, _POINTWISE_LAYERS):
        return POINTWISE
    for kinds, rule in _RULES.items():
        if isinstance(layer, kinds):
            return rule(layer)
    return EVERYTHING


def chained(networks) -> Reach:
    """Return the reach of layers or networks that run one after the other."""
    reach = POINTWISE
    for network in networks:
        reach = reach.then(reach_of(network))
    return reach


def _walked(network):
    """Follow every path from the inputs to the last output of a functional network."""
    # `None` for what has no place in the picture: a vector, statistics.
    seen = {
        id(tensor): POINTWISE if len(tensor.shape) == 4 else None for tensor in network.inputs
    }
    # Keras offers no public way to its graph that knows of layers used twice and of networks in
    # networks; this is the order in which it runs them itself.
    for depth in sorted(network._nodes_by_depth, reverse=True):
        for node in network._nodes_by_depth[depth]:
            if node.is_input:
                continue
            places = [seen[id(tensor)] for tensor in node.arguments.keras_tensors]
            own = reach_of(node.operation)
            place = _meeting([before.then(own) for before in places if before is not None])
            for tensor in node.outputs:
                # What sees everything still does when it has become a vector.
                gone = place is None or (len(tensor.shape) != 4 and place.before < float("inf"))
                seen[id(tensor)] = None if gone else place
    return seen[id(network.outputs[-1])] or POINTWISE


def _meeting(reaches):
    if not reaches:
        return None
    first, *others = reaches
    for other in others:
        first = first.beside(other)
    return first


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


_RULES = {
    (layers.Conv2D, layers.DepthwiseConv2D, layers.SeparableConv2D): _convolution,
    (layers.MaxPooling2D, layers.AveragePooling2D): _pooling,
    layers.Conv2DTranspose: _transposed,
    layers.UpSampling2D: _enlarged,
    layers.ZeroPadding2D: lambda layer: _widest(shift(first) for first, _ in layer.padding),
    layers.Cropping2D: lambda layer: _widest(shift(-first) for first, _ in layer.cropping),
}
