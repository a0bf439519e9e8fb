"""The order of light: what is lightest and darkest in a photograph is so in its painting."""

from keras import ops

# Rec. 601's share of red, green and blue in what the eye takes for light.
_LIGHT = (0.299, 0.587, 0.114)
# Pixels of a side of the squares that are compared: coarser than strokes, finer than blots.
_SQUARE = 8
# Deviations by which a square may be lighter or darker than the photograph has it: the style's.
_FREE = 0.5
# Of light in [-1, 1]: a picture that has less contrast is not stretched further.
_LEAST = 0.05


def tone_loss(photographs, pictures):
    """Return how far the light of pictures leaves the order it has in their photographs.

    Light is compared in squares of 8 pixels, after mean and deviation over the picture were taken
    away: a painting may be darker or flatter everywhere. Half a deviation is free, what is beyond
    counts with its square: a black hole where the photograph is a little darker than elsewhere
    costs much, a stroke nothing.

    Args:
        photographs: (B, H, W, 3) in [-1, 1], H and W at least 8.
        pictures: of the same shape.

    Returns:
        float32 scalar, at least 0.

    Example:
        >>> import numpy as np
        >>> ramp = np.linspace(-1, 1, 64, dtype="float32").reshape(1, 1, 64, 1)
        >>> ramp = np.broadcast_to(ramp, (1, 64, 64, 3))
        >>> float(tone_loss(ramp, 0.5 * ramp - 0.2))
        0.0
    """
    difference = ops.abs(_relative_light(pictures) - _relative_light(photographs))
    return ops.mean(ops.square(ops.maximum(difference - _FREE, 0.0)))


def _relative_light(pictures):
    """Return the light of squares in deviations from the picture's mean, (B, H/8, W/8, 1)."""
    pictures = ops.cast(pictures, "float32")
    light = ops.sum(pictures * ops.convert_to_tensor(_LIGHT, "float32"), axis=-1, keepdims=True)
    light = ops.average_pool(light, _SQUARE)
    light = light - ops.mean(light, axis=(1, 2), keepdims=True)
    variance = ops.mean(ops.square(light), axis=(1, 2), keepdims=True)
    return light / ops.sqrt(variance + _LEAST**2)
