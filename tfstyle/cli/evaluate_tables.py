"""An evaluation for people: what was measured, how sure it is, and what is better."""

from tfstyle.cli.terminal import bar_title, say

_ARROWS = {"lower": "lower is better", "higher": "higher is better"}
# What stands in the table of the plane, in its order; the rest has its mean below.
_PLANE = ("content", "content_lpips", "style", "single_fid", "style_before")


def print_evaluation(evaluation) -> None:
    """Print the tables of an `Evaluation`, and its notes."""
    if evaluation.kind == "preset":
        _print_card(evaluation)
        for note in evaluation.notes:
            say(f"Note: {note}")
        return
    several = evaluation.rows and all(one.value is None for one in evaluation.metrics.values())
    if several:
        _print_sets(evaluation)
    else:
        if evaluation.rows:
            _print_plane(evaluation)
        _print_figures(evaluation)
    for note in evaluation.notes:
        say(f"Note: {note}")


def _print_card(evaluation):
    """A row for each of the card's, means and values alone."""
    table = _table(_title(evaluation))
    table.add_column("", overflow="fold")
    for one in evaluation.metrics.values():
        table.add_column(f"{one.title}, {_ARROWS[one.direction]}", justify="right")
    for row in evaluation.rows:
        values = (_shown(name, row.get(name)) for name in evaluation.metrics)
        table.add_row(bar_title(row["name"]), *values)
    _print(table)


def _print_figures(evaluation):
    table = _table(_title(evaluation))
    table.add_column("metric", no_wrap=True)
    for heading in ("value", "95 % interval"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("pictures", justify="right")
    table.add_column("", overflow="fold")
    for name, one in evaluation.metrics.items():
        interval = "" if one.interval is None else " to ".join(
            _shown(name, end) for end in one.interval
        )
        said = "; ".join(filter(None, (_ARROWS[one.direction], one.note)))
        value = _shown(name, one.value) + (one.unit if one.value is not None else "")
        table.add_row(name, value, interval, str(one.pictures), bar_title(said))
    _print(table)


def _print_plane(evaluation):
    """A row for each picture: how much is kept, how much is reached."""
    names = [name for name in _PLANE if name in evaluation.metrics]
    if not names:
        return
    table = _table("0 is the photograph (content) or the painting (style)")
    table.add_column("picture", overflow="fold")
    for name in names:
        table.add_column(evaluation.metrics[name].title, justify="right")
    for row in evaluation.rows:
        table.add_row(bar_title(row["name"]), *(_shown(name, row.get(name)) for name in names))
    if len(evaluation.rows) > 1:
        table.add_section()
        means = (_shown(name, evaluation.metrics[name].value) for name in names)
        table.add_row("mean", *means, style="bold")
    _print(table)


def _print_sets(evaluation):
    """A column for each set of stylized pictures, and a row for each metric."""
    table = _table(_title(evaluation))
    table.add_column("metric", no_wrap=True)
    for row in evaluation.rows:
        table.add_column(bar_title(row["name"]), justify="right", overflow="fold")
    table.add_column("", overflow="fold")
    for name, one in evaluation.metrics.items():
        values = [row.get(name) for row in evaluation.rows]
        table.add_row(name, *(_shown(name, value) for value in values), _ARROWS[one.direction])
    _print(table)


def _title(evaluation):
    made, parts = evaluation.generated, []
    if evaluation.reference:
        parts = [f"with {evaluation.reference.pictures} of {evaluation.reference.path}"]
    return " ".join([f"{made.pictures} pictures of {made.path}", *parts])


def _shown(name, value) -> str:
    from tfstyle.report.figures import meaning, shown

    return "-" if value is None else shown(value, meaning(name).digits)


def _table(title):
    from rich.table import Table

    return Table(title=bar_title(title), title_justify="left")


def _print(table):
    from rich.console import Console

    Console().print(table)
