"""A judge's own figures, measured again: how it orders pictures, and parts whole from spoiled."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tfstyle.errors import DataError, UnknownMetricError
from tfstyle.zoo.evaluating.evaluation import same

# What stands in the rows: a title, and what it is.
_COLUMNS = {
    "pooled": ("pooled", "Spearman's rank correlation of the falling logit with the severity, of "
               "all pictures together, each spoiled to 0, 0.2, ..., 1"),
    "within": ("within", "the same of each picture alone, the mean"),
    "named": ("named", "the same as pooled, of the severity that the judge names"),
    "auc_spoiled": ("AUC", "how probably a whole picture is judged better than a spoiled one"),
}  # fmt: skip


@dataclass(frozen=True)
class JudgeFigures:
    """What was measured of a judge.

    Attributes:
        name: of the preset.
        data: the folder of the pictures.
        pictures: read, by the name of their set.
        rows: of each kind and set its figures, and one of all spoiled pictures.
        recorded: the rows that `scores.json` holds.
    """

    name: str
    data: str
    pictures: dict[str, int]
    rows: dict[str, dict[str, float]]
    recorded: dict[str, dict[str, float]]

    def differences(self) -> list[str]:
        """Return the figures that are not the recorded ones, by more than processors differ."""
        return [
            f"{row}: {name} {value}, recorded {self.recorded[row][name]}"
            for row, cells in self.rows.items() for name, value in cells.items()
            if not same(value, self.recorded.get(row, {}).get(name, value))
        ]  # fmt: skip

    def record(self):
        """Return the same as `tfstyle evaluate` shows and writes it, an `evaluation.Evaluation`."""
        from tfstyle.evaluation.record import Evaluation, Figure, PictureRecord

        total, figures = sum(self.pictures.values()), {}
        for name, (title, protocol) in _COLUMNS.items():
            values = [cells[name] for cells in self.rows.values() if name in cells]
            mean = round(sum(values) / len(values), 3)
            figures[name] = Figure(mean, None, title, "", "higher", protocol, None, 0, total)
        note = (
            "What early outputs of models are judged, and the calibration, are measured where a "
            "judge is made, with pictures that are not part of these."
        )
        return Evaluation(
            "preset", figures, PictureRecord(self.name, total, "", ()),
            reference=PictureRecord(self.data, total, "", ()),
            rows=tuple({"name": name, **cells} for name, cells in self.rows.items()),
            notes=(note, *self.differences()),
        )  # fmt: skip


def evaluate_judge(
    model, name: str, data: str | os.PathLike, recorded: Mapping, metrics=None, progress=None
) -> JudgeFigures:
    """Measure a judge as its card says.

    Args:
        model: a `models.Judge`.
        name: of its preset.
        data: folder below which the sets of its protocol lie.
        recorded: what its `scores.json` holds.
        metrics: must be none: a judge makes no pictures for them.
        progress: called with a line for each kind and set.

    Raises:
        UnknownMetricError: metrics are asked for.
        DataError: there is no protocol, or its pictures are not there.
    """
    from tfstyle.judging.proving import area_under_curve, orders

    if metrics:
        raise UnknownMetricError(
            "A judge makes no pictures that metrics could measure: leave --metrics out, and its "
            f"own figures are measured. Received: {', '.join(metrics)}."
        )
    sets = recorded.get("protocol", {}).get("sets")
    if not sets:
        raise DataError(
            f"{name!r} has no scores.json that names the pictures to prove a judge by: "
            "tfstyle.judging.proving measures one on pictures of your own."
        )
    pictures = {key: read_set(Path(data, place)) for key, place in sets.items()}
    order, real, spoiled = orders(model, pictures, progress or (lambda line: None))
    auc = round(area_under_curve(real, spoiled), 3)
    return JudgeFigures(
        name, os.fspath(data), {key: len(some) for key, some in pictures.items()},
        _rows(order, auc), _rows(recorded["scores"]["order"], recorded["scores"]["auc"]["spoiled"]),
    )  # fmt: skip


def read_set(folder: Path) -> list:
    """Return the pictures of a folder, uint8 (H, W, 3).

    Raises:
        DataError: it is not there, or holds none.
    """
    from tfstyle import images
    from tfstyle.listing import list_files

    files = list_files(folder, images.IMAGE_SUFFIXES).files if folder.is_dir() else []
    if not files:
        raise DataError(f"{folder} holds no pictures: name the folder it lies in as --data.")
    return [images.read_image(path) for path in files]


def _rows(order, auc):
    rows = {f"{kind}, {name}": cells for kind, of in order.items() for name, cells in of.items()}
    return {**rows, "all spoiled": {"auc_spoiled": auc}}
