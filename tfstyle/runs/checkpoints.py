"""Everything a run needs to go on bit for bit, written so that a power cut cannot spoil it.

`checkpoints/step_00002000/` holds `state.npz` (every variable of the model and of both
optimizers: weights, moving averages, image pools, random states, step counts, loss scales) and
`meta.json` (the step, the state's SHA-256, names and shapes, and which are of which network). The
directory appears whole or not at all; a damaged one is passed over for the one before.
"""

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np

from tfstyle import checkpoints
from tfstyle.errors import ArchitectureError, CheckpointError, IntegrityError
from tfstyle.files import atomic_directory, remove_leftovers, sha256
from tfstyle.run_files import CHECKPOINT_PREFIX, checkpoint_steps


def all_variables(model: keras.Model) -> list:
    """Return every variable of a compiled model and its optimizers, in an order that is fixed."""
    optimizers = model.optimizers.values()
    found = [*model.variables, *(v for optimizer in optimizers for v in optimizer.variables)]
    return list({id(variable): variable for variable in found}.values())


class Checkpoints:
    """The checkpoints of one run.

    Args:
        directory: where they lie.
        keep: how many are kept.
    """

    def __init__(self, directory: Path, keep: int = 2):
        self.directory = Path(directory)
        self.keep = keep

    def steps(self) -> list[int]:
        """Return the steps with a checkpoint, newest first."""
        return checkpoint_steps(self.directory)

    def path(self, step: int) -> Path:
        """Return where the checkpoint of a step lies."""
        return self.directory / f"{CHECKPOINT_PREFIX}{step:08d}"

    def save(self, model: keras.Model, step: int, notes: dict | None = None) -> Path:
        """Write the checkpoint of `step`, then delete those no longer kept.

        Args:
            model: the compiled model.
            step: updates done so far.
            notes: what else to remember; JSON.

        Raises:
            StorageError: the disk is full or not writable; earlier checkpoints are untouched.
        """
        path = self.path(step)
        variables = all_variables(model)
        with atomic_directory(path) as temporary:
            state = temporary / "state.npz"
            with zipfile.ZipFile(state, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
                # One variable at a time: a run never needs room for a second copy of itself.
                for index, variable in enumerate(variables):
                    with archive.open(_entry(index), "w", force_zip64=True) as file:
                        array = np.ascontiguousarray(keras.ops.convert_to_numpy(variable.value))
                        np.lib.format.write_array(
                            file, array.reshape(variable.shape), allow_pickle=False
                        )
            meta = {
                "step": step,
                "sha256": sha256(state),
                "variables": [[v.path, list(v.shape)] for v in variables],
                "networks": _places(model.networks, variables),
                "notes": notes or {},
            }
            (temporary / "meta.json").write_text(json.dumps(meta), "utf-8")
        for old in self.steps()[self.keep :]:
            shutil.rmtree(self.path(old), ignore_errors=True)
        return path

    def newest(self, say: Callable[[str], None]) -> tuple[int, dict]:
        """Return step and notes of the newest checkpoint that is whole; `(0, {})` if there is none.

        Args:
            say: told about every checkpoint passed over.

        Raises:
            IntegrityError: there are checkpoints, and all are damaged.
        """
        steps = self.steps()
        for step in steps:
            try:
                return step, self._verified(step)["notes"]
            except IntegrityError as error:
                say(f"{error} Trying the one before.")
        if steps:
            raise IntegrityError(
                f"All checkpoints in {self.directory} are damaged. Delete the run directory and "
                "start again."
            )
        return 0, {}

    def restore(self, model: keras.Model, step: int) -> None:
        """Set every variable to what the checkpoint of `step` says.

        Args:
            model: a model built as the one saved.
            step: one of `steps()`.

        Raises:
            IntegrityError: the checkpoint is damaged.
            ArchitectureError: it was saved by another model.
        """
        meta = self._verified(step)
        variables = all_variables(model)
        # Shapes, not names: Keras numbers some names by what else the process has built.
        saved = [tuple(shape) for _, shape in meta["variables"]]
        if saved != [tuple(variable.shape) for variable in variables]:
            raise ArchitectureError(
                f"The checkpoint {self.path(step)} was saved by another model: it holds "
                f"{len(saved)} variables, this recipe's model has {len(variables)}, or their "
                "shapes differ. Resume with the version of tfstyle that began the run."
            )
        with np.load(self.path(step) / "state.npz", allow_pickle=False) as state:
            for index, variable in enumerate(variables):
                variable.assign(state[_entry(index).removesuffix(".npy")])

    def restore_networks(self, networks: dict, step: int) -> None:
        """Set the networks' weights alone, of a model that need not be compiled.

        Args:
            networks: by their names in the model that was saved.
            step: one of `steps()`.

        Raises:
            IntegrityError: the checkpoint is damaged.
            ArchitectureError: it was saved by another model, or before checkpoints told networks
                apart.
        """
        meta = self._verified(step)
        if "networks" not in meta:
            raise ArchitectureError(
                f"The checkpoint {self.path(step)} was written by an earlier tfstyle and does not "
                "tell its networks apart. Go on with the run by --resume; the next one does."
            )
        try:
            # Read as a stranger's file: whoever translates with a run need not have trained it.
            state = checkpoints.read(self.path(step) / "state.npz").arrays
            for name, network in networks.items():
                places = meta["networks"].get(name, [])
                weights = [state[_entry(place).removesuffix(".npy")] for place in places]
                if [w.shape for w in weights] != [tuple(w.shape) for w in network.weights]:
                    raise ArchitectureError(
                        f"The checkpoint {self.path(step)} holds another {name} than the recipe "
                        "beside it describes."
                    )
                network.set_weights(weights)
        except ArchitectureError:
            raise
        except (CheckpointError, LookupError, TypeError, ValueError, AttributeError) as error:
            raise IntegrityError(
                f"The checkpoint {self.path(step)} is damaged ({error})."
            ) from error

    def clean(self) -> None:
        """Remove what a killed run left half-written."""
        if self.directory.is_dir():
            remove_leftovers(self.directory)

    def _verified(self, step: int) -> dict:
        path = self.path(step)
        try:
            meta = json.loads((path / "meta.json").read_text("utf-8"))
            whole = meta["step"] == step and meta["sha256"] == sha256(path / "state.npz")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IntegrityError(f"The checkpoint {path} is damaged ({error}).") from error
        if not whole:
            raise IntegrityError(f"The checkpoint {path} is damaged (its SHA-256 is another).")
        return meta


def _places(networks: dict, variables: list) -> dict[str, list[int]]:
    """Return where each network's weights stand among the variables."""
    place = {id(variable): index for index, variable in enumerate(variables)}
    return {
        name: [place[id(weight)] for weight in network.weights]
        for name, network in networks.items()
    }


def _entry(index: int) -> str:
    return f"{index:05d}.npy"
