"""A picture of any size through a network in tiles, as if it had gone through as a whole.

First the network's normalization statistics are taken, then every tile is normalized by them;
tiles overlap by what an output pixel sees, so that each pixel is taken from a tile that sees all
around it. Of a network that sees too far for that, they fade into each other. What lies in memory
beside the picture is one row of tiles.
"""

import contextlib

import numpy as np

from tfstyle.inference.tile_grid import divide

# Larger pictures are translated in tiles of this size if nothing else is asked for.
WHOLE_PIXELS = 2**22
AUTOMATIC_TILE = 768
# A margin may be as wide as this; networks that see farther get a narrower one.
_WIDEST_MARGIN = 192


def tile_margin(*networks) -> int:
    """Return how many pixels beyond a tile its windows must show.

    It is what an output pixel sees to each side, rounded up: 96 for a ResNet of nine blocks. Of a
    network that sees hundreds of pixels (a U-Net of eight halvings: over 700), or says that it
    sees everything (`layers.reach.EVERYTHING`), it is 128, and the tiled picture is an
    approximation without seams.

    Args:
        *networks: Keras models or layers that run one after the other, each a functional model or
            one that declares its `reach`.

    Raises:
        ArchitectureError: a layer that does not say how far it sees; how it does is said.

    Example:
        >>> import keras
        >>> tile_margin(keras.layers.Conv2D(3, 7))
        32
    """
    from tfstyle.layers.receptive_field import chained

    reach = chained(networks)
    radius = max(reach.before, reach.after)
    if radius > _WIDEST_MARGIN:
        return FarSighted(128)
    return int(-(-radius // 32)) * 32


class FarSighted(int):
    """The margin of a network that sees beyond it: tiles fade widely, as none is exact."""


def tiled_rows(
    function, picture, *, tile: int, margin: int, multiple: int, minimum: int, joint=True,
    shows=None,
):  # fmt: skip
    """Translate a picture in tiles and yield the result from top to bottom.

    Args:
        function: maps float32 (B, H, W, C) in [-1, 1], H and W fitting, to (B, H, W, D).
        picture: an `OpenPicture`.
        tile: pixels that each window adds in both directions, about.
        margin: see `tile_margin`.
        multiple: H and W are multiples of this.
        minimum: H and W are at least this.
        joint: the function's layers take their statistics over the whole picture, see
            `tile_statistics`; if false, it has none to take.
        shows: function of (first, last) row to bool (W,), the columns in which the result will
            be looked at there, or `None` for all; tiles out of sight are not computed and hold 0.

    Yields:
        `(first, rows)`: number of the first row and float32 (h, W, D).
    """
    options = {"tile": tile, "margin": margin, "multiple": multiple, "minimum": minimum}
    vertical, horizontal = (divide(n, **options) for n in (picture.height, picture.width))
    as_a_whole = contextlib.nullcontext
    if joint:
        from tfstyle.inference.tile_statistics import normalized_as_a_whole

        as_a_whole = normalized_as_a_whole(
            function, picture, vertical, horizontal,
            margin=margin, multiple=multiple, minimum=minimum,
        )  # fmt: skip
    blind = None if isinstance(margin, FarSighted) else margin
    down, across = vertical.weights(blind), horizontal.weights(blind)
    band = None
    for index, top in enumerate(vertical.starts):
        visible = shows and shows(*vertical.inside(top, top + vertical.window))
        for column, left in enumerate(horizontal.starts):
            first, last = horizontal.inside(left, left + horizontal.window)
            if visible is not None and not visible[first:last].any():
                continue
            window = picture.pixels(vertical.pixels(top), horizontal.pixels(left))
            with as_a_whole():
                out = function(window[None])[0]
            if band is None:
                band = np.zeros((vertical.window, horizontal.length, out.shape[-1]), "float32")
            weight = down[index][:, None, None] * across[column][:, None]
            band[:, left : left + horizontal.window] += out * weight
        if band is None:  # nothing seen so far
            channels = picture.pixels(slice(0, 1), slice(0, 1)).shape[-1]
            band = np.zeros((vertical.window, horizontal.length, channels), "float32")
        done = (*vertical.starts, vertical.length)[index + 1] - top
        first, last = vertical.inside(top, top + done)
        begin = max(vertical.offset - top, 0)
        left, right = horizontal.offset, horizontal.offset + horizontal.size
        yield first, band[begin : begin + last - first, left:right].copy()
        # What the next row of tiles adds to moves up.
        band[: vertical.window - done] = band[done:]
        band[vertical.window - done :] = 0
