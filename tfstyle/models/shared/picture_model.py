"""`model.translate`: what every picture-to-picture model offers its users."""

from typing import Any

import keras

from tfstyle.errors import UnsupportedOptionError, did_you_mean
from tfstyle.inference.keywords import takes_keywords_of
from tfstyle.inference.options import TranslateOptions
from tfstyle.inference.translate import translate
from tfstyle.models.shared.kept import Kept

_ALIASES = ("a2b", "b2a")
# What other projects call them, for the hint alone.
_FOREIGN = {"atob": "a2b", "btoa": "b2a"}
_NETWORKS = ("generator", "discriminator", "projector", "generator_ema")


class ImageTranslator(Kept):
    """Mixin of models with `directions` and `translator(direction)`, most of one `generator`.

    It adds the ways in and out: any kind of picture at any size, and saving as a preset.

    Class attributes a model may set:
        takes_style: `translate` accepts a style; the model offers `check_style(style)` and
            `translator(direction, style)`, with the style as the user gave it.
        takes_alpha: `translator` has an `alpha`, too: how far features take a style on.
        takes_tile: the model can translate in tiles, which share the statistics of
            `layers.instance_statistics`; `tile_margin(direction)` says how far they overlap.
    """

    takes_style = False
    takes_alpha = False
    takes_tile = True

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

    @property
    def networks(self) -> dict:
        """The networks by name, without those this model does not have.

        Of a model with one generator; others name theirs.
        """
        named = {name: getattr(self, name, None) for name in _NETWORKS}
        return {name: network for name, network in named.items() if network is not None}

    @property
    def size_multiple(self) -> int:
        """What H and W must be multiples of."""
        return self.generator.size_multiple

    @property
    def min_size(self) -> int:
        """The smallest H and W."""
        return self.generator.min_size

    def tile_margin(self, direction=None) -> int:
        """Return how many pixels around a tile its translation depends on, see `tile`.

        Models of other networks than a generator override it with
        `inference.tile_margin(*networks)`.
        """
        from tfstyle import inference

        return inference.tile_margin(self.network_of(self.check_direction(direction)))

    @property
    def can_tile(self) -> bool:
        """Whether it works in tiles; noise that every tile draws for itself would not fit."""
        return self.capabilities.tiles and self.inference_mode != "train"

    def check_direction(self, direction=None) -> str:
        """Return the name of a direction: the first for `None`, aliases resolved.

        `"a2b"` and `"b2a"` stand for the first and the second direction of a model that calls
        its domains by other names. Where they are names of its own they mean only themselves:
        a model that learned `b2a` alone has no `a2b`.

        Raises:
            UnsupportedOptionError: the model has no such direction.
        """
        if direction is None:
            return self.directions[0]
        if direction in self.directions:
            return direction
        own = bool(set(self.directions) & set(_ALIASES))
        aliases = {} if own else dict(zip(_ALIASES, self.directions, strict=False))
        if direction in aliases:
            return aliases[direction]
        known = (*self.directions, *aliases)
        meant = _FOREIGN.get(str(direction).lower(), str(direction))
        hint = f" Did you mean {meant!r}?" if meant in known else did_you_mean(meant, known)
        raise UnsupportedOptionError(
            f"Unknown direction {direction!r}; this model translates "
            f"{' and '.join(self.directions)}.{hint}"
        )

    def channels(self, direction=None) -> tuple[int, int]:
        """Return the channels of the pictures that go in and come out."""
        generator = self.network_of(self.check_direction(direction))
        return generator.in_channels, generator.out_channels

    def network_of(self, direction) -> keras.Model:
        """Return the network of one direction, whose arguments tell the channels."""
        networks = self.networks
        name = ("generator_ab", "generator_ba")[self.directions.index(direction)]
        if name not in networks:
            name = "generator"
        return networks.get(f"{name}_ema", networks[name])
