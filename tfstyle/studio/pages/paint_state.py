"""What one person has on the easel: the photograph, what is asked for, and what was painted so far.

No page is in here: what buttons do is decided, and tested, without a browser.
"""

import dataclasses
from typing import Any

from tfstyle.studio.painting.options import MOST_LAYERS, Layer, PaintOptions


@dataclasses.dataclass(frozen=True)
class Wish:
    """What is asked for: `PaintOptions` while they are still being chosen."""

    layers: tuple[Layer, ...] = ()
    strength: float = 1.0
    preserve_color: bool = False
    size: int | None = None
    feather: float = 4.0
    restore: bool = False

    def options(self) -> PaintOptions:
        """Return the same as options that are checked.

        Raises:
            UnsupportedOptionError: no style is chosen.
        """
        masked = any(layer.mask_id for layer in self.layers)
        values = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        return PaintOptions(**{**values, "feather": self.feather if masked else 0.0})


@dataclasses.dataclass(frozen=True)
class Attempt:
    """What was painted.

    Attributes:
        work_id: in the gallery.
        picture_id: the painting.
        wish: what was asked for.
        title: the styles' names.
    """

    work_id: str
    picture_id: str
    wish: Wish
    title: str


class Easel:
    """A photograph, a wish, and the attempts at it.

    Attributes:
        photo: what the pictures tell of the photograph, `None` before there is one.
        wish: what is asked for now.
        attempts: in their order.
        shown: the number of the attempt that is seen, `None` for the photograph.
        beside: the number of one to be seen beside it.

    Example:
        >>> easel = Easel()
        >>> easel.choose("wave")
        >>> easel.add("scream")
        >>> [layer.style_id for layer in easel.wish.layers]
        ['wave', 'scream']
    """

    def __init__(self) -> None:
        self.photo: Any = None
        self.begin(None)

    def begin(self, photo: Any) -> None:
        """Put another photograph on the easel."""
        self.photo = photo
        self.wish = Wish()
        self.attempts: list[Attempt] = []
        self.shown: int | None = None
        self.beside: int | None = None

    def choose(self, style_id: str, strength: float = 1.0) -> None:
        """Ask for one style, everywhere, at the strength it is offered at."""
        self.change(layers=(Layer(style_id=style_id),), strength=strength)

    def add(self, style_id: str) -> bool:
        """Add a style to the blend; return whether there is room and it was not in it."""
        there = [layer.style_id for layer in self.wish.layers]
        if style_id in there or len(there) >= MOST_LAYERS:
            return False
        self.change(layers=(*self.wish.layers, Layer(style_id=style_id)))
        return True

    def remove(self, style_id: str) -> None:
        """Take a style out of the blend."""
        kept = tuple(layer for layer in self.wish.layers if layer.style_id != style_id)
        self.change(layers=kept)

    def weigh(self, style_id: str, weight: float) -> None:
        """Say a style's share of the blend."""
        self._layer(style_id, weight=weight)

    def mask(self, style_id: str, mask_id: str | None) -> None:
        """Say where a style shows."""
        self._layer(style_id, mask_id=mask_id)

    def change(self, **values: Any) -> None:
        """Ask for something else."""
        self.wish = dataclasses.replace(self.wish, **values)

    def painted(self, attempt: Attempt) -> None:
        """Take in what was painted, and show it."""
        self.attempts.append(attempt)
        self.shown = len(self.attempts) - 1

    def show(self, number: int) -> None:
        """Go to an attempt, with what was asked for then."""
        self.shown, self.wish = number, self.attempts[number].wish

    def undo(self) -> bool:
        """Go back: first what was changed since, then to the attempt before; the photograph last.

        Returns:
            Whether there was anything to take back.
        """
        if self.shown is None:
            changed = self.wish != Wish()
            self.wish = Wish()
            return changed
        if self.wish != self.attempts[self.shown].wish:
            self.wish = self.attempts[self.shown].wish
        elif self.shown:
            self.show(self.shown - 1)
        else:
            self.shown, self.wish = None, Wish()
        return True

    @property
    def attempt(self) -> Attempt | None:
        """The attempt that is seen."""
        return None if self.shown is None else self.attempts[self.shown]

    @property
    def unpainted(self) -> bool:
        """Whether something is asked for that is not what is seen."""
        if not self.wish.layers:
            return False
        return self.attempt is None or self.attempt.wish != self.wish

    def _layer(self, style_id, **values):
        self.change(layers=tuple(
            dataclasses.replace(layer, **values) if layer.style_id == style_id else layer
            for layer in self.wish.layers
        ))  # fmt: skip
