"""`model.translate`: what every picture-to-picture model offers its users."""

import numpy as np

from tfstyle.errors import ImageError, UnsupportedOptionError, did_you_mean

_ALIASES = {"a2b": 0, "b2a": 1}


class ImageTranslator:
    """Mixin of models with `directions`, `translator(direction)`, `size_multiple`, `min_size`.

    It adds the ways in and out: any kind of picture at any size, and saving as a preset.
    """

    def translate(
        self,
        images,
        *,
        direction=None,
        style=None,
        size=None,
        strength=1.0,
        mask=None,
        preserve_color=False,
        tile=None,
        batch_size=1,
        seed=None,
    ):
        """Translate pictures; each comes back as what it was, at its own size.

        Args:
            images: path, PIL image, uint8, uint16 or float array or tensor, (H, W), (H, W, C) or
                (N, H, W, C), or a list of them. Floats are in [-1, 1].
            direction: one of `directions`, or `"a2b"` and `"b2a"`; the first if not given.
            style: for models that take a style picture; these do not.
            size: pixels of the result: (height, width), or the shorter side alone. The picture is
                resized before it is translated.
            strength: 0 returns the input, 1 the translation, between them a mixture.
            mask: path, PIL image or array (H, W) in [0, 1] or uint8, as large as the result: the
                translation shows where it is 1. One for all pictures.
            preserve_color: keep the input's colours, take only the brightness.
            tile: for models that work in tiles; these do not.
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
        from keras import ops

        from tfstyle import inference
        from tfstyle.layers.tensorflow_kernels import plain_operations

        self._check_options(style, tile, strength, preserve_color, batch_size)
        direction = self.check_direction(direction)
        in_channels, out_channels = self.channels(direction)
        mixes = strength != 1 or mask is not None or preserve_color
        if mixes and in_channels != out_channels:
            raise UnsupportedOptionError(
                "strength, mask and preserve_color mix the input with the result, and need a "
                f"model with as many channels in as out. {direction!r} maps {in_channels} to "
                f"{out_channels}."
            )
        if preserve_color and out_channels != 3:
            raise UnsupportedOptionError(
                f"preserve_color needs a colour model; {direction!r} has {out_channels} channel(s)."
            )
        if mask is not None:
            mask = inference.load_mask(mask)
        translator = self.translator(direction)
        if self.inference_mode != "eval":
            batch_size = 1
        if self.inference_mode == "train":
            _draw_noise(self._generator(direction), seed)

        def run(batch):
            stacked = np.stack([pixels for _, pixels, _, _ in batch])
            # The kernels that are quick in training are less exact, and not what is exported.
            with plain_operations():
                out = inference.call_padded(
                    translator, ops.convert_to_tensor(stacked, "float32"),
                    multiple=self.size_multiple, minimum=self.min_size,
                )
            out = np.asarray(ops.convert_to_numpy(out), "float32")
            for (picture, before, alpha, finish), after in zip(batch, out, strict=True):
                if preserve_color:
                    after = inference.keep_color(before, after)
                after = inference.blend_strength(before, after, strength)
                if mask is not None:
                    _check_mask(mask, after, picture.name)
                    after = inference.blend_mask(before, after, mask)
                yield finish(after, alpha)

        pictures, rebuild = inference.flatten(images)
        results, batch = [], []
        for picture in pictures:
            pixels, alpha, finish = picture.read(in_channels)
            if size is not None:
                pixels, alpha = _resize(pixels, alpha, size)
            if batch and (len(batch) == batch_size or batch[0][1].shape != pixels.shape):
                results.extend(run(batch))
                batch = []
            batch.append((picture, pixels, alpha, finish))
        if batch:
            results.extend(run(batch))
        return rebuild(results)

    def check_direction(self, direction=None) -> str:
        """Return the name of a direction: the first for `None`, aliases resolved.

        Raises:
            UnsupportedOptionError: the model has no such direction.
        """
        if direction is None:
            return self.directions[0]
        if direction in self.directions:
            return direction
        if _ALIASES.get(direction, len(self.directions)) < len(self.directions):
            return self.directions[_ALIASES[direction]]
        raise UnsupportedOptionError(
            f"Unknown direction {direction!r}; this model translates "
            f"{' and '.join(self.directions)}.{did_you_mean(str(direction), self.directions)}"
        )

    def channels(self, direction=None) -> tuple[int, int]:
        """Return the channels of the pictures that go in and come out."""
        generator = self._generator(self.check_direction(direction))
        return generator.in_channels, generator.out_channels

    def save_to_preset(self, directory, **options):
        """Write the model as a preset directory that `tfstyle.from_preset` loads.

        Args:
            directory: where; appears whole or not at all, an existing one is replaced.
            **options: `card`, `metadata`, `dtype`, `training` of `tfstyle.presets.save`.
        """
        from tfstyle import presets

        presets.save(self, directory, **options)

    def _generator(self, direction):
        """The network of one direction, whose arguments tell the channels."""
        networks = self.networks
        name = ("generator_ab", "generator_ba")[self.directions.index(direction)]
        if name not in networks:
            name = "generator"
        return networks.get(f"{name}_ema", networks[name])

    def _check_options(self, style, tile, strength, preserve_color, batch_size):
        if style is not None:
            raise UnsupportedOptionError(
                f"style: {type(self).__name__} learned its one style in training and takes no "
                "style picture. No model of this version does."
            )
        if tile is not None:
            raise UnsupportedOptionError(
                f"tile: {type(self).__name__} translates whole pictures only; no model of this "
                "version works in tiles. Use size to translate a smaller picture."
            )
        if not 0 <= strength <= 1:
            raise UnsupportedOptionError(f"strength must be in [0, 1]. Received: {strength}")
        if batch_size < 1:
            raise UnsupportedOptionError(f"batch_size must be 1 or more. Received: {batch_size}")


def _resize(pixels, alpha, size):
    from tfstyle import images

    height, width = pixels.shape[:2]
    if np.ndim(size) == 0:
        scale = size / min(height, width)
        size = (max(size, round(height * scale)), max(size, round(width * scale)))
    if len(size) != 2 or min(size) < 1:
        raise ImageError(
            f"size must be pixels or (height, width), each at least 1. Received: {size}"
        )
    resized = [None if x is None else images.resize(x, tuple(size)) for x in (pixels, alpha)]
    return resized[0], resized[1]


def _check_mask(mask, picture, name):
    if mask.shape[:2] != picture.shape[:2]:
        raise ImageError(
            f"The mask is {mask.shape[1]}x{mask.shape[0]} but {name} is "
            f"{picture.shape[1]}x{picture.shape[0]}; a mask must be as large as the result."
        )


def _draw_noise(network, seed):
    """Set the random state of the dropout layers, freshly or from `seed`."""
    seed = np.random.SeedSequence(seed)
    weights = {id(weight) for weight in network.weights}
    states = [variable for variable in network.variables if id(variable) not in weights]
    for state in states:
        state.assign(seed.generate_state(int(np.prod(state.shape))).reshape(state.shape))
        (seed,) = seed.spawn(1)
