"""How pictures lie on disk: one `Layout` a module, known by its name in `LAYOUTS`.

What a layout says of itself is plain Python: asking for it imports neither NumPy nor TensorFlow,
so that recipes can take their choices from here.

Example:
    >>> [name for name, layout in LAYOUTS.items() if layout.derives]
    ['images', 'tfds']
    >>> get("images").offers(derived=True)
    ('pairs',)
"""

from tfstyle.data.layouts.arrays import Arrays
from tfstyle.data.layouts.base import Layout
from tfstyle.data.layouts.images import Images
from tfstyle.data.layouts.paired import Paired
from tfstyle.data.layouts.tfds import TensorFlowDatasets
from tfstyle.data.layouts.unpaired import Unpaired
from tfstyle.errors import DataError, did_you_mean

__all__ = ["LAYOUTS", "Layout", "get"]

LAYOUTS = {
    layout.name: layout
    for layout in (Paired(), Unpaired(), Images(), Arrays(), TensorFlowDatasets())
}


def get(name: str) -> Layout:
    """Return the layout of a name.

    Raises:
        DataError: there is none; the message names those there are.
    """
    if name not in LAYOUTS:
        *some, last = map(repr, LAYOUTS)
        raise DataError(
            f"layout must be {', '.join(some)} or {last}. Received: {name!r}."
            f"{did_you_mean(str(name), LAYOUTS)}"
        )
    return LAYOUTS[name]
