"""`model.translate`: what every picture-to-picture model offers its users."""

import numpy as np

from tfstyle.errors import UnsupportedOptionError, did_you_mean
from tfstyle.models.kept import Kept

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

    def translate(
        self,
        images,
        *,
        direction=None,
        style=None,
        alpha=1.0,
        size=None,
        strength=1.0,
        mask=None,
        feather=0,
        invert_mask=False,
        preserve_color=False,
        tile=None,
        batch_size=1,
        seed=None,
    ):
        """Translate pictures; each comes back as what it was, at its own size.

        Args:
            images: path, PIL image, uint8, uint16 or float array or tensor, (H, W), (H, W, C) or
                (N, H, W, C), or a list of them. Floats are in [-1, 1]; a `RangeWarning` is shown
                for what looks like [0, 1]. Paths and PIL images go by `images.convert`; one of
                several frames is refused.
            direction: one of `directions`, or `"a2b"` and `"b2a"`; the first if not given.
            style: for models with `takes_style`: what their `check_style` knows, e.g. the name of
                a style or a picture, or several as a blend.
            alpha: for AdaINStyle and MicroAST: how far the features take the style on, 0 to 1.
                It paints a weaker style where `strength` mixes the finished picture with the
                photograph; at 0 the decoder paints the photograph as it is.
            size: pixels of the result: (height, width), or the shorter side alone. The picture is
                resized before it is translated.
            strength: 0 returns the input, 1 the translation, between them a mixture.
            mask: path, PIL image or array (H, W) in [0, 1] or uint8, as large as the result: the
                translation shows where it is 1. One for all pictures, which then have one size;
                a mask is never resized. Or a list of masks with a
                list of as many styles: each shows where its mask is 1, the input where none is.
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

        Returns:
            A list for a list, an array for an array, a tensor for a tensor (same data type), a
            PIL image for a path or a PIL image. Alpha channels come back as they were.

        Raises:
            ImageError: a picture that cannot be read, or values out of range.
            UnsupportedOptionError: an option this model cannot honour, an unknown direction.
        """
        from tfstyle import inference

        direction = self.check_direction(direction)
        in_channels, out_channels = self.channels(direction)
        inference.check_numbers(
            strength=strength, feather=feather, tile=tile, batch_size=batch_size, alpha=alpha
        )
        self._check_can(style, tile, alpha)
        styles, blend = inference.pair_styles(
            style, mask, strength=strength, feather=feather, invert_mask=invert_mask,
            preserve_color=preserve_color,
        )
        blend.check_channels(direction, in_channels, out_channels)
        chosen = [{"style": style} for style in styles] if self.takes_style else [{}]
        if self.takes_alpha:
            chosen = [{**options, "alpha": alpha} for options in chosen]
        functions = [
            inference.numpy_function(self.translator(direction, **options)) for options in chosen
        ]
        if self.inference_mode != "eval":
            batch_size = 1
        if self.inference_mode == "train":
            _draw_noise(self._generator(direction), seed)
        fitting = {"multiple": self.size_multiple, "minimum": self.min_size}

        pictures, rebuild = inference.flatten(images)
        results, batch = [], []

        def run_batch():
            if batch:
                results.extend(inference.translate_whole(functions, batch, blend, **fitting))
                batch.clear()

        for picture in pictures:
            opened = picture.open(in_channels, size)
            if blend.masks is not None:
                blend.masks.check(opened)
            tiled = tile or (self._can_tile() and inference.automatic_tile(opened))
            alone = tiled or strength == 0
            if batch and (
                alone
                or len(batch) == batch_size
                or (batch[0].height, batch[0].width) != (opened.height, opened.width)
            ):
                run_batch()
            if strength == 0:
                results.append(inference.leave(opened))
            elif tiled:
                margin = self.tile_margin(direction)
                results.append(inference.translate_tiled(
                    functions, opened, blend, tile=int(tiled), margin=margin, **fitting
                ))
            else:
                batch.append(opened)
        run_batch()
        return rebuild(results)

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

        return inference.tile_margin(self._generator(self.check_direction(direction)))

    def _can_tile(self):
        # Noise that every tile draws for itself would not fit together.
        return self.takes_tile and self.inference_mode != "train"

    def _check_can(self, style, tile, alpha):
        if alpha != 1 and not self.takes_alpha:
            raise UnsupportedOptionError(
                f"alpha: {type(self).__name__} takes a style on as a whole. AdaINStyle (adain_*) "
                "and MicroAST mix features; strength mixes pictures, for every model."
            )
        if style is not None and not self.takes_style:
            raise UnsupportedOptionError(
                f"style: {type(self).__name__} learned its one style in training and takes none. "
                "FastStyle (fast_style_*), AdaINStyle (adain_*) and Gatys (gatys) do."
            )
        if tile is not None and not self._can_tile():
            why = (
                "draws noise for the whole picture" if self.takes_tile
                else "translates whole pictures only"
            )
            raise UnsupportedOptionError(
                f"tile: this {type(self).__name__} {why}. CycleGAN, FastStyle, AdaINStyle, and "
                "Pix2Pix without inference_mode='train', work in tiles. "
                "Use size to translate a smaller picture."
            )

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
        generator = self._generator(self.check_direction(direction))
        return generator.in_channels, generator.out_channels

    def _generator(self, direction):
        """The network of one direction, whose arguments tell the channels."""
        networks = self.networks
        name = ("generator_ab", "generator_ba")[self.directions.index(direction)]
        if name not in networks:
            name = "generator"
        return networks.get(f"{name}_ema", networks[name])


def _draw_noise(network, seed):
    """Set the random state of the dropout layers, freshly or from `seed`."""
    seed = np.random.SeedSequence(seed)
    weights = {id(weight) for weight in network.weights}
    states = [variable for variable in network.variables if id(variable) not in weights]
    for state in states:
        state.assign(seed.generate_state(int(np.prod(state.shape))).reshape(state.shape))
        (seed,) = seed.spawn(1)
