"""What is measured of each kind of model: which pictures, and by which metrics if none are named.

A kind is a file with its rows, and an entry here. Any other metric can be asked for that compares
what the kind has.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tfstyle.errors import UnknownMetricError
from tfstyle.metrics import IN_WORDS, get_metric, list_metrics
from tfstyle.zoo.evaluating import derived, domains, guided, imitations, noise, pairs, styles
from tfstyle.zoo.evaluating.rows import Row


@dataclass(frozen=True)
class Kind:
    """One kind of model.

    Attributes:
        metrics: by default.
        compares: what it has to compare, of `metrics.registry.KINDS`.
        rows: function of a model, a `Protocol` and its `Pictures` that returns the rows by name;
            each is made when it is called.
        says: a sentence on what the rows are, for a card.
        pictures: of each side at most, if not all.
    """

    metrics: tuple[str, ...]
    compares: tuple[str, ...]
    rows: Callable[..., dict[str, Callable[[], Row]]]
    says: str
    pictures: int | None = None


_ALONE = ("picture", "set")
KINDS = {
    "pairs": Kind(pairs.METRICS, ("pair", "change", "sets", *_ALONE), pairs.rows, pairs.SAYS),
    "derived": Kind(
        derived.METRICS, ("pair", "change", "sets", *_ALONE), derived.rows, derived.SAYS
    ),
    "domains": Kind(
        domains.METRICS, ("pair", "change", "sets", *_ALONE), domains.rows, domains.SAYS
    ),
    "imitations": Kind(
        imitations.METRICS, ("pair", "change", *_ALONE), imitations.rows, imitations.SAYS
    ),
    "guided": Kind(
        guided.METRICS, ("stylized", "change", "sets", *_ALONE), guided.rows, guided.SAYS
    ),
    "styles": Kind(styles.METRICS, ("stylized", "change", *_ALONE), styles.rows, styles.SAYS),
    "noise": Kind(
        noise.METRICS, ("sets", *_ALONE), noise.rows, noise.SAYS, pictures=noise.PICTURES
    ),
}


def kind_of(model, spec) -> str:
    """Return the kind of a model, by what it can do and what it learned from.

    Args:
        model: a trained model.
        spec: the `data.DataSpec` of its pictures.
    """
    from tfstyle.data import layouts

    can = model.capabilities
    if can.generates:
        return "noise"
    if can.style == "picture" and can.target and spec.derive is None:
        return "guided"
    if can.style:
        return "styles"
    if can.imitates:
        return "imitations"
    if spec.derive is not None:
        return "derived"
    return "pairs" if "pairs" in layouts.get(spec.layout).learns_from else "domains"


def check_metrics(kind: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return the whole names of metrics, after a look at whether they fit.

    Raises:
        UnknownMetricError: a name of none, or a metric of what this kind does not have.
    """
    compares = KINDS[kind].compares
    whole = tuple(dict.fromkeys(get_metric(name).name for name in names))
    for name in whole:
        if get_metric(name).compares not in compares:
            raise UnknownMetricError(
                f"{name!r} compares {IN_WORDS[get_metric(name).compares]}, which this model has "
                f"nothing of. Those that fit: {', '.join(list_metrics(*compares))}."
            )
    return whole
