"""An engine's runner in the form that everything around a picture wants."""

import functools

import numpy as np

from tfstyle.engines.runners import load


def painter(engine: str, path, *, low: float = 0.0, high: float = 1.0, threads=None):
    """Return an exported file as a function of float32 (B, H, W, C) in [-1, 1] to the same.

    Pictures go through one by one.

    Args:
        engine: see `runners.load`.
        path: of the file.
        low: what black is to the file.
        high: what white is to it.
        threads: see `runners.load`.

    Raises:
        ExportError: see `runners.load`.
    """
    return functools.partial(paint, load(engine, path, threads=threads), low, high)


def paint(run, low: float, high: float, pictures, *told):
    """Return what a runner makes of pictures, float32 (B, H, W, C) in [-1, 1] to the same.

    Args:
        run: of `runners.load`.
        low: what black is to the file.
        high: what white is to it.
        pictures: float32 (B, H, W, C) in [-1, 1].
        *told: a row that tells the style, float32 (1, n), where the file takes it.
    """
    each = [run(picture, *told) for picture in to_range(pictures, low, high)]
    scale, offset = _line(low, high)
    return (np.concatenate(each) - offset) / scale


def to_range(pictures, low: float, high: float):
    """Yield pictures one by one, float32 (1, H, W, C), in the values that a file takes.

    Args:
        pictures: (B, H, W, C) in [-1, 1].
        low: what black is to the file.
        high: what white is to it.
    """
    scale, offset = _line(low, high)
    for picture in pictures.astype("float32"):
        yield picture[None] * scale + offset


def _line(low, high):
    return np.float32((high - low) / 2), np.float32((high + low) / 2)
