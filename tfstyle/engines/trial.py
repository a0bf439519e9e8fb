"""An engine with an export it has never run: tried out where a crash ends nothing else.

    python -m tfstyle.engines.trial ENGINE EXPORT PICTURES.npz PAINTED.npz
"""

import dataclasses
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tfstyle.engines.apart import run_apart, told
from tfstyle.engines.painter import painter

# Each picture is painted so often: from the second of a size on OpenVINO compiles for that size.
_TIMES = 2
# What a picture, and what goes in with each, is called in the file between two processes.
_PICTURE, _BESIDE = "picture_", "beside_"
_CALLS = 3
# What runs in the process: this one, by its name also where it is run itself.
MODULE = "tfstyle.engines.trial"


@dataclasses.dataclass(frozen=True)
class Trial:
    """What an engine did.

    Attributes:
        painted: what it made of each picture, `_TIMES` times: float32 (1, H, W, D) in [-1, 1].
        first_ms: to load the export and paint the first one.
        ms: for one more picture like the first one.
    """

    painted: list[list[np.ndarray]]
    first_ms: float
    ms: float


def try_out(
    engine: str, path, pictures: Sequence[np.ndarray], *, seconds: float,
    beside: Sequence[np.ndarray] = (),
) -> Trial:
    """Let an engine paint pictures by an export, in a process of its own.

    Args:
        engine: see `runners.load`.
        path: of the export.
        pictures: float32 (1, H, W, C) in [-1, 1].
        seconds: that it may take.
        beside: what else the export takes with each of them: the row that tells a style.

    Raises:
        RefusedError: it crashed, did not end in time, or cannot run the export.
        ExportError: see `run_apart`.
    """
    with tempfile.TemporaryDirectory(prefix="tfstyle-") as place:
        given, made = Path(place, "pictures.npz"), Path(place, "painted.npz")
        arrays: dict[str, Any] = {f"{_PICTURE}{at}": one for at, one in enumerate(pictures)}
        arrays |= {f"{_BESIDE}{at}": one for at, one in enumerate(beside)}
        np.savez(given, **arrays)
        run_apart(
            MODULE, engine, str(path), str(given), str(made), engine=engine, seconds=seconds
        )
        with np.load(made) as found:
            painted = [
                [found[_name(index, time)] for time in range(_TIMES)]
                for index in range(len(pictures))
            ]
            return Trial(painted, float(found["first_ms"]), float(found["ms"]))


def _name(index, time):
    return f"painted_{index}_{time}"


def _work(engine, path, given, made) -> None:
    with np.load(given) as found:
        pictures, beside = (
            [found[name] for name in found.files if name.startswith(kind)]
            for kind in (_PICTURE, _BESIDE)
        )
    start = time.perf_counter()
    paint_in = painter(engine, path)

    def paint(picture):
        return paint_in(picture, *beside)

    paint(pictures[0])
    first = 1000 * (time.perf_counter() - start)
    painted = {
        _name(index, turn): paint(picture)
        for index, picture in enumerate(pictures) for turn in range(_TIMES)
    }  # fmt: skip
    np.savez(made, first_ms=first, ms=milliseconds(paint, pictures[0]), **painted)


def milliseconds(function, picture) -> float:
    """Return the median of a few calls, after one that warms up.

    Args:
        function: of one picture.
        picture: for it.
    """
    function(picture)
    times = []
    for _ in range(_CALLS):
        start = time.perf_counter()
        function(picture)
        times.append(time.perf_counter() - start)
    return round(1000 * statistics.median(times), 1)


if __name__ == "__main__":
    sys.exit(told(_work, *sys.argv[1:]))
