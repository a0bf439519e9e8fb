"""An engine's runner in the form that everything around a picture wants."""

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
    run = load(engine, path, threads=threads)
    scale, offset = np.float32((high - low) / 2), np.float32((high + low) / 2)

    def paint(pictures):
        each = [run(picture[None] * scale + offset) for picture in pictures.astype("float32")]
        return (np.concatenate(each) - offset) / scale

    return paint
