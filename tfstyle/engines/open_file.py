"""A model from exported files alone: no preset, no TensorFlow."""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tfstyle.engine_names import AUTO, check_engine, is_installed
from tfstyle.engines.exported_file import ExportedFile
from tfstyle.engines.exported_model import ExportedModel
from tfstyle.engines.file_source import FileSource
from tfstyle.engines.runners import READS
from tfstyle.engines.style_files import predictor_for
from tfstyle.errors import ArtefactError, ExportError, or_list
from tfstyle.inference.padding import padded_size
from tfstyle.tflite_facts import PICTURE

# What holds weights that an engine reads by itself, by suffix.
SUFFIXES = (".tflite", ".onnx")
# The side of the picture that a file is tried with, in pixels, and how long that may take.
_TRIED, _SECONDS = 64, 120


def is_artefact(path: str | os.PathLike) -> bool:
    """Return whether a path is an exported file, or a directory of them; nothing is opened.

    Example:
        >>> is_artefact("photo.jpg")
        False
    """
    path = Path(path)
    if path.is_dir():
        return any(_files(path))
    return path.suffix.lower() in SUFFIXES and path.is_file()


def open_artefact(
    path: str | os.PathLike, engine: str = AUTO, *, tried: bool = False
) -> ExportedModel:
    """Return a model from an exported file, or from a directory of `tfstyle export`.

    Of a directory each direction's file for any size is taken where there is one. A file whose
    style is any picture is opened with the one that looks at style pictures, which lies beside it.

    Args:
        path: a `.tflite` or `.onnx` file that tfstyle wrote, or a directory with such files, or
            with a `tflite/` that has them.
        engine: one of `engine_names.CHOICES` but Keras.
        tried: let the engine paint by each file in a process of its own first, which takes its
            start once more: for a process that has more to lose than one command, as a server's.

    Raises:
        RefusedError: the engine crashed or hung when it was tried.
        ExportError: the engine is not installed, or reads no such files.
        ArtefactError: a file is damaged, or no export of tfstyle; it looks at style pictures and
            paints none, or the one that does is not beside it.

    Example:
        >>> model = open_artefact("exported/")  # doctest: +SKIP
        >>> model.translate("photo.jpg").save("painted.png")  # doctest: +SKIP
    """
    check_engine(engine)
    path = Path(path)
    files = sorted(_files(path)) if path.is_dir() else [path]
    opened = [ExportedFile.read(file) for file in files]
    painting = [one for one in opened if one.translates]
    if not painting:
        raise ArtefactError(
            f"{path} looks at a style picture and paints none. Name the file beside it that does, "
            "or the directory of the export, and --style painting.jpg."
        )
    best: dict[str, ExportedFile] = {}
    for one in sorted(painting, key=lambda one: one.preference):
        best.setdefault(one.direction, one)
    chosen = tuple(best.values())
    predictor = predictor_for(chosen[0], _beside(chosen[0]))
    all_files = [*chosen, predictor] if predictor else chosen
    engine = _engine(engine, all_files, path)
    if tried:
        _try(all_files, engine)
    return ExportedModel(FileSource(chosen, engine, predictor))


def _try(files: Sequence[ExportedFile], engine: str) -> None:
    """Let an engine paint something by each file where a crash ends nothing else."""
    from tfstyle.engines.trial import try_out

    for one in files:
        side = padded_size(_TRIED, one.size_multiple, one.min_size)
        shape = (1, *(one.size or (side, side)), one.channels[0])
        told = one.style if one.translates else None
        beside = [np.full((1, told.length), 1 / told.length, "float32")] if told else []
        try_out(engine, one.path, [np.zeros(shape, "float32")], seconds=_SECONDS, beside=beside)


def _beside(file: ExportedFile) -> list[ExportedFile]:
    """Return the files of its kind that lie beside one whose style another file reads."""
    if file.style is None or file.style.kind != PICTURE:
        return []
    found = []
    for path in sorted(file.path.parent.glob(f"*{file.path.suffix}")):
        try:
            found.append(ExportedFile.read(path))
        except ArtefactError:  # a stranger's, or damaged: not the one that is needed
            continue
    return found


def _files(directory: Path):
    for place in (directory, directory / "tflite"):
        for suffix in SUFFIXES:
            yield from place.glob(f"*{suffix}")


def _engine(engine: str, files: Sequence[ExportedFile], path) -> str:
    """Return the engine for files: one that is installed and reads them all."""
    suffixes = {one.path.suffix.lower() for one in files}
    able = [name for name, reads in READS.items() if suffixes <= set(reads)]
    if engine == AUTO:
        found = next((name for name in able if is_installed(name)), None)
        if found is None:
            raise ExportError(
                f"{path} needs an engine: pip install "
                f"{or_list({'litert': 'ai-edge-litert'}.get(name, name) for name in able)}."
            )
        return found
    if engine.partition("-")[0] not in able:
        raise ExportError(
            f"The engine {engine} does not read {', '.join(sorted(suffixes))} files; "
            f"{or_list(able)} does."
        )
    return engine
