"""The page of several runs side by side: what differs in their recipes, and what came of it."""

import os
from collections.abc import Sequence
from pathlib import Path

from tfstyle.errors import DataError
from tfstyle.report import figures
from tfstyle.report.html import Html, element, joined, table
from tfstyle.report.page import Section, all_of, notes, page
from tfstyle.report.plots import lines_plot
from tfstyle.report.run_page import best_of
from tfstyle.report.run_record import RunRecord, read_run
from tfstyle.report.sample_pictures import chosen, sample_figure

# Times at which samples are shown, and bytes of all pictures together.
_TIMES, _BUDGET = 4, 6_000_000
# More would be neither told apart nor found.
_MOST_RUNS, _MOST_PLOTS = 12, 60


def compare_page(paths: Sequence[str | os.PathLike]) -> str:
    """Return several runs side by side as one HTML document.

    Args:
        paths: run directories, two to twelve.

    Raises:
        DataError: fewer or more of them, one twice, or one that holds no run.
        IntegrityError: a file in one is no ordinary one.
    """
    if not 2 <= len(paths) <= _MOST_RUNS:
        raise DataError(f"Name 2 to {_MOST_RUNS} runs to compare. Received: {len(paths)}.")
    if len({os.path.realpath(path) for path in paths}) < len(paths):
        raise DataError("A run stands beside itself: name each directory once.")
    runs = [read_run(path) for path in paths]
    for run, name in zip(runs, told_apart([run.path for run in runs]), strict=True):
        run.name = name
    lacking = [f"{run.name}: {each}" for run in runs for each in run.missing]
    return page(f"{len(runs)} runs side by side", _about(runs), [
        Section("missing", "What is missing", all_of(notes(lacking))),
        Section("best", "Best figures", _best(runs)),
        Section("recipes", "What differs in the recipes", _differences(runs)),
        Section("samples", "Samples at equal steps", _samples(runs)),
        Section("curves", "Curves", _curves(runs)),
        Section("health", "Health", _health(runs)),
    ])  # fmt: skip


def told_apart(paths: Sequence[Path]) -> list[str]:
    """Return the shortest ends of paths that tell all of them apart.

    Example:
        >>> told_apart([Path("a/run"), Path("b/run")])
        ['a/run', 'b/run']
    """
    whole = [Path(os.path.abspath(path)).parts for path in paths]
    for length in range(1, max(map(len, whole)) + 1):
        names = ["/".join(parts[-length:]) for parts in whole]
        if len(set(names)) == len(names):
            break
    return names


def _about(runs: list[RunRecord]) -> Html:
    rows = [
        (
            run.name, str(run.recipe.get("model", "–")),
            f"{run.step:,}" + (f" of {run.steps:,}" if run.steps else ""),
            "done" if run.finished else "not done",
            f"{run.clock.seconds / 3600:.2f} h" if run.clock else "–",
            len(run.events),
        )
        for run in runs
    ]  # fmt: skip
    head = ("run", "model", "steps", "state", "time", "health events")
    return table("The runs", head, rows)


def _best(runs: list[RunRecord]) -> Html:
    measured = [figures.under(run, "validation/") for run in runs]
    names = dict.fromkeys(n for each in measured for n in each if n != "share")
    rows = []
    for name in names:
        known = figures.meaning(name)
        found = [best_of(run, name, each[name]) if name in each else None
                 for run, each in zip(runs, measured, strict=True)]  # fmt: skip
        values = [one[1] for one in found if one is not None]
        top = (min if known.direction == "lower" else max)(values, default=None)
        cells = [_cell(one, one is not None and one[1] == top, known) for one in found]
        direction = f"{known.direction} is better" if known.direction else "direction not known"
        head = all_of(name, element("br"), element("span", direction, class_="soft"))
        rows.append((head, *cells))
    if not rows:
        return element("p", "None of the runs measured held-out pictures (train.validate_every).")
    return table("Best of each metric", ("metric", *(run.name for run in runs)), rows)


def _cell(one, top: bool, known: figures.Meaning) -> Html:
    if one is None:
        return element("span", "–")
    step, value = one
    at = f" at step {step:,}" if step is not None else ""
    text = figures.shown(value, known.digits, known.unit) + at
    return element("span", f"{text}, best" if top else text, class_="best" if top else None)


def _differences(runs: list[RunRecord]) -> Html:
    keys = dict.fromkeys(key for run in runs for key in run.recipe)
    rows = []
    for key in keys:
        values = [run.recipe.get(key) for run in runs]
        if any(value != values[0] for value in values):
            rows.append((key, *(
                element("code", "–" if value is None else str(value)) for value in values
            )))  # fmt: skip
    if not rows:
        return element("p", "Nothing: the recipes are the same.")
    return table("Keys with different values", ("key", *(run.name for run in runs)), rows, "mono")


def _samples(runs: list[RunRecord]) -> Html:
    having = [run for run in runs if run.samples]
    if not having:
        return Html()
    common = sorted(set.intersection(*(set(run.samples) for run in having)))
    budget = _BUDGET // (_TIMES * len(having))
    if not common:
        figures_ = [_sample(run, max(run.samples), budget) for run in having]
        return all_of(
            element("p", "The runs have no step in common; these are the last of each."),
            element("div", *figures_, class_="pairs"),
        )
    parts = []
    for step in reversed(chosen(common, _TIMES)):
        parts += [
            element("h3", f"Step {step:,}"),
            element("div", *(_sample(run, step, budget) for run in having), class_="pairs"),
        ]
    return joined(parts)


def _sample(run: RunRecord, step: int, budget: int) -> Html:
    label = f"{run.name}, step {step:,}"
    return sample_figure(run.samples[step], label, f"Sample pictures of {label}.", budget)


def _curves(runs: list[RunRecord]) -> Html:
    names = dict.fromkeys(
        name for run in runs for name in run.series if name != "validation/share"
    )
    # What was measured first, then losses, then health.
    order = sorted(names, key=lambda n: (n.startswith("health/"), not n.startswith("validation/")))
    plots = []
    for name in order[:_MOST_PLOTS]:
        lines = {run.name: run.series[name] for run in runs if name in run.series}
        log = figures.wants_log(lines)
        plots.append(lines_plot(name, lines, log=log, caption="Logarithmic scale." if log else ""))
    more = len(order) - _MOST_PLOTS
    return all_of(
        element("div", *plots, class_="plots") if plots else None,
        element("p", f"{more} more curves are left out.") if more > 0 else None,
    )


def _health(runs: list[RunRecord]) -> Html:
    rows = [
        (run.name, f"{event.step:,}", event.check, event.sentence)
        for run in runs for event in run.events[:20]
    ]  # fmt: skip
    if not rows:
        return Html()
    return table("Events", ("run", "step", "check", "what it means"), rows, "wide")
