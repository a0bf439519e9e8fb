"""What a user may ask of `translate`: told, checked and kept in one place.

Nothing heavy is imported here, so that a command line can refuse a wrong number at once.
"""

import dataclasses
from typing import Any

from tfstyle.capabilities import those_who_can
from tfstyle.engine_names import AUTO, check_engine
from tfstyle.errors import UnsupportedOptionError


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class TranslateOptions:
    """The options of one call of `translate`, checked when they are made.

    Attributes:
        direction: one of `directions`, or `"a2b"` and `"b2a"`; the first if not given.
        style: for models that take one (see their `capabilities`): what their `check_style` knows,
            e.g. the name of a style or a picture, or several as a blend.
        alpha: for models that mix features, such as AdaINStyle: how far the features take the
            style on, 0 to 1. It paints a weaker style where `strength` mixes the finished picture
            with the photograph; at 0 the decoder paints the photograph as it is.
        size: pixels of the result: (height, width), or the shorter side alone. The picture is
            resized before it is translated.
        strength: 0 returns the input, 1 the translation, between them a mixture.
        mask: path, PIL image or array (H, W) in [0, 1] or uint8, as large as the result: the
            translation shows where it is 1. One for all pictures, which then have one size; a mask
            is never resized. Or a list of masks with a list of as many styles: each shows where
            its mask is 1, the input where none is.
        feather: softens the masks' edges by a Gaussian of this many pixels (its standard
            deviation).
        invert_mask: the translation shows where the mask is 0 instead.
        preserve_color: keep the input's colours, take only the brightness.
        tile: translate in overlapping tiles of this many pixels, so that the memory needed
            does not grow with the picture; 512 is a good size. Instance norm (and batch norm
            with `inference_mode="batch_statistics"`) takes its statistics from the whole
            picture, or from patches all over a large one, so that a network whose output
            pixels see less than 200 pixels around them gives the same picture in tiles, within
            2/255 on average up to two megapixels; beyond, the statistics are corrected until
            they agree closely. A U-Net sees all of its picture and gives a similar one. If
            not given, pictures of more than four megapixels go in tiles.
        batch_size: pictures of one size that go through the network together. Networks that
            normalize over the batch always get one at a time.
        seed: of the noise, for models with `inference_mode="train"`; the others draw none and
            give the same picture for any seed.
        engine: what computes: `None` and `"keras"` the model itself, `"litert"`, `"openvino"` and
            `"onnxruntime"` its export, which is made once, compared with Keras on real pictures
            (to 1e-4 of the range), and kept in the cache; `"auto"` the one that a short measurement
            found fastest. Pictures in tiles are always computed by Keras, whose layers share what
            they normalize by. `"openvino-bf16"` is faster on processors that have it, and another
            picture: how far off is logged.

    Raises:
        UnsupportedOptionError: a number out of range, or options that do not go together.

    Example:
        >>> TranslateOptions(strength=0.5).strength
        0.5
    """

    direction: str | None = None
    style: Any = None
    alpha: float = 1.0
    size: int | tuple[int, int] | None = None
    strength: float = 1.0
    mask: Any = None
    feather: float = 0
    invert_mask: bool = False
    preserve_color: bool = False
    tile: int | None = None
    batch_size: int = 1
    seed: int | None = None
    engine: str | None = None

    def __post_init__(self):
        for name in ("strength", "alpha"):
            if not 0 <= getattr(self, name) <= 1:
                raise UnsupportedOptionError(
                    f"{name} must be in [0, 1]. Received: {getattr(self, name)}"
                )
        if not 0 <= self.feather < float("inf"):
            raise UnsupportedOptionError(
                f"feather must be 0 or more pixels. Received: {self.feather}"
            )
        if self.batch_size < 1:
            raise UnsupportedOptionError(
                f"batch_size must be 1 or more. Received: {self.batch_size}"
            )
        if self.tile is not None and (int(self.tile) != self.tile or self.tile < 16):
            raise UnsupportedOptionError(
                f"tile must be a whole number of pixels, 16 or more. Received: {self.tile}"
            )
        self._check_masks()
        if self.engine is not None:
            check_engine(self.engine)
            if self.engine == "keras":
                object.__setattr__(self, "engine", None)

    def _check_masks(self):
        if self.mask is None and (self.feather or self.invert_mask):
            raise UnsupportedOptionError("feather and invert_mask need a mask.")
        if not isinstance(self.mask, list | tuple):
            return
        if not self.mask:
            raise UnsupportedOptionError("mask: the list is empty. Use mask=None for none.")
        if len(self.styles) != len(self.mask):
            received = 0 if self.style is None else len(self.styles)
            raise UnsupportedOptionError(
                "Several masks need as many styles, each shown where its mask is white. "
                f"Received: {len(self.mask)} mask(s) and {received} style(s)"
            )

    @property
    def styles(self) -> list:
        """One style for each mask where a list of styles goes with a list of masks, else one."""
        paired = isinstance(self.mask, list | tuple) and isinstance(self.style, list | tuple)
        return list(self.style) if paired else [self.style]

    def check(self, model) -> None:
        """Refuse what a model cannot do.

        Raises:
            UnsupportedOptionError: the option, and the models that can; an unknown direction.
        """
        model.check_direction(self.direction)  # one that translates nothing refuses here
        can, name = model.capabilities, model.kind
        if self.alpha != 1 and not can.alpha:
            raise UnsupportedOptionError(
                f"alpha: {name} takes a style on as a whole. Use "
                f"{those_who_can(lambda can: can.alpha)} to mix features; strength mixes "
                "pictures, for every model."
            )
        if self.style is not None and can.style is None:
            raise UnsupportedOptionError(
                f"style: {name} learned its one style in training and takes none. Use "
                f"{those_who_can(lambda can: can.style)} for a style of your choice."
            )
        if self.engine not in (None, AUTO) and self.tile is not None:
            raise UnsupportedOptionError(
                f"engine: tiles share what {name} normalizes by, which only Keras' layers can. "
                f"Leave out tile or engine={self.engine!r}."
            )
        if self.engine not in (None, AUTO) and (can.optimizes or model.inference_mode == "train"):
            why = "optimizes each picture anew" if can.optimizes else "draws noise"
            raise UnsupportedOptionError(
                f"engine: this {name} {why}, which no export does. Leave out {self.engine!r}."
            )
        if self.tile is not None and not model.can_tile:
            why = (
                "draws noise for the whole picture" if can.tiles
                else "translates whole pictures only"
            )
            raise UnsupportedOptionError(
                f"tile: this {name} {why}. Use size to translate a smaller picture, or a model "
                f"that works in tiles: {those_who_can(lambda can: can.tiles)}, without "
                "inference_mode='train'."
            )
