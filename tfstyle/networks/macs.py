"""What a picture costs a network: the multiply-accumulates of its convolutions and dense layers."""

import math

import keras
from keras import layers

# Those whose kernel meets every pixel of what comes out.
_COUNTED = (layers.Conv1D, layers.Conv2D, layers.DepthwiseConv2D, layers.Dense)


def macs(network: keras.Model, *size: int) -> int:
    """Return the multiply-accumulates of one picture, by the field's convention.

    A multiplication and the addition of its result count as one. Counted are convolutions,
    transposed, depthwise and grouped ones included, and dense layers; biases, norms, activations,
    padding and resizing are not, though on a processor they take their time, too. FLOPs are about
    twice as many. A transposed convolution of stride s counts at s x s pixels for each that goes
    in, as the field's counters have it, though it multiplies at one: so `ResNetGenerator()` has
    the 56.8 G at 256 pixels that papers tell of it (Li et al. 2020, "GAN Compression"), and
    multiplies 49.6 G times.

    Args:
        network: a functional network, each layer called once.
        *size: height and width of its pictures, where they are open.

    Raises:
        ValueError: an open size is not given, or a layer multiplies in a way that is not known
            here: a wrong number would be worse than none.

    Example:
        >>> image = keras.Input((None, None, 3))
        >>> network = keras.Model(image, layers.Conv2D(8, 3, padding="same")(image))
        >>> macs(network, 10, 20) == 10 * 20 * 8 * 3 * 3 * 3
        True
    """
    counted, met, times = [], [], []
    for layer in network.layers:
        inner = getattr(layer, "layer", layer)  # inside of a wrapper, e.g. spectral normalization
        transposed = isinstance(inner, layers.Conv2DTranspose)
        if transposed or isinstance(inner, _COUNTED):
            counted.append(inner)
            met.append(layer.input if transposed else layer.output)
            times.append(math.prod(inner.strides) if transposed else 1)
        elif any(len(weight.shape) > 1 for weight in inner.trainable_weights):
            raise ValueError(
                f"macs does not know how often the {type(inner).__name__} {layer.name!r} "
                "multiplies: it counts convolutions and dense layers of Keras"
            )
    if not counted:
        return 0
    given = keras.tree.map_structure(lambda tensor: _sized(tensor, size), network.input)
    shapes = keras.Model(network.input, met).compute_output_shape(given)
    return sum(
        math.prod(shape[1:-1]) * factor * math.prod(layer.kernel.shape)
        for shape, factor, layer in zip(shapes, times, counted, strict=True)
    )


def _sized(tensor, size):
    """Return the shape of one picture, of the given size where it is open."""
    _, *shape = tensor.shape
    if None not in shape:
        return (1, *shape)
    if len(size) != 2 or len(shape) != 3:
        raise ValueError(
            "macs needs the height and width of this network's pictures, e.g. "
            f"macs(network, 256, 256). Received: {size}"
        )
    return (1, *size, shape[-1])
