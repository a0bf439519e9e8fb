"""What is measured: a model under its name, and each way in which an engine runs it."""

import dataclasses
from typing import Any

BATCH = 1
CONVENTION = (
    "1 MAC is one multiplication and one addition (FLOPs: twice as many), of convolutions and "
    "dense layers, for one picture; a transposed convolution of stride s counts at s x s pixels "
    "for each that goes in. Parameters are what the graph that runs holds: of one style, norms "
    "folded in."
)


@dataclasses.dataclass(frozen=True)
class Contender:
    """One way to run a model.

    Attributes:
        engine: one of `engine_names.ENGINES`.
        job: what its process is told: `do` (`"file"`, `"translate"`, `"generate"` or `"judge"`),
            and what that takes, see `callers`. Plain values.
        bytes: of the files that are read for it.
    """

    engine: str
    job: dict[str, Any]
    bytes: int


@dataclasses.dataclass(frozen=True)
class Subject:
    """A model that is measured.

    Attributes:
        name: of the preset, or of the file.
        size: (height, width) of the pictures.
        contenders: the ways to run it.
        parameters: numbers that it has learned, `None` if they could not be counted.
        macs: multiply-accumulates of one picture, `None` likewise.
        failed: why an engine cannot run it, by engine.
        notes: what else a reader should know, a sentence each.
    """

    name: str
    size: tuple[int, int]
    contenders: tuple[Contender, ...]
    parameters: int | None = None
    macs: int | None = None
    failed: dict[str, str] = dataclasses.field(default_factory=dict)
    notes: tuple[str, ...] = ()
