"""The colours that stand for classes in a label map, and what can be wrong with them."""

import numbers
import reprlib

FEWEST, MOST = 2, 256

_SHORT = reprlib.Repr()
_SHORT.maxlist = _SHORT.maxtuple = 4


def problem(labels, channels: int | None = None) -> str | None:
    """Return what colours of classes must be and are not, for an error; `None` if all is well.

    Args:
        labels: list of colours, each a list of whole numbers from 0 to 255.
        channels: of the pictures; as many as the first colour has if not given.

    Example:
        >>> problem([[0, 0, 222], [255, 80, 0]], channels=3)
        >>> problem([[0, 0, 222], [0, 0, 222]], channels=3)
        'colours that differ. Received: labels=[...] with [0, 0, 222] twice'
    """
    if not isinstance(labels, list | tuple) or not FEWEST <= len(labels) <= MOST:
        some = isinstance(labels, list | tuple) and labels
        received = f"{len(labels)} of them" if some else _SHORT.repr(labels)
        return f"a list of {FEWEST} to {MOST} colours, one a class. Received: labels={received}"
    first = labels[0]
    if channels is None:
        channels = len(first) if isinstance(first, list | tuple) and first else 3
    seen = set()
    for colour in labels:
        wrong = not isinstance(colour, list | tuple) or not all(map(_is_byte, colour))
        if wrong or len(colour) != channels:
            words = f"{channels} whole number{'s' * (channels > 1)} from 0 to 255"
            return f"colours of {words} each. Received: labels=[..., {_SHORT.repr(colour)}, ...]"
        if tuple(colour) in seen:
            return f"colours that differ. Received: labels=[...] with {list(colour)} twice"
        seen.add(tuple(colour))
    return None


def _is_byte(value) -> bool:
    whole = isinstance(value, numbers.Integral) and not isinstance(value, bool)
    return whole and 0 <= value <= 255
