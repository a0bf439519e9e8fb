"""What a run left on disk, read without TensorFlow, whatever of it is missing."""

import os
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from tfstyle import run_files
from tfstyle.errors import DataError, IntegrityError, one_line
from tfstyle.files import open_regular
from tfstyle.report.clock import Clock, read_clock
from tfstyle.report.lines import number, points, read_lines, read_object, step_of

_SAMPLE = re.compile(r"step_(\d{1,15})\.png")
_RECIPE_MOST = 2**20
Series = list[tuple[int, float]]


@dataclass(frozen=True)
class Event:
    """A sign of illness that training met, see `RUN/health.jsonl`."""

    step: int
    check: str
    value: float | None
    threshold: float | None
    sentence: str


@dataclass
class RunRecord:
    """A run as its directory tells it.

    Attributes:
        path: the directory.
        name: what a page calls it.
        recipe: key to value, `"train.steps"` and so on; empty where it cannot be read.
        recipe_text: as it is written.
        versions: name to version.
        series: name of a figure to its `(step, value)`, by step.
        samples: step to the picture of that step.
        events: what the health checks found, by step.
        checkpoints: steps that can be gone on from.
        best: `(step, {name: value})` of `best/`, if there is one.
        finished: whether the run wrote its final model.
        clock: how long it took, if that is known.
        missing: a sentence on each thing that is not there, or not whole.
    """

    path: Path
    name: str
    recipe: dict[str, object] = field(default_factory=dict)
    recipe_text: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    series: dict[str, Series] = field(default_factory=dict)
    samples: dict[int, Path] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    checkpoints: list[int] = field(default_factory=list)
    best: tuple[int | None, dict[str, float]] | None = None
    finished: bool = False
    clock: Clock | None = None
    missing: list[str] = field(default_factory=list)

    @property
    def step(self) -> int:
        """The last step that anything tells of."""
        steps = [line[-1][0] for line in self.series.values()]
        return max([0, *steps, *self.checkpoints, *self.samples])

    @property
    def steps(self) -> int | None:
        """Updates of the whole run, if the recipe says."""
        steps = self.recipe.get("train.steps")
        return steps if isinstance(steps, int) else None


def read_run(path: str | os.PathLike) -> RunRecord:
    """Return what a run directory tells.

    Raises:
        DataError: it is no directory, or no run was ever begun there.
        IntegrityError: a file in it is no ordinary one.
    """
    path = Path(path)
    if not path.is_dir():
        raise DataError(
            f"{path} is no run directory. Name one that `tfstyle train` wrote, or the JSON file of "
            "`tfstyle evaluate`."
        )
    if not (path / run_files.RECIPE).exists() and not (path / "metrics.jsonl").exists():
        raise DataError(
            f"{path} holds no run: neither {run_files.RECIPE} nor metrics.jsonl. Name a directory "
            "that `tfstyle train` wrote."
        )
    run = RunRecord(path, Path(os.path.abspath(path)).name)
    _read_recipe(run)
    _read_figures(run)
    _read_health(run)
    _read_pictures(run)
    run.checkpoints = run_files.checkpoint_steps(path / run_files.CHECKPOINTS)
    run.finished = (path / run_files.FINAL).is_dir()
    run.best = _best(path / run_files.BEST)
    run.clock = read_clock(path / "tb")
    if not run.checkpoints:
        run.missing.append("There is no checkpoint: the run cannot be gone on with.")
    if run.clock is None:
        run.missing.append("How long it took is not known: tb/ has no times.")
    return run


def _read_recipe(run: RunRecord) -> None:
    try:
        with open_regular(run.path / run_files.RECIPE, limit=_RECIPE_MOST) as file:
            run.recipe_text = file.read().decode("utf-8", "replace")
        content = tomllib.loads(run.recipe_text)
    except FileNotFoundError:
        run.missing.append(f"There is no {run_files.RECIPE}.")
        return
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        run.missing.append(f"{run_files.RECIPE} cannot be read: {one_line(error)}.")
        return
    versions = content.pop("versions", {})
    if isinstance(versions, dict):
        run.versions = {str(name): str(value) for name, value in versions.items()}
    run.recipe = flat(content)


def flat(content: dict) -> dict[str, object]:
    """Return the keys of a recipe by their full names.

    Example:
        >>> flat({"model": "cut", "train": {"steps": 3}})
        {'model': 'cut', 'train.steps': 3}
    """
    keys: dict[str, object] = {}
    for name, value in content.items():
        if isinstance(value, dict):
            keys |= {f"{name}.{inner}": each for inner, each in flat(value).items()}
        else:
            keys[name] = value
    return keys


def _read_figures(run: RunRecord) -> None:
    lines = read_lines(run.path / "metrics.jsonl")
    found: dict[str, dict[int, float]] = {}
    for name, step, value in points(lines.objects):
        found.setdefault(name, {})[step] = value  # a step told twice counts once
    run.series = {name: sorted(line.items()) for name, line in found.items()}
    if not lines.there:
        run.missing.append("There is no metrics.jsonl, so there are no curves.")
    elif not run.series:
        run.missing.append("metrics.jsonl holds no figures yet.")
    if lines.broken:
        run.missing.append(
            f"metrics.jsonl: {lines.broken} line(s) cannot be read and were left out; the last one "
            "of a killed run is often cut short."
        )


def _read_health(run: RunRecord) -> None:
    lines = read_lines(run.path / run_files.HEALTH)
    for one in lines.objects:
        run.events.append(Event(
            step_of(one) or 0, str(one.get("check", "?")), number(one.get("value")),
            number(one.get("threshold")), str(one.get("sentence", "")),
        ))  # fmt: skip
    run.events.sort(key=lambda event: event.step)
    if lines.broken:
        run.missing.append(f"health.jsonl: {lines.broken} line(s) cannot be read.")
    if not lines.there and not any(name.startswith("health/") for name in run.series):
        run.missing.append("No health checks were made: the run is older than they are, or off.")


def _read_pictures(run: RunRecord) -> None:
    try:
        names = os.listdir(run.path / "samples")
    except OSError:
        names = []
    found = ((match, name) for name in names if (match := _SAMPLE.fullmatch(name)))
    run.samples = {
        step: run.path / "samples" / name
        for step, name in sorted((int(match[1]), name) for match, name in found)
    }
    if not run.samples:
        run.missing.append("There are no sample pictures yet.")


def _best(directory: Path) -> tuple[int | None, dict[str, float]] | None:
    """Return step and scores of the best model."""
    try:
        metadata = read_object(directory / "config.json").get("metadata")
    except (DataError, IntegrityError):
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("scores"), dict):
        return None
    told = ((str(name), number(value)) for name, value in metadata["scores"].items())
    scores = {name: value for name, value in told if value is not None}
    step = metadata.get("steps")
    return (step if isinstance(step, int) else None), scores
