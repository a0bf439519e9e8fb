"""Measuring a preset, a run or a model as its protocol says."""

import dataclasses
import fnmatch
import os
from collections.abc import Sequence
from pathlib import Path

from tfstyle.errors import DataError, UnknownPresetError
from tfstyle.presets import read_config
from tfstyle.run_files import RECIPE
from tfstyle.zoo.evaluating.evaluation import Evaluation
from tfstyle.zoo.evaluating.judges import JudgeFigures, evaluate_judge
from tfstyle.zoo.evaluating.protocol import SCORES, Protocol, protocol_of


def evaluate_preset(
    name: str | os.PathLike, data: str | os.PathLike, metrics: Sequence[str] | None = None, *,
    rows: str = "*", progress=None,
) -> Evaluation | JudgeFigures:  # fmt: skip
    """Measure a preset as its card says, or a model of one's own by its recipe.

    Args:
        name: of a preset, a preset's directory, or a run of `tfstyle train`, of which `final/` or
            `best/` is measured.
        data: folder (or `.npz` file) of its pictures, as for training.
        metrics: names of others than those of the card.
        rows: pattern of the names of the rows to measure.
        progress: called with the name of each row before it is measured.

    Returns:
        The scores; `.report()` is what `scores.json` holds, `.record()` what is shown. Of a judge
        its own figures.

    Raises:
        UnknownPresetError: nothing has this name, or it has no recipe to be measured by.
        UnknownMetricError: no such metric, or none that fits the model.
        DataError: the pictures are not there.
        OfflineError: the weights of a network that a metric looks through are not to be had.
        RecipeError: its recipe is damaged.

    Example:
        >>> from tfstyle.zoo.evaluating import evaluate_preset
        >>> found = evaluate_preset("pix2pix_facades_label2photo_256", "facades")  # doctest: +SKIP
        >>> found.scores["translation"]["ssim"]["mean"]  # doctest: +SKIP
    """
    from tfstyle.recipes import load_recipe
    from tfstyle.zoo.from_preset import from_preset
    from tfstyle.zoo.names import resolve

    directory = resolve(name).local()
    recipe, recorded = _recipe(directory), _recorded(directory)
    model = from_preset(name)
    if model.capabilities.judges:
        return evaluate_judge(model, os.fspath(name), data, recorded, metrics, progress)
    if "protocol" in recorded:
        protocol = Protocol.from_dict(recorded["protocol"])
    elif recipe is None:
        raise UnknownPresetError(
            f"{os.fspath(name)!r} has neither {SCORES} nor a recipe that says how pictures lie. "
            "Translate some with it, and compare these: `tfstyle evaluate GENERATED REFERENCE`."
        )
    else:
        resolution = read_config(directory)["resolution"] if directory.is_dir() else None
        protocol = protocol_of(model, load_recipe(recipe), resolution)
    return evaluate_model(
        model, protocol, data, os.fspath(name), recorded, metrics, rows=rows, progress=progress
    )


def evaluate_model(
    model, protocol: Protocol, data, name: str = "", recorded=None, metrics=None, *, rows="*",
    progress=None,
) -> Evaluation:  # fmt: skip
    """Measure a model.

    Args:
        model: a trained model.
        protocol: how.
        data: folder (or `.npz` file) of the pictures.
        name: of the model.
        recorded: what its `scores.json` holds.
        metrics: see `evaluate_preset`.
        rows: see there.
        progress: see there.
    """
    from tfstyle.evaluation.encoders import load_encoders
    from tfstyle.zoo.evaluating.fingerprints import networks_of
    from tfstyle.zoo.evaluating.kinds import KINDS, check_metrics
    from tfstyle.zoo.evaluating.pictures import open_pictures
    from tfstyle.zoo.evaluating.rows import Table

    names = check_metrics(protocol.kind, metrics or protocol.metrics)
    protocol = dataclasses.replace(protocol, metrics=names)
    pictures = open_pictures(model, protocol, data)
    encoders = load_encoders(names)
    table, makers = Table(names, encoders, protocol.seed), {}
    for row, make in KINDS[protocol.kind].rows(model, protocol, pictures).items():
        if fnmatch.fnmatchcase(row, rows):
            makers[row] = make
    if not makers:
        raise DataError(f"No row is called {rows!r}.")
    scores, counts = {}, {}
    for row, make in makers.items():
        if progress:
            progress(row)
        made = make()
        if cells := table.measure(made):
            scores[row], counts[row] = cells, len(made.pictures)
    return Evaluation(
        name, protocol,
        {
            "path": os.fspath(data), "split": pictures.split,
            "pictures": sum(map(len, pictures.sides)) + len(pictures.paintings),
            "sha256": pictures.digest(),
        },
        networks_of(encoders), counts, scores, recorded or {},
    )  # fmt: skip


def _recipe(directory: Path) -> Path | None:
    """Return the recipe beside a preset, or of the run that it belongs to."""
    places = (directory / RECIPE, directory.parent / RECIPE)
    return next((place for place in places if place.is_file()), None)


def _recorded(directory: Path) -> dict:
    """Return what a preset's `scores.json` holds; nothing of what is none."""
    from tfstyle.presets.layout import read_json

    path = directory / SCORES
    return read_json(path) if path.is_file() else {}
