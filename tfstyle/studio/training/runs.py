"""A training run of a job: begun, watched, paused, and gone on with by whichever worker is next."""

import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from tfstyle import run_files
from tfstyle.errors import BusyError, DataError
from tfstyle.locks import locked
from tfstyle.studio.jobs import JobContext
from tfstyle.studio.texts.telling import Told
from tfstyle.studio.training import child
from tfstyle.studio.training.curve import Curve
from tfstyle.studio.training.folder import JobFolder
from tfstyle.studio.training.progress import ProgressReader

Kept = Callable[[JobContext, Path], dict[str, Any]]
Shown = Callable[[JobContext, JobFolder, Path], dict[str, Any]]
Paced = Callable[[str, Mapping[str, Any], float], object]


def train(
    job: JobContext, folder: JobFolder, model: str, data: Path, values: Mapping[str, Any],
    more: Sequence[str] = (), *, shown: Shown | None = None, paced: Paced | None = None,
) -> Path:  # fmt: skip
    """Train until the end, or until the job is not to go on; a later call goes on from there.

    Args:
        job: told how far it is.
        folder: of the job; the run is in its `run/`.
        model: of the recipe, e.g. `"cut"`.
        data: the folder of pictures.
        values: keys of the recipe, with `train.steps`.
        more: further arguments of `tfstyle train`.
        shown: called with each new sample grid; returns what the job shows of it.
        paced: called with the model, the values and seconds a step, once these can be told and
            again at the end.

    Returns:
        The directory of the preset.

    Raises:
        Stopping: the job is not to go on here; everything is saved.
        TrainingError: the run failed, with what it said.
    """
    _wait_for_another(job, folder.run)
    if not folder.recall("ended"):
        reader = ProgressReader(folder.run, values["train.steps"])
        told = _Teller(job, folder, reader, shown, paced and partial(paced, model, values))
        told()
        child.run(_arguments(folder.run, model, data, values, more), folder.log, told)
        told()
        told.pace(last=True)
        folder.note("losses", told.losses)
        folder.note("ended", True)  # killed before this, the run is gone on with, and saves again
    return folder.run / run_files.FINAL


def _arguments(run, model, data, values, more) -> list[str]:
    recipe = run / run_files.RECIPE
    if recipe.is_file() and run_files.checkpoint_steps(run / run_files.CHECKPOINTS):
        return ["train", recipe, "--data", data, "--out", run, "--resume"]
    shutil.rmtree(run, ignore_errors=True)  # it got nowhere
    settings = [f"{key}={json.dumps(value)}" for key, value in values.items()]
    sets = [part for setting in settings for part in ("--set", setting)]
    return ["train", model, "--data", data, "--out", run, *sets, *more]


def _wait_for_another(job, run):
    """Wait for the run of a worker that died: it saves, and lets go of the directory."""
    while run.is_dir():
        try:
            with locked(run / ".lock"):
                return
        except BusyError:
            job.tell(message=Told("saving"))
            job.wait(0.5)


class _Teller:
    """Passes on how far a run is: in a sentence, as a curve of its loss, and each new sample."""

    def __init__(self, job, folder, reader, shown, paced):
        self._job, self._folder, self._reader, self._shown = job, folder, reader, shown
        self._paced, self._was_paced = paced, False
        self._curve = Curve(folder.run / "metrics.jsonl")
        self.losses: list[list[float]] = []
        self._seen = folder.recall("shown") or {}

    def __call__(self):
        now, losses = self._reader.read(), self._curve.read()
        self.pace()
        new = losses != self.losses
        self.losses = losses
        if self._shown and now.sample and self._folder.recall("sample") != now.sample.name:
            self._job.check()
            self._seen, new = self._shown(self._job, self._folder, now.sample), True
            self._folder.note("shown", self._seen)
            self._folder.note("sample", now.sample.name)
        self._job.tell(now.done, now.told(), {**self._seen, "losses": losses} if new else None)

    def pace(self, *, last: bool = False) -> None:
        """Pass on how long a step takes: once there are some, and once more of all of them."""
        pace = self._reader.pace
        if self._paced and pace is not None and (last or not self._was_paced):
            self._was_paced = True
            self._paced(pace)


def whole(payload: Mapping[str, Any], key: str, default: int, low: int, high: int) -> int:
    """Return a whole number of a payload.

    Raises:
        DataError: it is none, or out of range.

    Example:
        >>> whole({"steps": 60}, "steps", 2000, 1, 100_000)
        60
    """
    value = payload.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise DataError(Told("whole", what=key, low=low, high=high, received=repr(value)[:60]))
    return value


def reports(payload: Mapping[str, Any]) -> dict[str, int]:
    """Return how often a run reports, paints samples and saves, as keys of the recipe.

    Raises:
        DataError: `every` of the payload is no number of steps.
    """
    every = whole(payload, "every", 100, 1, 10_000)
    return {
        "train.log_every": min(every, 10), "train.sample_every": every,
        "train.checkpoint_every": every, "train.health_every": 500,
    }  # fmt: skip


def word(payload: Mapping[str, Any], key: str) -> str:
    """Return an id or a name of a payload.

    Raises:
        DataError: it is not there.
    """
    value = payload.get(key)
    if not isinstance(value, str) or not value.strip():
        raise DataError(Told("given", what=key, received=repr(value)[:60]))
    return value


def words(payload: Mapping[str, Any], key: str, *, least: int, most: int) -> list[str]:
    """Return several ids of a payload.

    Raises:
        DataError: they are none, too few or too many.
    """
    values = payload.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise DataError(Told("ids", what=key, received=repr(values)[:60]))
    if not least <= len(values) <= most:
        raise DataError(Told("how_many", what=key, least=least, most=most, received=len(values)))
    return values


def file_name(name: str, default: str) -> str:
    """Return what of a name makes a file's name, without a suffix.

    Example:
        >>> file_name("../The Great Wave!", "painting")
        'the_great_wave'
    """
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:40] or default
