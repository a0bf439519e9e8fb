"""How far a layer sees: what a pixel of its output depends on.

A layer declares it as an attribute, `reach = window(3, padding=1)`; a network may, too. Of plain
Keras layers, and of networks built of such layers, `layers.receptive_field` knows.
"""

import math
from typing import NamedTuple


class Reach(NamedTuple):
    """Pixel i of the output sees those from `i / scale - before` to `i / scale + after`.

    Statistics of a whole picture don't count: those that `layers.instance_statistics` shares among
    tiles, and what is computed of them, come to the same for each tile.

    Attributes:
        before: pixels of the input, above and to the left; padding is seen here.
        after: below and to the right; negative where padding has shifted the picture.
        scale: pixels of the output that a pixel of the input becomes: 2 for a doubling.

    Example:
        >>> halving = window(3, stride=2, padding=1)  # a 3x3 convolution
        >>> halving, halving.then(window(3, padding=1)), doubling(2)
        (Reach(before=1, after=1, scale=0.5), Reach(before=3.0, after=3.0, scale=0.5), \
Reach(before=0.5, after=0, scale=2))
    """

    before: float = 0
    after: float = 0
    scale: float = 1

    def then(self, following: "Reach") -> "Reach":
        """Return the reach of this layer with another behind it."""
        return Reach(
            self.before + following.before / self.scale,
            self.after + following.after / self.scale,
            self.scale * following.scale,
        )

    def beside(self, other: "Reach") -> "Reach":
        """Return the reach of two layers whose outputs meet; everything if their sizes differ."""
        if self.scale != other.scale:
            return EVERYTHING
        return Reach(max(self.before, other.before), max(self.after, other.after), self.scale)


# A pixel sees the one in its own place.
POINTWISE = Reach()
EVERYTHING = Reach(math.inf, math.inf)


def window(size: int, stride: int = 1, dilation: int = 1, padding: int = 0) -> Reach:
    """Return the reach of a convolution or pooling with `padding` pixels put before the picture."""
    return Reach(padding, (size - 1) * dilation - padding, 1 / stride)


def shift(padding: int) -> Reach:
    """Return the reach of padding; of cropping, if negative."""
    return Reach(padding, -padding)


def doubling(factor: int) -> Reach:
    """Return the reach of repeating every pixel `factor` times."""
    return Reach((factor - 1) / factor, 0, factor)
