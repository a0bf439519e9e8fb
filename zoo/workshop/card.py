"""A card's measured part, rendered from `scores.json`, so that a number has one source."""

import re

from tfstyle.metrics import get_metric

_BEGIN, _END = "<!-- scores: rendered from scores.json -->", "<!-- end of scores -->"


def render_scores(report: dict) -> str:
    """Return the Markdown between a card's two markers.

    Args:
        report: as stored in `scores.json`, see `report.py`; its columns are metrics.

    Raises:
        UnknownMetricError: a column of none.
    """
    scores = report["scores"]
    rows = {"translation": scores} if _is_row(scores) else scores
    columns = [get_metric(name) for name in next(iter(rows.values()))]
    count = report["pictures"]
    if isinstance(count, dict):
        count = ", ".join(f"{direction}: {number}" for direction, number in count.items())
    lines = [
        f"| | {' | '.join(column.title for column in columns)} |",
        "|---" * (len(columns) + 1) + "|",
        *(
            f"| {name} | {' | '.join(_cell(row[column.name], column) for column in columns)} |"
            for name, row in rows.items()
        ),
        "",
        f"Pictures: {count}. Protocol: {report['protocol']}.",
    ]
    if "photographs" in report:
        lines[-1] += f" Photographs: {report['photographs']}."
    return "\n".join(lines)


def with_scores(card: str, report: dict) -> str:
    """Return the card with its measured part rendered anew.

    Raises:
        ValueError: the card lacks the markers.
    """
    pattern = re.compile(f"{re.escape(_BEGIN)}.*?{re.escape(_END)}", re.DOTALL)
    if not pattern.search(card):
        raise ValueError(f"The card has no part between {_BEGIN!r} and {_END!r}.")
    return pattern.sub(lambda _: f"{_BEGIN}\n{render_scores(report)}\n{_END}", card)


def _is_row(scores):
    return all("mean" in value for value in scores.values())


def _cell(value, column):
    return column.shown(value["mean"], value["std"])
