"""`train.precision = "auto"`: float32 or mixed_bfloat16, whichever this machine is faster in.

A recipe says "auto", a run never does: what was chosen stands in its `recipe.toml`, and every
reader of a run's recipe sees that.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tfstyle import processor
from tfstyle.errors import RecipeError, RunError
from tfstyle.recipes import AUTO, Recipe, load_recipe, with_values
from tfstyle.runs import precision_timing
from tfstyle.runs.distribution import Distribution
from tfstyle.runs.run_directory import RunDirectory

FLOAT32, BFLOAT16 = precision_timing.PRECISIONS
# bfloat16 keeps 8 bits of 24: it has to be worth it.
LEAST_GAIN = 1.2
_KEY = "train.precision"
_NATIVE_GPU = (8, 0)  # compute capability of Ampere, the first whose tensor cores know bfloat16


@dataclass(frozen=True)
class Choice:
    """A precision, and why: `str` is the line for people."""

    precision: str
    why: str

    def __str__(self):
        return f"Precision: {self.precision}, {self.why}"


def check_alike(recipe: Recipe, distribution: Distribution) -> None:
    """Check that all who compute a run compute alike.

    Raises:
        RecipeError: several workers would each choose for themselves.
    """
    if recipe.train.precision == AUTO and distribution.multi_worker:
        raise RecipeError(
            f"{_KEY} = {AUTO!r} measures one machine, and all workers have to compute alike. Pass "
            f"--set {_KEY}={FLOAT32}, or {BFLOAT16} where all of them are fast in it, the same "
            "to each; a run that was begun has its own in its recipe.toml."
        )


def as_begun(recipe: Recipe, directory: RunDirectory) -> Recipe:
    """Return a recipe with the precision that the run it goes on with was begun in.

    Raises:
        RunError: the run's own recipe does not tell.
    """
    if recipe.train.precision != AUTO or not directory.recipe.exists():
        return recipe
    before = load_recipe(directory.recipe).train.precision
    if before == AUTO:
        raise RunError(
            f"{directory.recipe} says {_KEY} = {AUTO!r}, which no run writes. Put the precision "
            f"there that it was begun in, {FLOAT32} or {BFLOAT16}."
        )
    return with_values(recipe, {_KEY: before})


def settled(recipe: Recipe, resume: bool = False) -> tuple[Recipe, Choice | None]:
    """Return a recipe that names its precision, and what is to be said of it.

    Args:
        recipe: where it says "auto", the machine is looked at, and measured if that does not tell.
        resume: whether the run was begun before, perhaps on another machine.
    """
    if recipe.train.precision == AUTO:
        choice = known() or judged(precision_timing.measure(recipe))
        return with_values(recipe, {_KEY: choice.precision}), choice
    if recipe.train.precision == BFLOAT16 and not _accelerators() and not _native():
        began = "as this run began, " if resume else ""
        return recipe, Choice(
            BFLOAT16, f"{began}which this processor has no instructions for: steps take longer "
            "than in float32."
        )  # fmt: skip
    return recipe, None


def known() -> Choice | None:
    """Return the choice where no measurement is needed, for what computes here by default."""
    import keras

    if keras.config.backend() != "tensorflow":
        return Choice(FLOAT32, f"as {AUTO!r} knows TensorFlow alone (not measured).")
    if gpus := _accelerators():
        if all(capability >= _NATIVE_GPU for capability in gpus.values()):
            return Choice(BFLOAT16, f"which {_names(gpus)} computes natively (not measured).")
        older = {name: found for name, found in gpus.items() if found < _NATIVE_GPU}
        return Choice(
            FLOAT32,
            f"as {_names(older)} is older than compute capability 8.0, the first with bfloat16 "
            "(not measured).",
        )
    if not _native():
        return Choice(
            FLOAT32, "as this processor has neither AMX nor AVX-512 BF16 (not measured)."
        )
    return None


def judged(seconds: Mapping[str, float]) -> Choice:
    """Return the choice by what was measured: float32, unless the other clearly is faster.

    Args:
        seconds: of `precision_timing.measure`.

    Example:
        >>> str(judged({"float32": 1.13, "mixed_bfloat16": 0.38}))  # doctest: +ELLIPSIS
        'Precision: mixed_bfloat16, 3.0 times as fast here: convolutions of this size took 0.38 s...
    """
    plain, half = seconds.get(FLOAT32), seconds.get(BFLOAT16)
    if plain is None:
        return Choice(FLOAT32, "as nothing could be measured on this machine.")
    if half is None:
        return Choice(
            FLOAT32, f"{_shown(plain)} s for convolutions of this size; {BFLOAT16} did not end in "
            "time (measured)."
        )  # fmt: skip
    if plain >= LEAST_GAIN * half:
        return Choice(
            BFLOAT16, f"{plain / half:.1f} times as fast here: convolutions of this size took "
            f"{_shown(half)} s, {_shown(plain)} s in {FLOAT32} (measured)."
        )  # fmt: skip
    return Choice(
        FLOAT32, f"{_shown(plain)} s for convolutions of this size, {_shown(half)} s in "
        f"{BFLOAT16}, which has to be {LEAST_GAIN} times as fast (measured)."
    )  # fmt: skip


def _native() -> bool:
    return any(name in processor.BFLOAT16 for name in processor.features())


def _accelerators() -> dict[str, tuple[int, int]]:
    """Return the compute capability of each kind of GPU, and of a TPU as if it were a new one."""
    import tensorflow as tf

    found = {}
    for gpu in tf.config.list_physical_devices("GPU"):
        details = tf.config.experimental.get_device_details(gpu)
        found[details.get("device_name", "this GPU")] = details.get("compute_capability", (0, 0))
    if tf.config.list_physical_devices("TPU"):
        found["this TPU"] = _NATIVE_GPU
    return found


def _names(found) -> str:
    return " and ".join(found)


def _shown(seconds: float) -> str:
    return f"{seconds:.3g}"
