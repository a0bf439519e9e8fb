"""Stylized pictures on the plane: how much of the photograph is kept, how much style is reached."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from tfstyle.errors import DataError
from tfstyle.evaluation import partners
from tfstyle.evaluation.asked import chosen
from tfstyle.evaluation.beside import Beside
from tfstyle.evaluation.looked_through import encoders_for, fingerprints
from tfstyle.evaluation.measuring import measure, readings, ticker
from tfstyle.evaluation.picture_set import PictureSet
from tfstyle.evaluation.record import Evaluation, PictureRecord, finite
from tfstyle.metrics import get_metric, painting_as_measured
from tfstyle.metrics.registry import OF_SETS


def evaluate_stylized(
    generated: Sequence, style, content, metrics: Iterable[str] | None = None,
    size: int | None = None, seed: int = 0, progress: Callable[[int, int], None] | None = None,
) -> Evaluation:  # fmt: skip
    """Measure stylized pictures, ours or a peer's; see `evaluate`.

    Args:
        generated: one or several folders or pictures.
        style: the painting, or a folder of them by the pictures' names.
        content: the photographs.
        metrics: see `evaluate`.
        size: see `evaluate`.
        seed: see `evaluate`.
        progress: see `evaluate`.

    Returns:
        Of one set a row for each picture, of several a row for each set.
    """
    names = chosen(metrics, ("content", "style"))
    optional = metrics is None
    sets = [PictureSet(path, "GENERATED", size) for path in generated]
    titles = _titles(sets)
    photographs, paintings = PictureSet(content, "--content", size), PictureSet(style, "--style")
    notes = [note for one in (*sets, photographs, paintings) for note in one.notices]
    besides = []
    for one in sets:
        beside, more = _beside(one, photographs, paintings)
        besides.append(beside)
        notes += more
    if len({one.common_size() for one in sets}) > 1:
        notes.append(
            "The sets have different sizes, at which figures differ, too. Give --size to measure "
            "all at one."
        )
    names, more = _of_one_size(names, sets, optional)
    encoders, names, missing = encoders_for(names, optional)
    notes += [*more, *missing]
    tick = ticker(progress, sum(readings(one, names) for one in sets))
    rows: list[dict[str, Any]] = []
    figures = {}
    for title, one, beside in zip(titles, sets, besides, strict=True):
        figures, of_pictures = measure(
            one, names, encoders, beside.functions(), seed=seed, tick=tick
        )
        if len(sets) > 1:
            rows.append({"name": title} | {name: f.value for name, f in figures.items()})
            continue
        for file, values in of_pictures.items():
            rows.append({"name": one.name(file)} | {n: finite(v) for n, v in values.items()})
    if len(sets) > 1:
        figures = {
            name: replace(figure, value=None, interval=None, note="of each set, see rows")
            for name, figure in figures.items()
        }
    return Evaluation(
        "stylized", figures, _together(titles, sets), None, paintings.record(),
        photographs.record(), tuple(rows), tuple(dict.fromkeys(notes)), seed,
        fingerprints(encoders),
    )  # fmt: skip


def _beside(made, photographs, paintings):
    of_photographs = partners.pair_up(made, photographs, "name the photographs of these pictures")
    partners.check_proportions(of_photographs)
    notes = list(of_photographs.notes)
    other = partners.differing(of_photographs)
    if other:
        notes.append(
            f"The photographs of {len(other)} of {len(made)} pictures of {made.path} were resized "
            "to the pictures' size."
        )
    if len(paintings) == 1:
        painting = painting_as_measured(paintings.read(paintings.files[0]))
        return Beside(photographs=of_photographs, painting=painting), notes
    of_paintings = partners.pair_up(made, paintings, "name one painting for all")
    notes += of_paintings.notes
    return Beside(photographs=of_photographs, paintings=of_paintings), notes


def _of_one_size(names, sets, optional):
    """Leave out, unless they were asked for, metrics of a set where its pictures are not alike."""
    of_sets = [name for name in names if get_metric(name).compares in OF_SETS]
    why = None
    for one in sets:
        if len(one) < 2:
            why = f"{one.path} holds one picture, and a set has 2 or more"
        elif len(set(one.sizes.values())) > 1:
            why = f"the pictures in {one.path} have several sizes"
    if not of_sets or why is None:
        return names, []
    if not optional:
        raise DataError(f"{', '.join(of_sets)} compare the pictures of a set, but {why}.")
    return [n for n in names if n not in of_sets], [f"Left out {', '.join(of_sets)}: {why}."]


def _titles(sets):
    """Return what sets are called: the last part of each path, or all of it where two are alike."""
    short = [one.path.resolve().name for one in sets]
    return short if len(set(short)) == len(short) else [str(one.path) for one in sets]


def _together(titles, sets):
    if len(sets) == 1:
        return sets[0].record()
    hashes = {
        f"{title}/{one.name(file)}": one.hash_of(file)
        for title, one in zip(titles, sets, strict=True)
        for file in one.files
    }
    return PictureRecord.of(", ".join(str(one.path) for one in sets), hashes)
