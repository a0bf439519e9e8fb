"""The page of one run: is it converging, is it good, is it ill, and what made it."""

import itertools
import os
import time

from tfstyle.report import figures
from tfstyle.report.html import Html, element, table
from tfstyle.report.page import Section, all_of, facts, notes, page
from tfstyle.report.plots import Mark, lines_plot
from tfstyle.report.published import figures as published
from tfstyle.report.published import published_table
from tfstyle.report.run_record import Event, RunRecord, Series, read_run
from tfstyle.report.sample_pictures import samples

_EVENTS_SHOWN = 40


def run_page(path: str | os.PathLike) -> str:
    """Return the report of a run directory as one HTML document.

    Args:
        path: the directory; the run may still go on, or be from an older version.

    Raises:
        DataError: no run was ever begun there.
        IntegrityError: a file in it is no ordinary one.
    """
    run = read_run(path)
    measured = figures.under(run, "validation/")
    share = measured.pop("share", {}).get("", [])
    about = all_of(
        element("p", _state(run), class_="soft"),
        facts({
            "model": run.recipe.get("model"),
            "steps": f"{run.step:,}" + (f" of {run.steps:,}" if run.steps else ""),
            "time": _hours(run), **_speed(run),
            "share of the time for measuring": f"{share[-1][1]:.1%}" if share else None,
            "health events": len(run.events),
        }),
    )  # fmt: skip
    return page(f"Run {run.name}", about, [
        Section("missing", "What is missing", all_of(notes(run.missing))),
        Section("health", "Health", _health(run)),
        Section("samples", "Samples through time", samples(run.samples) if run.samples else Html()),
        Section("metrics", "Held-out pictures", _metrics(run, measured)),
        Section("losses", "Losses and learning rates", _plots([*_losses(run), *_rates(run)])),
        Section("recipe", "Recipe", _recipe(run)),
        Section("versions", "Versions", _versions(run)),
    ])  # fmt: skip


def best_of(
    run: RunRecord, name: str, lines: dict[str, Series]
) -> tuple[int | None, float] | None:
    """Return step and value of a metric's best: of `best/` if chosen by it, else of the curve.

    Args:
        run: of which.
        name: of the metric.
        lines: its curves, `""` that of the weights which are saved.
    """
    chosen_by = run.recipe.get("train.metrics")
    first = chosen_by[0] if isinstance(chosen_by, list) and chosen_by else None
    if run.best and name == figures.whole_name(str(first)) and f"validation/{name}" in run.best[1]:
        return run.best[0], run.best[1][f"validation/{name}"]
    return figures.best(lines.get("", []), figures.meaning(name).direction)


def _state(run: RunRecord) -> str:
    if run.finished:
        return "The run is done: its model is in final/."
    if run.steps and run.step >= run.steps:
        return "All steps are done; there is no final/ yet."
    try:
        changed = (run.path / "metrics.jsonl").stat().st_mtime
    except OSError:
        return "The run has not come to its first report."
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(changed))
    return f"Not done: the run goes on or was stopped. Its last figures are of {when}."


def _hours(run: RunRecord) -> str | None:
    if run.clock is None:
        return None
    minutes = round(run.clock.seconds / 60)
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes else f"{run.clock.seconds:.0f} s"


def _speed(run: RunRecord) -> dict[str, str]:
    batch = run.recipe.get("train.batch_size")
    if run.clock is None or not isinstance(batch, int):
        return {}
    each = run.clock.seconds / run.clock.steps
    return {"a step": f"{each:.3g} s", "pictures a second": f"{batch / each:.3g}"}


def _health(run: RunRecord) -> Html:
    checks = figures.under(run, "health/")
    if not run.events and not checks:
        return Html()
    if run.events:
        told = all_of(
            *(_event(event) for event in run.events[:_EVENTS_SHOWN]),
            element("p", f"{len(run.events) - _EVENTS_SHOWN} more are in health.jsonl.")
            if len(run.events) > _EVENTS_SHOWN else None,
        )  # fmt: skip
    else:
        told = element("p", "Every check is silent.", class_="well")
    thresholds = {event.check: event.threshold for event in run.events}
    plots = [
        lines_plot(
            name, {rest or name: line for rest, line in lines.items()},
            threshold=thresholds.get(name), log=figures.wants_log(lines),
        )
        for name, lines in sorted(checks.items())
    ]  # fmt: skip
    return all_of(told, _plots(plots))


def _event(event: Event) -> Html:
    reached = f", {event.value:.4g}" if event.value is not None else ""
    bound = f" (threshold {event.threshold:.4g})" if event.threshold is not None else ""
    return element(
        "div",
        element("p", element("strong", f"Step {event.step:,}: {event.check}"), reached, bound),
        element("p", event.sentence),
        class_="event",
    )


def _metrics(run: RunRecord, measured: dict[str, dict[str, Series]]) -> Html:
    if not measured:
        if run.recipe.get("train.validate_every"):
            return element("p", "Nothing has been measured yet.")
        return element(
            "p", "Nothing was measured: train.validate_every is 0. With it and train.metrics a run "
            "measures pictures that it does not learn from.",
        )  # fmt: skip
    rows, plots = [], []
    for name, lines in measured.items():
        known = figures.meaning(name)
        best = best_of(run, name, lines)
        found = (best[1] if best else None, _last(lines, ""), _last(lines, "current"))
        value = [figures.shown(each, known.digits, known.unit) for each in found]
        at = f" at step {best[0]:,}" if best and best[0] is not None else ""
        rows.append((
            name, element("span", f"{value[0]}{at}", class_="best"), value[1], value[2],
            f"{known.direction} is better" if known.direction else "not known", known.protocol,
        ))  # fmt: skip
        saved = "averaged weights" if "current" in lines else name
        labels = {"": saved, "current": "current weights"}
        shown = {labels.get(rest, rest): line for rest, line in lines.items()}
        marks = [Mark(best[0], best[1], f"best {value[0]}")] if best and best[0] is not None else []
        plots.append(lines_plot(
            name, shown, unit=known.unit or known.title, marks=marks,
            log=figures.wants_log(lines),
            caption=f"{known.direction.capitalize()} is better." if known.direction else "",
        ))  # fmt: skip
    head = ("metric", "best", "last", "last, current weights", "direction", "what it is")
    words = [run.name, str(run.recipe.get("data.name", ""))]
    beside = published(words, measured, str(run.recipe.get("model")))
    return all_of(
        table("Figures of held-out pictures", head, rows, "wide"), _plots(plots),
        published_table(beside),
    )  # fmt: skip


def _last(lines: dict[str, Series], name: str) -> float | None:
    return lines[name][-1][1] if lines.get(name) else None


def _losses(run: RunRecord) -> list[Html]:
    return [
        lines_plot(
            group.title, group.lines, unit="loss", log=group.log,
            caption="Logarithmic scale." if group.log else "",
        )
        for group in figures.losses(run)
    ]  # fmt: skip


def _rates(run: RunRecord) -> list[Html]:
    rates = figures.learning_rates(run)
    if not rates:
        return []
    first = next(iter(rates))
    marks = [] if run.finished else [Mark(run.step, _at(rates[first], run.step), f"{first}, now")]
    return [lines_plot("learning rate", rates, unit="learning rate", marks=marks)]


def _at(line: Series, step: int) -> float:
    """Return the value of straight lines between points."""
    for (x, y), (end, last) in itertools.pairwise(line):
        if x <= step <= end and end > x:
            return y + (last - y) * (step - x) / (end - x)
    return line[-1][1]


def _recipe(run: RunRecord) -> Html:
    sections: dict[str, list] = {}
    for key, value in run.recipe.items():
        section, _, name = key.rpartition(".")
        sections.setdefault(section, []).append((name, element("code", _value(value))))
    tables = [
        table(f"[{section}]" if section else "recipe", ("key", "value"), rows, "mono")
        for section, rows in sections.items()
    ]
    if not run.recipe_text:
        return Html()
    return all_of(
        element("div", *tables, class_="tables") if tables else None,
        element("details", element("summary", "recipe.toml as it lies in the run"),
                element("pre", run.recipe_text), open=not tables),
    )  # fmt: skip


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _versions(run: RunRecord) -> Html:
    if not run.versions:
        return Html()
    return table("What it ran with", ("package", "version"), list(run.versions.items()))


def _plots(plots: list[Html]) -> Html:
    return element("div", *plots, class_="plots") if plots else Html()


