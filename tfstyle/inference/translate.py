"""Pictures of any kind and size through a model: the one way that every `model.translate` goes."""

import functools

from tfstyle.inference.blending import Blend
from tfstyle.inference.options import TranslateOptions
from tfstyle.inference.painters import painters
from tfstyle.inference.picture import flatten
from tfstyle.inference.whole_or_tiled import (
    automatic_tile,
    leave,
    translate_tiled,
    translate_whole,
)


def translate(model, images, options: TranslateOptions):
    """Return pictures translated, each as what it was, at its own size.

    Args:
        model: one that translates. Of it are asked `capabilities`, `check_direction`, `channels`,
            `takes_label_maps`, `painter`, `inference_mode`, `size_multiple`, `min_size`,
            `can_tile`; where it tiles, `tile_margin`; where it draws noise, `network_of`; for its
            errors, `kind`.
        images: what `model.translate` takes.
        options: what is asked for.

    Returns:
        What `model.translate` returns.

    Raises:
        ImageError: a picture or mask that cannot be used.
        UnsupportedOptionError: an option this model cannot honour.

    Example:
        >>> import numpy as np
        >>> from tfstyle import models, networks
        >>> model = models.Pix2Pix(networks.UNetGenerator(filters=4, num_downs=2))
        >>> photo = np.zeros((30, 50, 3), "uint8")
        >>> translate(model, photo, TranslateOptions(tile=32)).shape
        (30, 50, 3)
    """
    options.check(model)
    direction = model.check_direction(options.direction)
    in_channels, out_channels = model.channels(direction)
    blend = Blend(options)
    blend.check_channels(direction, in_channels, out_channels)
    functions = functools.cache(
        lambda tiled: painters(model, direction, options, tiled=tiled)
    )
    fitting = {"multiple": model.size_multiple, "minimum": model.min_size}

    def opened(pictures):
        for picture in pictures:
            picture = picture.open(in_channels, options.size, nearest=model.takes_label_maps)
            if blend.masks is not None:
                blend.masks.check(picture)
            yield picture

    def tile_of(picture):
        return options.tile or (automatic_tile(picture) if model.can_tile else None)

    def alone(picture):
        return options.strength == 0 or tile_of(picture) is not None

    pictures, rebuild = flatten(images)
    # A network that normalizes over its batch would mix the pictures in it.
    most = options.batch_size if model.inference_mode == "eval" else 1
    results = []
    for batch in batches(opened(pictures), most, alone):
        tile = tile_of(batch[0])
        if options.strength == 0:
            results.append(leave(batch[0]))
        elif tile is not None:
            margin = model.tile_margin(direction)
            results.append(translate_tiled(
                functions(True), batch[0], blend, tile=int(tile), margin=margin,
                joint=model.capabilities.joint, **fitting,
            ))  # fmt: skip
        else:
            results += translate_whole(functions(False), batch, blend, **fitting)
    return rebuild(results)


def batches(pictures, most: int, alone):
    """Yield lists of the pictures that go through together: neighbours of one size.

    Args:
        pictures: things with `height` and `width`. One is taken ahead of what is yielded.
        most: how many in a list.
        alone: whether a picture goes by itself.
    """
    batch: list = []
    for picture in pictures:
        by_itself = alone(picture)
        if batch and (
            by_itself
            or len(batch) == most
            or (batch[0].height, batch[0].width) != (picture.height, picture.width)
        ):
            yield batch
            batch = []
        batch.append(picture)
        if by_itself:
            yield batch
            batch = []
    if batch:
        yield batch
