"""The base of everything that makes pictures: its facts, and what users ask of it."""

from typing import Any

import keras

from tfstyle.capabilities import Capabilities, declare
from tfstyle.inference import directions
from tfstyle.inference.keywords import takes_keywords_of
from tfstyle.inference.options import TranslateOptions
from tfstyle.inference.style_names import style_weights
from tfstyle.inference.style_pictures import load_styles
from tfstyle.inference.translate import translate
from tfstyle.models.shared.inference_mode import inference_function
from tfstyle.models.shared.kept_model import KeptModel
from tfstyle.models.shared.painter import numpy_function
from tfstyle.models.shared.refusals import cannot_generate, cannot_translate
from tfstyle.provenance import Origin


class PictureModel(KeptModel):
    """The base of all models; most are a `keras.Model` of one `generator`, too.

    It stands first among the bases. What a model differs in from one that translates one way by a
    `generator`, it overrides: mostly facts, and `translator`.

    Class attributes a model may set:
        capabilities: what it can do; a class of tfstyle is known by it to errors and commands.
        roles: the attributes that hold its networks, `None` for one it does without.
        inference_mode: how its networks run once trained, see `models.shared.inference_mode`.
        domains: names of what it translates from and to.
        styles: names of the styles it learned.
        style_size: pixels a style picture's shorter side is scaled to, `None` for as it is.

    Attributes:
        origin: what weights it was loaded from, as the records in pictures tell it; `None` of a
            model that was not loaded, or was to be trained on.
    """

    capabilities = Capabilities()
    roles: tuple[str, ...] = ("generator", "discriminator", "generator_ema")
    inference_mode = "eval"
    domains: tuple[str, ...] = ("a", "b")
    styles: tuple[str, ...] = ()
    style_size: int | None = None
    origin: Origin | None = None
    generator: Any  # the network, of the models that have one of this name

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if "capabilities" in vars(cls) and cls.__module__.startswith("tfstyle."):
            declare(cls.__name__, cls.capabilities)

    @takes_keywords_of(TranslateOptions)
    def translate(self, images: Any, options: TranslateOptions) -> Any:
        """Translate pictures; each comes back as what it was, at its own size.

        The options are those of `inference.TranslateOptions`.

        Args:
            images: path, PIL image, uint8, uint16 or float array or tensor, (H, W), (H, W, C) or
                (N, H, W, C), or a list of them. Floats are in [-1, 1]; a `RangeWarning` is shown
                for what looks like [0, 1]. Paths and PIL images go by `images.convert`; one of
                several frames is refused.

        Returns:
            A list for a list, an array for an array, a tensor for a tensor (same data type), a
            PIL image for a path or a PIL image. Alpha channels come back as they were.

        Raises:
            ImageError: a picture that cannot be read, or values out of range.
            UnsupportedOptionError: an option this model cannot honour, an unknown direction.
        """
        return translate(self, images, options)

    def generate(self, *_: Any, **__: Any) -> Any:
        """Refuse: a model that makes pictures of noise has a `generate` of its own.

        Raises:
            UnsupportedOptionError: always.
        """
        raise cannot_generate(self)

    @property
    def kind(self) -> str:
        """What errors call it: the name of its class."""
        return type(self).__name__

    @property
    def networks(self) -> dict[str, keras.Model]:
        """The networks by role, without those this model does not have."""
        named = {role: getattr(self, role) for role in self.roles}
        return {role: network for role, network in named.items() if network is not None}

    @property
    def directions(self) -> tuple[str, ...]:
        """The ways it translates, the first one first, e.g. `("label2photo",)`."""
        return directions.between(self.domains, self.capabilities.directions)

    def check_direction(self, direction=None) -> str:
        """Return the name of a direction: the first for `None`, `"a2b"` and `"b2a"` resolved.

        Raises:
            UnsupportedOptionError: the model has no such direction, or none at all.
        """
        if not self.capabilities.translates:
            raise cannot_translate(self)
        return directions.choose(direction, self.directions)

    def check_style(self, style=None):
        """Return what a user's wish for a style comes to, as `translator` takes it, too.

        Args:
            style: of a model that learned names: `None` for the first, a name, a dict from names
                to weights, or a list of names or of (name, weight). Of one that looks at a
                picture: a path, PIL image or uint8 array; a list of them, or of
                (picture, weight); a dict from paths to weights.

        Returns:
            The weight of each name, float32 (N,), or `[(picture, weight)]` with float32
            (1, H, W, 3); weights sum to 1. `None` for a model without style.

        Raises:
            UnsupportedOptionError: an unknown name, no picture, weights that cannot be scaled to
                1, or a model without style.
            ImageError: a picture that cannot be read.
        """
        if self.capabilities.style == "names":
            return style_weights(style, self.styles)
        if self.capabilities.style == "picture":
            return load_styles(style, self.style_size)
        return TranslateOptions(style=style).check(self)

    def network_of(self, direction=None) -> keras.Model:
        """Return the network that paints in a direction: its moving average where there is one."""
        self.check_direction(direction)
        return self.networks.get("generator_ema", self.networks["generator"])

    def channels(self, direction=None) -> tuple[int, int]:
        """Return the channels of the pictures that go in and come out."""
        network = self.network_of(direction)
        return network.in_channels, network.out_channels

    @property
    def label_colours(self):
        """The colours that stand for classes in what goes in; `None` for other pictures."""
        return getattr(getattr(self, "generator", None), "labels", None)

    @property
    def takes_label_maps(self) -> bool:
        """True if the colours of what goes in stand for classes, so that none may be blended."""
        return self.label_colours is not None

    @property
    def size_multiple(self) -> int:
        """What H and W must be multiples of."""
        return self.generator.size_multiple

    @property
    def min_size(self) -> int:
        """The smallest H and W."""
        return self.generator.min_size

    @property
    def can_tile(self) -> bool:
        """True if it translates in tiles: noise that each draws for itself would not fit."""
        return self.capabilities.tiles and self.inference_mode != "train"

    def tile_margin(self, direction=None) -> int:
        """Return how many pixels around a tile its translation depends on, see `translate`.

        Models of other networks than a generator override it with
        `inference.tile_margin(*networks)`.
        """
        from tfstyle import inference

        return inference.tile_margin(self.network_of(direction))

    def translator(self, direction=None):
        """Return the trained function from pictures to pictures, in [-1, 1].

        It uses the moving average of the generator where there is one. A model that takes a style
        has an argument `style`, as of `check_style`, one that mixes features an `alpha`, too.

        Args:
            direction: one of `directions`, the first if not given.
        """
        return inference_function(self.network_of(direction), self.inference_mode)

    def painter(self, direction=None, *, tiled=False, **how):
        """Return `translator` as a function of arrays: float32 (B, H, W, C) in [-1, 1] to the same.

        Args:
            direction: one of `directions`, the first if not given.
            tiled: for parts of a picture; Keras' layers share their statistics either way.
            **how: `style` and `alpha`, for models that take them.
        """
        return numpy_function(self.translator(direction, **how))

    def call(self, pictures, training=False):
        """Return the translated pictures (B, H, W, C) in [-1, 1], at sizes the network takes."""
        if training:
            return self.generator(pictures, training=True)
        return self.translator()(pictures)
