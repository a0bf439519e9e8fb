"""The lattice that strides leave behind (Odena, Dumoulin and Olah 2016)."""

import numpy as np

from tfstyle.metrics.planes import colours
from tfstyle.metrics.registry import metric

# Above it a lattice is there. Of 272 photographs the highest has 0.63; squares planted 2 levels up
# and down have 26 and more with a period of 2 pixels, 1.9 of 4 and 0.9 of 8, where texture hides
# them most.
FOUND = 1.0
# How the values grow with the size of a picture ends here: a lattice fills its one frequency with
# the square of the pixels, all else with the pixels.
_PIXELS = 64**2
# Power of noise of 8 levels, in which a lattice as faint as what is rounded away is not seen.
_UNSEEN = 64.0
# Frequencies of a stride that count, the strongest; more would dilute a lattice of a few.
_STRONGEST = 3


@metric(
    title="checkerboard", unit="", direction="lower", digits=2, compares="picture", found=FOUND,
    protocol="Power at the frequencies of a lattice of 2, 4 and 8 pixels, beyond that of the "
    "spectrum around each and relative to it, per 64x64 pixels: mean of the three strongest "
    "of a stride, the stride that has most. 0 is none; above 1 a lattice is found. Stripes in one "
    "direction alone, as buildings have them, are none.",
)  # fmt: skip
def checkerboard(picture) -> float:
    """Return how much a lattice of 2, 4 or 8 pixels stands out of a picture's spectrum.

    A network with strides can answer even pixels otherwise than odd ones. All over the picture that
    adds up at the multiples of 1/2, 1/4 and 1/8 cycles a pixel in each axis. What a photograph has
    there does not add up, nor do the blocks of JPEG: their steps have random signs.

    Args:
        picture: uint8 (H, W, C); below 16 pixels a side nothing can be told.

    Returns:
        0 for none; `FOUND` and above for a lattice that can be seen.

    Example:
        >>> lattice = np.indices((64, 64, 1)).sum(0).astype(np.uint8) % 2 * 4 + 100
        >>> checkerboard(lattice) > FOUND, checkerboard(lattice * 0)
        (True, 0.0)
    """
    planes = colours(picture)
    height, width = (side // 8 * 8 for side in planes.shape[:2])  # so that 1/8 is a frequency
    if min(height, width) < 16:
        return 0.0
    power = _spectrum(planes[:height, :width])
    excess = dict(zip(_FREQUENCIES, _excesses(power), strict=True))
    for k in range(1, 5):
        excess[0, k] = excess[k, 0] = min(excess[0, k], excess[k, 0])
    strides: dict[int, list[float]] = {2: [], 4: [], 8: []}
    for at, value in excess.items():
        strides[_stride(*at)].append(value)
    strongest = max(np.mean(sorted(values)[-_STRONGEST:]) for values in strides.values())
    return float(strongest * min(1.0, _PIXELS / (height * width)))


def _stride(u: int, v: int) -> int:
    """Return of which stride the frequency (u/8, v/8) is."""
    return 2 if u % 4 == v % 4 == 0 else 4 if u % 2 == v % 2 == 0 else 8


# In eighths of a cycle a pixel; the other half of the plane mirrors this one.
_FREQUENCIES = tuple(
    (u, v) for u in range(5) for v in range(8) if (u or v) and not (u in (0, 4) and v > 4)
)


def _spectrum(planes):
    """Return the power of each frequency, the mean of the channels (H, W)."""
    height, width = planes.shape[:2]
    # Hann's window: without it the picture's edges would be lines across the spectrum.
    window = np.outer(np.hanning(height + 1)[:-1], np.hanning(width + 1)[:-1])
    window = (window / np.sqrt(np.square(window).sum())).astype(np.float32)
    waves = np.fft.fft2((planes - planes.mean((0, 1))) * window[..., None], axes=(0, 1))
    return np.square(np.abs(waves)).mean(-1)


def _excesses(power):
    """Return how far the power at each (u/8, v/8) is above that around it, relative to it."""
    height, width = power.shape
    reach = [max(3, round(3 / 64 * side)) for side in power.shape]
    rows, columns = (np.arange(-far, far + 1) for far in reach)
    apart = (abs(rows)[:, None] > 2) | (abs(columns) > 2)  # beyond the window's own width
    y, x = np.array(_FREQUENCIES).T * [[height // 8], [width // 8]]
    near = [(y[:, None] + rows) % height, (x[:, None] + columns) % width]
    around = power[near[0][:, :, None], near[1][:, None]][:, apart]  # (frequencies, neighbours)
    # Of noise the median is ln 2 of the mean; an edge's line through it leaves it alone.
    expected = np.median(around, axis=1) / np.log(2)
    return np.maximum(0.0, (power[y, x] - expected) / (expected + _UNSEEN))
