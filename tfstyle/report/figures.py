"""What the figures of a run mean, by their names: which belong into one plot, what is better."""

from typing import NamedTuple

from tfstyle.report.run_record import RunRecord, Series

# Of one plot: more lines could not be told apart.
MOST_LINES = 8


class Meaning(NamedTuple):
    """What is known of a metric.

    Attributes:
        title: of a column.
        unit: behind a number.
        direction: `"lower"`, `"higher"` or `""` where it is not known.
        protocol: a sentence.
        digits: behind the point; `None` where it is not known.
    """

    title: str
    unit: str = ""
    direction: str = ""
    protocol: str = ""
    digits: int | None = None


def meaning(name: str) -> Meaning:
    """Return what is known of a metric; one of another version is called as it is.

    Example:
        >>> meaning("psnr").direction, meaning("from_elsewhere").title
        ('higher', 'from_elsewhere')
    """
    from tfstyle.errors import UnknownMetricError
    from tfstyle.metrics import get_metric

    try:
        one = get_metric(name)
    except UnknownMetricError:
        return Meaning(name)
    return Meaning(one.title, one.unit, one.direction, one.protocol, one.digits)


def whole_name(name: str) -> str:
    """Return the name of the protocol that a recipe may call by a short one.

    Example:
        >>> whole_name("kid"), whole_name("from_elsewhere")
        ('kid_clean', 'from_elsewhere')
    """
    from tfstyle.metrics.registry import ALIASES

    return ALIASES.get(name, name)


def shown(value: float | None, digits: int | None = None, unit: str = "") -> str:
    """Return a number as people read it.

    Example:
        >>> shown(0.00012345), shown(21.2345, 2, " dB"), shown(None)
        ('0.0001235', '21.23 dB', '–')
    """
    if value is None:
        return "–"
    return (f"{value:.4g}" if digits is None else f"{value:.{digits}f}") + unit


class Group(NamedTuple):
    """Curves of one plot.

    Attributes:
        title: of the plot.
        lines: label to points.
        log: whether the scale had better be logarithmic.
    """

    title: str
    lines: dict[str, Series]
    log: bool


def losses(run: RunRecord) -> list[Group]:
    """Return the losses of a run, one group for each player or term."""
    apart = ("validation/", "health/", "learning_rate/", "speed/")
    groups: dict[str, dict[str, Series]] = {}
    for name, line in run.series.items():
        if not name.startswith(apart):
            groups.setdefault(name.partition("/")[0], {})[name] = line
    return [group for title, lines in groups.items() for group in _in_parts(title, lines)]


def under(run: RunRecord, beginning: str) -> dict[str, dict[str, Series]]:
    """Return the curves below `validation/` or `health/`: by name, then by what is left of it.

    Example:
        >>> run = RunRecord(path=None, name="", series={"health/nan/worst": [(1, 0.0)]})
        >>> under(run, "health/")
        {'nan': {'worst': [(1, 0.0)]}}
    """
    found: dict[str, dict[str, Series]] = {}
    for name, line in run.series.items():
        if name.startswith(beginning):
            first, _, rest = name.removeprefix(beginning).partition("/")
            found.setdefault(first, {})[rest] = line
    return found


def learning_rates(run: RunRecord) -> dict[str, Series]:
    """Return the schedule of each player's rate, which `training.LinearDecay` follows.

    It is constant up to `train.decay_from`, and a straight line to 0 at `train.steps`.
    """
    steps, decay = run.steps, run.recipe.get("train.decay_from")
    if not steps or not isinstance(decay, int) or not 0 <= decay <= steps:
        return {}
    players = {"generator": "learning_rate", "discriminator": "discriminator_learning_rate"}
    rates = {name: run.recipe.get(f"train.{key}") for name, key in players.items()}
    return {
        name: [(0, float(rate)), (decay, float(rate)), *([(steps, 0.0)] if decay < steps else [])]
        for name, rate in rates.items() if isinstance(rate, float | int)
    }  # fmt: skip


def best(line: Series, direction: str) -> tuple[int, float] | None:
    """Return step and value of the best point, the first of equals; `None` where nobody knows."""
    if not line or direction not in ("lower", "higher"):
        return None
    sign = 1 if direction == "lower" else -1
    return min(line, key=lambda point: sign * point[1])


def wants_log(lines: dict[str, Series]) -> bool:
    """True where all values are above 0, and the largest is over a hundred times the smallest."""
    values = [value for line in lines.values() for _, value in line]
    return len(values) > 1 and min(values) > 0 and max(values) > 100 * min(values)


def _in_parts(title: str, lines: dict[str, Series]) -> list[Group]:
    names = list(lines)
    parts = [names[start : start + MOST_LINES] for start in range(0, len(names), MOST_LINES)]
    groups = []
    for index, part in enumerate(parts):
        some = {name: lines[name] for name in part}
        number = f" ({index + 1} of {len(parts)})" if len(parts) > 1 else ""
        groups.append(Group(title + number, some, wants_log(some)))
    return groups
