"""What may be asked of one painting: which styles, where, how strongly."""

import dataclasses
import math

from tfstyle.errors import UnsupportedOptionError
from tfstyle.studio.texts.telling import Told

MOST_LAYERS = 8
SMALLEST, LARGEST = 64, 4096


@dataclasses.dataclass(frozen=True, kw_only=True)
class Layer:
    """One style, and where it shows.

    Attributes:
        style_id: of the library.
        weight: its share in a blend, 0 or more; of layers without a mask.
        mask_id: a picture, white where the style shows; `None` for everywhere.
    """

    style_id: str
    weight: float = 1.0
    mask_id: str | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class PaintOptions:
    """How a picture is painted, checked when it is made.

    Layers without a mask are blended by their weights; those with one lie over them (over the
    photograph, if all have one), each where its mask is white.

    Attributes:
        layers: one to eight `Layer`.
        strength: 0 leaves the picture, 1 paints it.
        preserve_color: take the brush, leave the palette.
        size: pixels of the result's shorter side, 64 to 4096; the picture's own if `None`.
        feather: standard deviation, in pixels of the result, of the blur that softens masks.
        restore: mend the photograph first.

    Raises:
        UnsupportedOptionError: what is out of range.

    Example:
        >>> PaintOptions(layers=[Layer(style_id="wave")], strength=0.5).layers[0].weight
        1.0
    """

    layers: tuple[Layer, ...]
    strength: float = 1.0
    preserve_color: bool = False
    size: int | None = None
    feather: float = 0.0
    restore: bool = False

    def __post_init__(self):
        object.__setattr__(self, "layers", tuple(self.layers))
        if not 1 <= len(self.layers) <= MOST_LAYERS:
            raise UnsupportedOptionError(
                Told("refused.too_many_layers", most=MOST_LAYERS, received=len(self.layers))
            )
        if not 0 <= self.strength <= 1:
            raise UnsupportedOptionError(Told("refused.strength", received=self.strength))
        if self.size is not None and not SMALLEST <= self.size <= LARGEST:
            raise UnsupportedOptionError(
                Told("refused.paint_size", least=SMALLEST, most=LARGEST, received=self.size)
            )
        if not 0 <= self.feather <= 100:
            raise UnsupportedOptionError(Told("refused.feather", received=self.feather))
        weights = [layer.weight for layer in self.layers]
        if not all(math.isfinite(weight) and weight >= 0 for weight in weights):
            raise UnsupportedOptionError(Told("refused.weights_negative", received=weights))
        bare = [layer.weight for layer in self.layers if layer.mask_id is None]
        if bare and not sum(bare) > 0:
            raise UnsupportedOptionError(Told("refused.weights_zero"))
