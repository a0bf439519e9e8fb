"""What a user may say to choose among learned styles: one, several, or a weighted blend."""

from collections.abc import Mapping

import numpy as np

from tfstyle.capabilities import those_who_can
from tfstyle.errors import UnsupportedOptionError, did_you_mean


def style_weights(style, names) -> np.ndarray:
    """Return the weight of each style, float32 (N,), adding up to 1.

    Args:
        style: `None` for the first, a name, a mapping from names to weights, or a list of names
            or of (name, weight).
        names: of the styles the model learned.

    Raises:
        UnsupportedOptionError: an unknown name, weights that are negative or all 0, a picture.

    Example:
        >>> style_weights({"wave": 3, "scream": 1}, ("wave", "scream", "muse")).tolist()
        [0.75, 0.25, 0.0]
    """
    if style is None:
        style = names[0]
    pairs = [style]
    if isinstance(style, Mapping):
        pairs = list(style.items())
    elif isinstance(style, list) or (isinstance(style, tuple) and not _is_pair(style)):
        pairs = list(style)
    weights = np.zeros(len(names), "float32")
    for pair in pairs:
        name, weight = pair if _is_pair(pair) else (pair, 1.0)
        if not isinstance(name, str) or name not in names:
            shown = repr(name) if isinstance(name, str) else f"a {type(name).__name__}"
            raise UnsupportedOptionError(
                f"style: this model paints {', '.join(names)}; received {shown}."
                f"{did_you_mean(str(name), names)} For the style of any picture use "
                f"{those_who_can(lambda can: can.style == 'picture')}."
            )
        weights[names.index(name)] += float(weight)
    if not (np.isfinite(weights).all() and weights.min() >= 0 and weights.sum() > 0):
        raise UnsupportedOptionError(
            f"style: weights must not be negative and one must be above 0. Received: {style!r}"
        )
    return weights / weights.sum()


def _is_pair(value) -> bool:
    return (
        isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], int | float)
    )
