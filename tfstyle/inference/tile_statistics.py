"""The normalization statistics of a whole picture, though only tiles of it fit in memory."""

import functools

import numpy as np

from tfstyle.inference.padding import padded_size
from tfstyle.inference.tile_grid import Windows, spread
from tfstyle.layers import instance_statistics

# What goes through the network at once: a whole picture up to this size, else patches from all
# over it, each with a margin that does not count.
STATISTICS_PIXELS = 2**21
_PATCH, _MARGIN = 128, 32
# All tiles correct the patches' statistics until these were off by less than this on average, in
# standard deviations, or this often. The correction that follows leaves half of it, or less.
_EXACT, _MOST_SWEEPS = 0.02, 4


def normalized_as_a_whole(function, picture, vertical: Windows, horizontal: Windows, **fitting):
    """Return what opens a context in which tiles are normalized as the whole picture would be.

    Args:
        function: see `whole_statistics`.
        picture: see `whole_statistics`.
        vertical: see `whole_statistics`.
        horizontal: see `whole_statistics`.
        **fitting: `margin`, `multiple` and `minimum` of `whole_statistics`.
    """
    statistics = whole_statistics(function, picture, vertical, horizontal, **fitting)
    return functools.partial(instance_statistics.use, statistics)


def whole_statistics(
    function, picture, vertical: Windows, horizontal: Windows, *, margin, multiple, minimum
):
    """Return the picture's statistics for `instance_statistics.use`.

    Those of a picture up to two megapixels are exact. Of a larger one a sample's are corrected by
    sweeps over all tiles, until they agree with the picture's.

    Args:
        function: maps float32 (B, H, W, C) in [-1, 1], H and W fitting, to (B, H, W, D).
        picture: an `OpenPicture`.
        vertical: the windows along its height.
        horizontal: the windows along its width.
        margin: pixels at the edge of a window that do not count.
        multiple: H and W are multiples of this.
        minimum: H and W are at least this.

    Returns:
        A dictionary; empty if the network has no such statistics.
    """
    small = [min(padded_size(1, multiple, minimum), s.length) for s in (vertical, horizontal)]
    with instance_statistics.collect() as statistics:
        function(picture.pixels(vertical.pixels(0, small[0]), horizontal.pixels(0, small[1]))[None])
    if not statistics:
        return statistics
    if vertical.length * horizontal.length <= STATISTICS_PIXELS:
        rows, columns = (side.pixels(0, side.length) for side in (vertical, horizontal))
        with instance_statistics.collect() as statistics:
            function(picture.pixels(rows, columns)[None])
        return statistics

    sample, cores = _patches(picture, vertical, horizontal, min(margin, _MARGIN), multiple, minimum)
    with instance_statistics.collect(cores) as statistics:
        function(sample)
    for _ in range(_MOST_SWEEPS):
        sweep = _sweep(function, picture, vertical, horizontal, statistics)
        with instance_statistics.collect(cores, sweep.corrections()) as statistics:
            function(sample)
        if sweep.error() < _EXACT:
            break
    return statistics


def _sweep(function, picture, vertical, horizontal, statistics):
    with instance_statistics.refine(statistics) as sweep:
        for top, height, rows in _shares(vertical):
            for left, width, columns in _shares(horizontal):
                sweep.cores, sweep.weight = [(*rows, *columns)], height * width
                function(picture.pixels(vertical.pixels(top), horizontal.pixels(left))[None])
    return sweep


def _shares(side: Windows):
    """Yield each window's start, how many pixels it stands for, and which, in fractions of it."""
    edges = [0.0, side.length]
    edges[1:1] = [
        (before + side.window + after) / 2
        for before, after in zip(side.starts, side.starts[1:], strict=False)
    ]
    for start, first, last in zip(side.starts, edges, edges[1:], strict=False):
        yield start, last - first, ((first - start) / side.window, (last - start) / side.window)


def _patches(picture, vertical, horizontal, margin, multiple, minimum):
    """Return patches spread evenly over the picture, and their cores."""
    patch = -(-max(_PATCH, 2 * minimum) // multiple) * multiple
    height, width = min(patch, vertical.length), min(patch, horizontal.length)
    most = max(STATISTICS_PIXELS // (height * width), 1)
    rows = round((most * vertical.length / horizontal.length) ** 0.5)
    rows = min(max(rows, 1), most, vertical.length // height)
    columns = min(most // rows, horizontal.length // width)
    rows = min(most // columns, vertical.length // height)
    sample, cores = [], []
    for top in _middles(vertical, height, rows, multiple):
        for left in _middles(horizontal, width, columns, multiple):
            sample.append(
                picture.pixels(vertical.pixels(top, height), horizontal.pixels(left, width))
            )
            cores.append((
                *_core(top, height, vertical.length, margin),
                *_core(left, width, horizontal.length, margin),
            ))
    return np.stack(sample), cores


def _middles(side: Windows, patch: int, count: int, multiple: int):
    """Return the starts of patches in the middles of `count` equal parts of a side."""
    if count * patch >= side.length:
        return spread(side.length, patch, count, multiple)
    middles = (np.arange(count) + 0.5) / count * side.length - patch / 2
    return [round(middle / multiple) * multiple for middle in middles]


def _core(start, window, length, margin):
    """Return the part of a window without its margins, in fractions; edges have no margin."""
    before = margin if start > 0 else 0
    after = margin if start + window < length else 0
    return before / window, 1 - after / window
