"""A measurement from names to the report: what is measured, at which size, in whose turn."""

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from tfstyle import processor
from tfstyle.bench.exports import ReadFile, files_in, is_file_name, read_file
from tfstyle.bench.subject import Subject
from tfstyle.engine_names import ENGINES, check_engine, installed, is_installed, package
from tfstyle.engines.open_file import is_artefact
from tfstyle.errors import ExportError, UnsupportedOptionError

SIZE, SECONDS = 256, 3.0


def bench(
    names: Sequence[str | os.PathLike], *, against: Sequence[str | os.PathLike] = (),
    engines: Sequence[str] | None = None, size: int | tuple[int, int] | None = None,
    threads: Sequence[int] | None = None, direction: str | None = None, style=None,
    seconds: float = SECONDS, telling: Callable[[str], object] = lambda line: None,
    starting: Callable[[], object] = lambda: None,
) -> dict:  # fmt: skip
    """Measure models: one picture at a time, each engine in a process of its own, in turns.

    Args:
        names: of presets, their directories, exported directories, `.tflite` and `.onnx` files.
        against: `.tflite` and `.onnx` files of others, measured in turns with each model.
        engines: of `engine_names.ENGINES`; all that are installed if not given.
        size: (height, width) or one number for both; that of the files that have one alone, else
            256, if not given.
        threads: numbers of threads, 1 to the processor's cores; 1, 2, 4, ... and all if not given.
        direction: of models with two.
        style: of models that take one; their first if not given.
        seconds: for each engine and number of threads.
        telling: called with a line on what is done next.
        starting: called before Keras is loaded.

    Returns:
        `report.report`'s: plain values.

    Raises:
        UnknownPresetError: nothing has this name, with the nearest.
        ArtefactError: a file is damaged or takes something else than a picture.
        ExportError: an engine is not installed, or none can run a model.
        UnsupportedOptionError: a size, number of threads, direction or style that cannot be.

    Example:
        >>> bench(["fast_style_udnie"], size=256)["subjects"][0]["macs"]  # doctest: +SKIP
        2611478528
    """
    from tfstyle.bench.report import beside, report, row_of
    from tfstyle.bench.rounds import measure

    counts = _threads(threads)
    runners, asked = _engines(engines), tuple(engines) if engines else None
    named = [_named(os.fspath(name), asked) for name in names]
    peers_read = [read_file(path, asked) for path in against]
    sides = _size(size, [one for one in named if isinstance(one, ReadFile)] + peers_read)
    peers = [one.subject(sides) for one in peers_read]
    told = []
    with tempfile.TemporaryDirectory(prefix="tfstyle-") as place:
        for one in named:
            for subject in _subjects(
                one, sides, runners, place, direction=direction, style=style,
                asked=asked is not None, starting=starting, telling=telling,
            ):  # fmt: skip
                rows, others = [], [[] for _ in peers]
                for count in counts:
                    racers = [*subject.contenders, *(c for peer in peers for c in peer.contenders)]
                    telling(f"{subject.name}: {count} {'thread' if count == 1 else 'threads'}")
                    measured = measure(racers, count, seconds)
                    rows += measured[: len(subject.contenders)]
                    rest = iter(measured[len(subject.contenders) :])
                    for mine, peer in zip(others, peers, strict=True):
                        mine += [next(rest) for _ in peer.contenders]
                told.append(beside(row_of(subject, rows), [
                    row_of(peer, mine) for peer, mine in zip(peers, others, strict=True)
                ]))  # fmt: skip
    return report(told, sides, seconds, counts)


def _named(name: str, asked):
    """Return what a name stands for: a file that was read, a directory's files, or a preset."""
    if os.path.isdir(name) and is_artefact(name):
        return [read_file(path, asked) for path in files_in(name)]
    if is_file_name(name):
        return read_file(name, asked)
    from tfstyle.zoo import resolve

    resolve(name)
    return name


def _subjects(one, sides, engines, place, *, telling, **how) -> list[Subject]:
    if isinstance(one, ReadFile):
        return [one.subject(sides)]
    if isinstance(one, list):
        fitting = [file for file in one if file.signature.size in (None, sides)]
        if not fitting:
            sizes = sorted({file.signature.size for file in one})
            raise UnsupportedOptionError(
                f"size: no file in {one[0].path.parent} takes pictures of {sides[0]}x{sides[1]}; "
                f"those there take {', '.join(f'{h}x{w}' for h, w in sizes)}."
            )
        return [file.subject(sides) for file in fitting]
    from tfstyle.bench.presets import preset_subject

    telling(f"{one}: what its engines run is looked up, or made")
    return [preset_subject(one, sides, engines, painting=_painting(Path(place)), **how)]


def _painting(place: Path) -> Path:
    """Return a picture to paint in the style of: whatever is in it, it takes as long."""
    import numpy as np

    from tfstyle import images

    path = place / "style.png"
    if not path.exists():
        rows, columns = np.mgrid[0:256, 0:256]
        picture = np.stack([rows, columns, (rows * columns) % 256], axis=-1).astype("uint8")
        images.write_image(path, picture)
    return path


def _engines(engines) -> tuple[str, ...]:
    for engine in engines or ():
        check_engine(engine)
        if engine not in ENGINES:
            raise UnsupportedOptionError(
                f"engine: one of {', '.join(ENGINES)} is measured. Received: {engine!r}"
            )
        if not is_installed(engine):
            raise ExportError(
                f"The engine {engine} is not installed: pip install {package(engine)}."
            )
    found = tuple(engines or installed())
    if not found:
        raise ExportError("No engine is installed: pip install 'tfstyle[engines]'.")
    return found


def _threads(threads) -> tuple[int, ...]:
    cores = processor.cores() or 1
    if threads is None:
        return tuple(sorted({*(2**n for n in range(cores.bit_length())), cores}))
    for count in threads:
        if not 1 <= count <= cores:
            raise UnsupportedOptionError(
                f"threads must be 1 to {cores}, as many as this machine has cores for it. "
                f"Received: {count}"
            )
    return tuple(dict.fromkeys(threads))


def _size(size, files: Sequence[ReadFile]) -> tuple[int, int]:
    """Return the one size that all are measured at."""
    if size is not None:
        return (size, size) if isinstance(size, int) else (size[0], size[1])
    fixed = {file.signature.size: file.path for file in files if file.signature.size}
    if len(fixed) > 1:
        told = ", ".join(f"{path} {h}x{w}" for (h, w), path in fixed.items())
        raise UnsupportedOptionError(
            f"size: all are measured at one, and these files have others: {told}. Measure them "
            "apart, or take files for any size."
        )
    return next(iter(fixed), (SIZE, SIZE))
