"""A card's measured part, rendered from `scores.json`, so that a number has one source."""

import re
from pathlib import PurePath

from tfstyle.metrics import get_metric

_BEGIN, _END = "<!-- scores: rendered from scores.json -->", "<!-- end of scores -->"
# A table for each: what is compared, and in words.
_TABLES = {
    "Each picture with its target": ("pair",),
    "Each picture with its photograph and its painting": ("stylized",),
    "Artefacts of each picture": ("picture", "change"),
    "Sets of pictures": ("set", "sets"),
}
_ARROWS = {"lower": "↓", "higher": "↑"}


def render_scores(report: dict) -> str:
    """Return the Markdown between a card's two markers: tables, and what they say.

    Args:
        report: as stored in `scores.json`, see `evaluating.Evaluation.report`.

    Raises:
        UnknownMetricError: a column of no metric.
    """
    from tfstyle.zoo.evaluating.kinds import KINDS
    from tfstyle.zoo.workshop import judge_card

    if report["protocol"]["kind"] == "judge":  # whose figures are of no pictures that it makes
        return judge_card.render(report)
    scores, protocol = report["scores"], report["protocol"]
    names = list(dict.fromkeys(name for row in scores.values() for name in row))
    columns = [get_metric(name) for name in names]
    tables = {
        title: [one for one in columns if one.compares in kinds]
        for title, kinds in _TABLES.items()
    }
    tables = {title: some for title, some in tables.items() if some}
    parts = []
    for title, some in tables.items():
        parts += [f"{title}:", ""] * (len(tables) > 1) + _table(some, report) + [""]
    if seen := list(_artefacts(columns, scores)):
        parts += [f"**Artefacts that can be seen, on average:** {'; '.join(seen)}.", ""]
    says = KINDS[protocol["kind"]].says
    parts += [f"{says[0].upper() if says[0] != '`' else says[0]}{says[1:]}. {_pictures(report)}"]
    parts += ["", *(f"- {one.title} (`{one.name}`): {one.protocol}" for one in columns)]
    for network, facts in report["networks"].items():
        if "weights" in facts:
            parts += [f"- Weights of {network}: {facts['weights']}."]
    notes = (cell.get("note") for row in scores.values() for cell in row.values())
    parts += [f"- {note}" for note in dict.fromkeys(notes) if note]
    return "\n".join(parts)


def with_scores(card: str, report: dict) -> str:
    """Return the card with its measured part rendered anew.

    Raises:
        ValueError: the card lacks the markers.
    """
    pattern = re.compile(f"{re.escape(_BEGIN)}.*?{re.escape(_END)}", re.DOTALL)
    if not pattern.search(card):
        raise ValueError(f"The card has no part between {_BEGIN!r} and {_END!r}.")
    return pattern.sub(lambda _: f"{_BEGIN}\n{render_scores(report)}\n{_END}", card)


def _table(columns, report):
    """Return the lines of a table: those rows that have one of the columns."""
    titles = [f"{one.title} {_ARROWS[one.direction]}" for one in columns]
    lines = [f"| | pictures | {' | '.join(titles)} |", "|---" * (len(columns) + 2) + "|"]
    for name, row in report["scores"].items():
        if any(one.name in row for one in columns):
            cells = (_cell(row.get(one.name), one) for one in columns)
            lines.append(f"| {name} | {report['pictures'][name]} | {' | '.join(cells)} |")
    return lines


def _artefacts(columns, scores):
    """Return which artefacts the mean picture of which rows shows, in words."""
    for one in columns:
        if one.found is not None:
            means = {name: row[one.name]["mean"] for name, row in scores.items() if one.name in row}
            rows = [
                f"{name} {one.shown(mean)}" for name, mean in means.items() if mean >= one.found
            ]
            if rows:
                yield f"{one.title}, from {one.found:g}{one.unit} on ({', '.join(rows)})"


def _cell(value, column):
    if value is None:
        return ""
    if "mean" in value:
        return column.shown(value["mean"], value["std"])
    shown = column.shown(value["value"])
    if interval := value.get("interval"):
        low, high = (f"{end:.{column.digits}f}" for end in interval)
        shown += f" [{low}, {high}]"
    return shown


def _pictures(report):
    """Say which pictures, and how the numbers are to be read."""
    protocol, split = report["protocol"], report["data"]["split"]
    if "photographs" in protocol:
        names = ", ".join(PurePath(name).stem for name in protocol["photographs"])
        of = f", of {protocol['origin']}" if "origin" in protocol else ""
        which = f"The photographs{of}: {names}; the shorter side"
    else:
        which = f"Measured on the pictures of `{split}`,"
    scores = [cell for row in report["scores"].values() for cell in row.values()]
    read = ["↓: lower is better, ↑: higher"]
    if any("mean" in cell for cell in scores):
        read.append("mean and standard deviation over the pictures")
    if any(cell.get("interval") for cell in scores):
        read.append("of sets the value and, in brackets, its 95 % interval")
    again = "Again: `tfstyle evaluate --preset NAME --data DIR`"
    return f"{which} {protocol['size']} pixels, as uint8. {'; '.join(read)}. {again}."
