"""Bright becomes dark and back: what a cycle allows, and nobody wants."""

import numpy as np

from tfstyle.runs.health.check import Check
from tfstyle.runs.health.small import luminance, small

_SIDE = 32
# Spread of values in [-1, 1] below which a correlation is that of noise.
_FLAT = 0.02
# A domain this much nearer to the other's negative is meant to be one.
_MEANT = 0.5


def _inversion(seen):
    values = {}
    for name, way in seen.ways.items():
        if way.sources is None:
            continue
        coloured = min(way.made.shape[-1], way.sources.shape[-1]) >= 3
        for tone, of in _TONES.items() if coloured else [("", luminance)]:
            if way.reals is not None and _meant(of, way.sources, way.reals):
                continue
            pairs = zip(way.sources, way.made, strict=True)
            found = [_correlation(_tone(of, a), _tone(of, b)) for a, b in pairs]
            found = [value for value in found if value is not None]
            if found:
                values[f"{name}/{tone}" if tone else name] = float(np.median(found))
    return values


def _red_green(picture):
    return picture[..., 0] - picture[..., 1]


def _yellow_blue(picture):
    return picture[..., :2].mean(axis=-1) - picture[..., 2]


# What may be turned round, by the end of the part's name: brightness, and colours with it or alone.
_TONES = {"": luminance, "red_green": _red_green, "yellow_blue": _yellow_blue}


def _tone(of, picture):
    return of(small(picture, _SIDE)).ravel()


def _correlation(a, b):
    """Return Pearson's correlation, `None` where there is nothing to correlate."""
    if len(a) != len(b) or min(a.std(), b.std()) < _FLAT:
        return None
    return float(np.mean((a - a.mean()) * (b - b.mean())) / (a.std() * b.std()))


def _meant(of, sources, reals) -> bool:
    """Tell whether real pictures of the other side look like negatives of this one."""
    grid = np.linspace(0, 1, 33)
    quantiles = [
        np.quantile(np.concatenate([_tone(of, picture) for picture in pictures]), grid)
        for pictures in (sources, reals)
    ]
    source, real = quantiles
    to_negative = np.abs(real + source[::-1]).mean()
    return to_negative < _MEANT * np.abs(real - source).mean()


INVERSION = Check(
    name="inversion",
    title="correlation of source and result",
    measured="Correlation of brightness, and of red against green and yellow against blue, between "
    "source and result; not asked of a tone in which the two domains are each other's negative.",
    threshold=-0.5,
    direction="below",
    sentence="Colours are inverted: what is bright in a source is dark in its result, which a "
    "cycle of two inversions allows",
    remedies=(
        "loss.identity=0.5 or more from the start, which holds the colours",
        "begin again with another seed: it is settled in the first thousand steps",
        "a lower loss.cycle, so that the discriminators have more say",
    ),
    fits=lambda model: model.capabilities.directions == 2,
    measure=_inversion,
)
