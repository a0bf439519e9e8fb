"""The frame that padding leaves around a picture."""

import numpy as np
from scipy.ndimage import gaussian_filter

from tfstyle.metrics.planes import colours
from tfstyle.metrics.registry import metric

# Above it a frame is found. Of 270 photographs without one the highest has 1.87; two that their
# authors gave a white frame have 5.7 and 7.5.
FOUND = 2.25
_FRAME = 16
# Of depth that is compared with the frame, in frames: the frame itself is the first.
_DEPTH = 6
# What nobody sees: changes from one line to the next, in levels; and differences of texture.
_LEVELS, _TEXTURE = 0.22, 0.2


@metric(
    title="border", unit="", direction="lower", digits=2, compares="picture", found=FOUND,
    protocol="How much more a picture changes with the distance from its edges within a frame of "
    "16 pixels than further inside: of the mean colour of the lines parallel to an edge, or of "
    "the texture between the frame and what is next to it, whichever is more; geometric mean of "
    "the four edges. About 1 is none; above 2.25 a frame is found.",
)  # fmt: skip
def border(picture) -> float:
    """Return how much a picture's frame of 16 pixels differs from its inside.

    Lines parallel to an edge, a fringe that is darker, or blurred: all four edges have them where
    padding makes them, while a horizon or a wall is near one edge alone. So a fringe along one edge
    is not found. Nor could it be without the source beside it: by their worst edge 172 photographs
    have up to 9.1 in colour and one in twenty 3.5, and with one edge darkened by 30 % half of them
    have no more than 2.2.

    Args:
        picture: uint8 (H, W, C). Of less than 96 pixels a side, the frame is a sixth of it; below
            12 pixels nothing can be told.

    Returns:
        About 1 for none; `FOUND` and above for a frame that can be seen.

    Example:
        >>> framed = np.random.default_rng(0).integers(90, 110, (128, 128, 3), np.uint8)
        >>> border(framed) < FOUND
        True
        >>> framed[:8] = framed[-8:] = framed[:, :8] = framed[:, -8:] = 0
        >>> border(framed) > FOUND
        True
    """
    planes = colours(picture)
    frame = min(_FRAME, min(planes.shape[:2]) // 6)
    if frame < 2:
        return 1.0
    fine = planes - gaussian_filter(planes, (1.5, 1.5, 0))
    edges = [
        _edge(np.rot90(planes, turn)[:, frame:-frame], np.rot90(fine, turn)[:, frame:-frame], frame)
        for turn in range(4)
    ]
    return float(np.exp(np.log(edges).mean(0)).max())


def _edge(planes, fine, frame):
    """Return how much more the frame at the top changes than the inside: in colour, in texture."""
    depth = min(len(planes) // 2, _DEPTH * frame) // frame * frame
    steps = np.square(np.diff(planes[:depth].mean(1), axis=0)).sum(1)  # (depth - 1,)
    colour = (_rms(steps[:frame]) + _LEVELS) / (_rms(steps[frame:]) + _LEVELS)
    texture = np.sqrt(np.square(fine[:depth]).mean((1, 2)))
    texture = np.log(texture.reshape(-1, frame).mean(1) + 0.5)  # of each frame's width
    changes = np.abs(np.diff(texture))
    return colour, (changes[0] + _TEXTURE) / (changes[1:].mean() + _TEXTURE)


def _rms(squares):
    return np.sqrt(squares.mean())
