"""Texture: how much goes on at which scale, where the eye may rest, and how the strokes run.

The energy of a scale is the standard deviation of L* in a band between two blurs. Direction is that
of the structure tensor (Bigün and Granlund 1987): its eigenvector of least change runs along the
strokes, and the coherence `((l1 - l2) / (l1 + l2))^2` says how much they agree, 0 to 1.
"""

import numpy as np
from scipy import ndimage

from tfstyle.studio.advice.canvas import Canvas
from tfstyle.studio.advice.findings import Finding, Statement, Word, number, percent

# Blurs between which the bands lie, in shares of the diagonal: fine, middle, broad.
_BANDS = {"fine": (0.0, 0.003), "middle": (0.003, 0.012), "broad": (0.012, 0.05)}
# Standard deviation of L* within a band, around a place, below which the eye rests there.
RESTS = 3.0
# Percent of the picture that rests: below the first it is busy, above the second calm.
CALM = (20.0, 55.0)
# Coherence in percent from which the whole picture has one direction, and from which places have.
ONE_WAY, LOCALLY = 20.0, 45.0
# Smoothing of the tensor for the direction of strokes, in shares of the diagonal.
_STROKE = 0.012
# Mean square slope below which there is nothing to have a direction.
_SLOPE = 0.02


def measure(canvas: Canvas) -> Finding:
    """Return the finding `texture` of a picture."""
    bands = {name: _band(canvas, *blurs) for name, blurs in _BANDS.items()}
    energies = {name: float(band.std()) for name, band in bands.items()}
    busy = ndimage.gaussian_filter(
        (bands["fine"] + bands["middle"]) ** 2, 0.015 * canvas.diagonal, mode="nearest"
    )
    busy = np.sqrt(np.maximum(busy, 0.0))
    tensor = slopes(canvas.lightness, 0.0015 * canvas.diagonal)
    angle = coherence = locally = None
    if tensor[0].mean() + tensor[1].mean() > _SLOPE:
        angle, coherence = direction(*(part.mean() for part in tensor))
        angle, coherence = float(angle), percent(coherence)
        local = local_direction(tensor, _STROKE * canvas.diagonal)
        strength = local[2]
        locally = percent((local[1] * strength).sum() / max(strength.sum(), 1e-12))
    numbers = {
        **{f"energy_{name}": number(value, "L*", digits=1) for name, value in energies.items()},
        "rest": number(percent((busy < RESTS).mean()), "%", CALM),
        "direction": number(None if angle is None else float(np.rint(angle)) % 180.0, "°"),
        "one_way": number(coherence, "%", (ONE_WAY,)),
        "locally": number(locally, "%", (LOCALLY,)),
    }
    return Finding("texture", numbers, tuple(_statements(numbers)), {"busy": busy})


def _band(canvas, small, large):
    values = canvas.lightness
    if small:
        values = ndimage.gaussian_filter(values, small * canvas.diagonal, mode="nearest")
    blur = ndimage.gaussian_filter(canvas.lightness, large * canvas.diagonal, mode="nearest")
    return values - blur


def slopes(values: np.ndarray, sigma: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return `(gx gx, gy gy, gx gy)` of the gradient after a blur of at least 0.7 pixels."""
    gy, gx = (
        ndimage.gaussian_filter(values, max(sigma, 0.7), order=order, mode="nearest")
        for order in ((1, 0), (0, 1))
    )
    return gx * gx, gy * gy, gx * gy


def direction(xx, yy, xy):
    """Return the angle along the strokes, degrees, and the coherence, 0 to 1.

    The angle is 0 for level strokes, 45 for those that rise to the right, 90 for upright ones, and
    less than 180.
    """
    # Rows count downwards: of a stroke that rises to the right, xy is positive.
    across = 0.5 * np.arctan2(2 * xy, xx - yy)
    angle = (90.0 - np.degrees(across)) % 180.0
    total = xx + yy
    coherence = np.where(
        total > 1e-12, ((xx - yy) ** 2 + 4 * xy**2) / np.maximum(total, 1e-12) ** 2, 0.0
    )
    return angle, np.clip(coherence, 0.0, 1.0)


def local_direction(tensor, sigma: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return `(angle, coherence, strength)`, each (h, w), of a tensor blurred by `sigma` pixels."""
    smooth = [ndimage.gaussian_filter(part, sigma, mode="nearest") for part in tensor]
    return (*direction(*smooth), smooth[0] + smooth[1])


def _statements(numbers):
    rest = numbers["rest"]
    amount = ("busy", "middle", "calm")[sum(rest.value >= limit for limit in CALM)]
    values = {"rest": rest.text(), "limit": f"{RESTS:.0f} L*"}
    yield Statement(f"texture_{amount}", values, ("rest",))
    bands = {name: numbers[f"energy_{name}"] for name in _BANDS}
    if max(band.value for band in bands.values()) >= 1.0:
        most = max(bands, key=lambda name: bands[name].value)
        values = {name: band.text() for name, band in bands.items()}
        grounds = tuple(f"energy_{name}" for name in bands)
        yield Statement(f"texture_scale_{most}", values, grounds)
    whole, locally = numbers["one_way"], numbers["locally"]
    if whole.value is None:
        return
    values = {"one_way": whole.text(), "locally": locally.text()}
    if whole.value >= ONE_WAY:
        angle = numbers["direction"]
        values |= {"angle": angle.text(), "way": _way(angle.value)}
        yield Statement("strokes_one_way", values, ("one_way", "direction"))
    else:
        which = "strokes_locally" if locally.value >= LOCALLY else "strokes_none"
        yield Statement(which, values, ("one_way", "locally"))


def _way(angle: float) -> Word:
    """Words for a direction: level, rising, upright, falling."""
    names = ("level", "rising", "upright", "falling")
    return Word(f"way_{names[int((angle + 22.5) // 45.0) % 4]}")
