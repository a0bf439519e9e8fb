"""What can be measured of a painting beside its photograph: eleven numbers, differentiable.

The same lines compute on arrays of NumPy, where votes are read, and on tensors inside of a training
step: `xp` is `numpy` or `keras.ops`, which name these functions alike. So what was learned of votes
is what the training follows.
"""

import math

# What each says; all are means over a picture in [-1, 1] unless they say otherwise.
LOOKS = {
    "light": "mean of the light",
    "contrast": "deviation of the light",
    "shadows": "how far light is below -0.5, in the mean",
    "colour": "distance of a colour from grey",
    "warmth": "red more than blue",
    "green": "green more than red and blue",
    "variety": "deviation of colours from the picture's mean colour",
    "detail": "logarithm of the steps of light between neighbours",
    "kept": "correlation of the light with the photograph's",
    "outlines": "the same of the steps of light between neighbours",
    "far": "mean distance of the values from the photograph's",
}
_LIGHT = (0.299, 0.587, 0.114)  # Rec. 601
_LEAST = 1e-4  # under a root or a logarithm, so that slopes stay finite


def looks(pictures, photographs, xp):
    """Return the looks of pictures, (B, 11), in the order of `LOOKS`.

    Args:
        pictures: (B, H, W, 3) float32 in [-1, 1].
        photographs: that they were painted of, of the same shape.
        xp: `numpy` or `keras.ops`.

    Example:
        >>> import numpy as np
        >>> red = np.zeros((1, 8, 8, 3), "float32") + np.array([0.5, -0.5, -0.5], "float32")
        >>> found = dict(zip(LOOKS, looks(red, red, np)[0].tolist(), strict=True))
        >>> round(found["warmth"], 3), round(found["contrast"], 3)
        (1.0, 0.01)
    """
    red, green, blue = (pictures[..., place] for place in range(3))  # (B, H, W)
    light, before = _light(pictures), _light(photographs)
    against = red - green, 0.5 * (red + green) - blue
    found = (
        _mean(light, xp),
        _deviation(light, xp),
        _mean(xp.maximum(-0.5 - light, 0.0), xp),
        _mean(xp.sqrt(against[0] ** 2 + against[1] ** 2 + _LEAST), xp),
        _mean(red - blue, xp),
        _mean(green - 0.5 * (red + blue), xp),
        xp.sqrt(_deviation(against[0], xp) ** 2 + _deviation(against[1], xp) ** 2),
        xp.log(sum(_mean(xp.abs(one), xp) for one in _steps(light)) + 1e-3),
        _correlation(light, before, xp),
        sum(_correlation(a, b, xp) for a, b in zip(_steps(light), _steps(before), strict=True)) / 2,
        xp.mean(xp.abs(pictures - photographs), axis=(1, 2, 3)),
    )
    return xp.stack(found, axis=-1)


def measured(picture, photograph, side: int) -> tuple[float, ...]:
    """Return the looks of one picture at the size that a training step sees.

    Args:
        picture: uint8 (H, W, 3).
        photograph: that it was painted of, uint8, of any size.
        side: pixels of the shorter side; smaller pictures stay as they are.
    """
    import numpy as np

    from tfstyle import images

    height, width = images.shorter_side(side, picture.shape[:2])
    if min(picture.shape[:2]) <= side:
        height, width = picture.shape[:2]
    shown, before = (
        images.to_float(images.resize(one, (height, width)))[None] for one in (picture, photograph)
    )
    found = looks(shown, before, np)[0]
    return tuple(map(float, found))


def soft_clip(x, limit: float, xp):
    """Return x where it is small, and never more than `limit` on either side."""
    return limit * xp.tanh(x / limit)


def check_names(names) -> None:
    """Check that all are looks.

    Raises:
        ValueError: one is not.
    """
    from tfstyle.errors import did_you_mean

    for name in names:
        if name not in LOOKS:
            raise ValueError(
                f"There is no look {name!r}.{did_you_mean(name, LOOKS)} One of {', '.join(LOOKS)}."
            )


def finite(*numbers) -> bool:
    """Return whether all numbers are finite."""
    return all(math.isfinite(number) for number in numbers)


def _light(pictures):
    return sum(share * pictures[..., place] for place, share in enumerate(_LIGHT))


def _steps(light):
    """Return the steps between neighbours, along each side."""
    return light[:, 1:] - light[:, :-1], light[:, :, 1:] - light[:, :, :-1]


def _mean(values, xp):
    return xp.mean(values, axis=(1, 2))


def _deviation(values, xp):
    mean = xp.mean(values, axis=(1, 2), keepdims=True)
    return xp.sqrt(_mean((values - mean) ** 2, xp) + _LEAST)


def _correlation(a, b, xp):
    a, b = (one - xp.mean(one, axis=(1, 2), keepdims=True) for one in (a, b))
    # A surface without steps is kept by nothing: the correlation goes to 0 there.
    return _mean(a * b, xp) / xp.sqrt((_mean(a * a, xp) + _LEAST) * (_mean(b * b, xp) + _LEAST))
