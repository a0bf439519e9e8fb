"""Exported and foreign files as what is measured: read once, to see who runs them at what size."""

import dataclasses
from pathlib import Path

from tfstyle.bench.callers import inputs
from tfstyle.bench.counting import count
from tfstyle.bench.signature import Signature, read_signature
from tfstyle.bench.subject import Contender, Subject
from tfstyle.engine_names import is_installed, package
from tfstyle.engines.open_file import SUFFIXES
from tfstyle.engines.runners import READS
from tfstyle.errors import ArtefactError, ExportError, one_line, or_list
from tfstyle.tflite_facts import read_facts


@dataclasses.dataclass(frozen=True)
class ReadFile:
    """A file that an engine has read.

    Attributes:
        path: of the file.
        engines: that run such files, are installed, and are asked for.
        signature: of the file.
    """

    path: Path
    engines: tuple[str, ...]
    signature: Signature

    def subject(self, size) -> Subject:
        """Return the file as what is measured at a size.

        Raises:
            UnsupportedOptionError: it takes no pictures of this size.
        """
        self.signature.check(size, self.path)
        parameters, macs = count(self.path, self.signature, size)
        job = {"do": "file", "path": str(self.path), "size": list(size)}
        bytes_ = self.path.stat().st_size
        fed = [f"{name} {shape}" for name, (shape, _) in self.signature.others.items()]
        return Subject(
            name=self.path.name, size=tuple(size), parameters=parameters, macs=macs,
            contenders=tuple(
                Contender(engine, {**job, "engine": engine}, bytes_) for engine in self.engines
            ),
            notes=(f"Beside the picture constants go in: {', '.join(fed)}.",) if fed else (),
        )  # fmt: skip


def is_file_name(name) -> bool:
    """Return whether a name is that of a file which engines read, there or not."""
    return Path(name).suffix.lower() in SUFFIXES


def files_in(directory) -> list[Path]:
    """Return the files of an exported directory, sorted."""
    places = (Path(directory), Path(directory, "tflite"))
    return sorted(
        path for place in places for suffix in SUFFIXES for path in place.glob(f"*{suffix}")
    )


def read_file(path, asked: tuple[str, ...] | None = None) -> ReadFile:
    """Return what is known of a file before it is measured.

    Args:
        path: of a `.tflite` or `.onnx` file, whoever wrote it.
        asked: the engines to measure; all that read it if not given.

    Raises:
        ArtefactError: it is not there, damaged, or takes something else than a picture.
        ExportError: no engine that reads it is installed, or asked for.
    """
    path = Path(path)
    if not path.is_file():
        raise ArtefactError(f"{path} is not there.")
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ArtefactError(f"{path} is no file that can be measured: {or_list(SUFFIXES)} are.")
    if suffix == ".tflite":
        read_facts(path)  # finds damage that would end the process in an engine
    able = [engine for engine, reads in READS.items() if suffix in reads]
    wanted = [engine for engine in able if asked is None or engine in asked]
    if not wanted:
        raise ExportError(f"{path} is run by {or_list(able)}, not by {or_list(asked or ())}.")
    engines = tuple(engine for engine in wanted if is_installed(engine))
    if not engines:
        raise ExportError(
            f"{path} needs an engine: pip install {or_list(package(engine) for engine in wanted)}."
        )
    why = ""
    for engine in engines:
        try:
            told = inputs(engine, str(path))
        except Exception as error:  # each engine has classes of its own, most without a name
            why = why or f"{engine}: {one_line(error)}"
            continue
        return ReadFile(path, engines, read_signature(told, path))
    raise ArtefactError(f"{path} is damaged, or of a kind that no engine here reads. {why}")
