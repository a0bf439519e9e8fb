"""A model that an engine runs: `translate` as every model has it, without Keras."""

from typing import Any, Protocol

from tfstyle.engines.facts import Facts
from tfstyle.inference.keywords import takes_keywords_of
from tfstyle.inference.options import TranslateOptions
from tfstyle.inference.translate import translate
from tfstyle.provenance import Origin


class Source(Protocol):
    """Where the functions of an `ExportedModel` come from.

    Attributes:
        facts: of the model.
        origin: of its weights, `None` where nobody will ask.
    """

    facts: Facts
    origin: Origin | None

    def painter(self, direction: str, *, tiled: bool, **how):
        """Return a function of float32 (B, H, W, C) in [-1, 1] to the same; see `ExportedModel`."""

    def margin(self, direction: str) -> int:
        """Return how many pixels around a tile its translation depends on."""


class ExportedModel:
    """What `inference.translate` asks of a model, answered from an export.

    Args:
        source: gives the functions, a `Source`.

    Attributes:
        capabilities: as a model's.
        kind: what errors call it.
        directions: names of the ways it translates, the first one first.
        styles: names of the styles it knows.
        origin: what weights it computes with, see `PictureModel`.
    """

    inference_mode = "eval"

    def __init__(self, source: Source):
        self._source = source
        facts = self._facts = source.facts
        self.origin = source.origin
        self.capabilities = facts.capabilities()
        self.kind = facts.kind
        self.directions = tuple(facts.channels)
        self.styles = facts.styles
        self.takes_label_maps = facts.label_maps
        self.size_multiple, self.min_size = facts.size_multiple, facts.min_size
        self.can_tile = facts.tiles

    @takes_keywords_of(TranslateOptions)
    def translate(self, images: Any, options: TranslateOptions) -> Any:
        """Translate pictures; each comes back as what it was, at its own size.

        Args:
            images: what `PictureModel.translate` takes.

        Returns:
            What `PictureModel.translate` returns.

        Raises:
            ImageError: a picture that cannot be read, values out of range, or a picture too large.
            UnsupportedOptionError: an option this model cannot honour, an unknown direction.
        """
        return translate(self, images, options)

    def check_direction(self, direction=None) -> str:
        """Return the name of a direction: the first for `None`, `"a2b"` and `"b2a"` resolved.

        Raises:
            UnsupportedOptionError: there is no such direction.
        """
        from tfstyle.inference.directions import choose

        return choose(direction, self.directions)

    def channels(self, direction=None) -> tuple[int, int]:
        """Return the channels of the pictures that go in and come out."""
        return self._facts.channels[self.check_direction(direction)]

    def tile_margin(self, direction=None) -> int:
        """Return how many pixels around a tile its translation depends on."""
        return self._source.margin(self.check_direction(direction))

    def painter(self, direction=None, *, tiled=False, **how):
        """Return a function of float32 arrays (B, H, W, C) in [-1, 1] to the same.

        Args:
            direction: one of `directions`, the first if not given.
            tiled: for parts of a picture that is normalized as a whole.
            **how: `style` and `alpha`, for models that take them.
        """
        return self._source.painter(self.check_direction(direction), tiled=tiled, **how)
