"""A run as MLflow keeps it: the recipe as parameters, figures at true steps, samples as files."""

import json
import math
import os
import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tfstyle import run_files
from tfstyle.errors import RunError, one_line
from tfstyle.files import atomic_file

_EXPERIMENT = "tfstyle"
# Letters of a parameter and of a tag, as the oldest of MLflow's stores takes them.
_LONGEST, _LONGEST_TAG = 500, 5000
_FINAL = "tfstyle.final"  # the tag that says where the run's model is


class MLflow:
    """Tells MLflow of a run; a listener of `Losses` and `Validation`, of `Samples` by `pictures`.

    Where it is told is MLflow's own business (`MLFLOW_TRACKING_URI`); without that it is a folder
    `mlruns` beside the run. The MLflow run's id is kept in the run directory, so that a resumed run
    goes on in it. A server that is lost on the way costs figures, not the training.

    Args:
        directory: of the run.
        recipe: key to value, with `train.steps`.
        say: called with the one line that says that MLflow does not listen any more.

    Raises:
        RunError: the package is not installed, or the store cannot be opened.
    """

    def __init__(self, directory: Path, recipe: Mapping, say: Callable[[str], object]):
        self.directory = Path(directory)
        self.say = say
        self._lost, self._step, self._steps = False, 0, recipe["train.steps"]
        try:
            import mlflow
        except ImportError as error:
            raise RunError(
                f"train.tracking = 'mlflow' needs MLflow, which does not import ({error}). "
                "pip install 'tfstyle[mlflow]', or --set train.tracking=none."
            ) from error
        place = os.environ.get("MLFLOW_TRACKING_URI") or _beside(self.directory)
        if place.startswith("file:"):
            # MLflow 3 asks whoever wants a folder, rather than a database, to say so.
            os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")
        try:
            self._client = mlflow.MlflowClient(tracking_uri=place)
            self._run = self._go_on(place) or self._begin(place, recipe)
        except Exception as error:  # of the store, of HTTP, of the system
            raise RunError(
                f"train.tracking = 'mlflow': {place} cannot be used ({one_line(error)}). Set "
                "MLFLOW_TRACKING_URI to a store that can, or --set train.tracking=none."
            ) from error

    def __call__(self, step: int, values: Mapping[str, float]) -> None:
        """Write figures at a step; what is no finite number is left out."""
        from mlflow.entities import Metric

        now, self._step = round(time.time() * 1000), step
        metrics = [
            Metric(_name(name), float(value), now, step)
            for name, value in values.items() if value is not None and math.isfinite(value)
        ]  # fmt: skip
        self._try(lambda: self._client.log_batch(self._run, metrics=metrics))

    def pictures(self, step: int, pictures: Mapping, about: str = "") -> None:
        """Keep the sample grid that was written for this step."""
        path = self.directory / "samples" / f"step_{step:08d}.png"
        self._try(lambda: self._client.log_artifact(self._run, str(path), "samples"))

    def event(self, step: int, check: str, sentence: str) -> None:
        """Keep the last word of a check of the run's health, as a tag."""
        text = f"Step {step}: {sentence}"[:_LONGEST_TAG]
        self._try(lambda: self._client.set_tag(self._run, f"health.{check}", text))

    def close(self) -> None:
        """Say that the run ended, and where its model is; or was stopped and can be gone on with.

        So it comes after the model was written.
        """
        ended = self._step >= self._steps
        final = self.directory / run_files.FINAL
        if ended and final.is_dir():
            place = os.path.abspath(final)
            self._try(lambda: self._client.set_tag(self._run, _FINAL, place))
        status = "FINISHED" if ended else "KILLED"
        self._try(lambda: self._client.set_terminated(self._run, status))

    def _go_on(self, place: str) -> str | None:
        """Return the MLflow run that was begun for this directory in the same store."""
        try:
            known = json.loads(self._note.read_text("utf-8"))
            run = known["run_id"] if known["store"] == place else None
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if run is not None:
            self._client.update_run(run, status="RUNNING")
        return run

    def _begin(self, place: str, recipe: Mapping) -> str:
        from mlflow.entities import Param

        found = self._client.get_experiment_by_name(_EXPERIMENT)
        experiment = found.experiment_id if found else self._client.create_experiment(_EXPERIMENT)
        run = self._client.create_run(experiment, run_name=self.directory.name).info.run_id
        params = [Param(_name(key), str(value)[:_LONGEST]) for key, value in recipe.items()]
        self._client.log_batch(run, params=params)
        with atomic_file(self._note) as temporary:
            temporary.write_text(json.dumps({"run_id": run, "store": place}), "utf-8")
        return run

    @property
    def _note(self) -> Path:
        return self.directory / "mlflow.json"

    def _try(self, action: Callable[[], object]) -> None:
        if self._lost:
            return
        try:
            action()
        except Exception as error:  # whatever a server, a disk or a network says
            self._lost = True
            self.say(f"MLflow is told nothing more of this run ({one_line(error)}).")


def _beside(directory: Path) -> str:
    return (Path(os.path.abspath(directory)).parent / "mlruns").as_uri()


def _name(text: str) -> str:
    """Return a name as MLflow takes them.

    Its folders have a file a name: beside `validation/l1` there can be no `validation/l1/current`.

    Example:
        >>> _name("validation/l1/current")
        'validation/l1.current'
    """
    first, slash, rest = re.sub(r"[^\w\-. /:]", "_", text).partition("/")
    return first + slash + rest.replace("/", ".")
