"""What others published of the same data and metric; `published.toml` has the figures."""

import re
import tomllib
from collections.abc import Collection, Iterable
from importlib import resources
from typing import NamedTuple

from tfstyle.report.html import Html, element, table

# Of a recipe: which published models one stands beside. Others stand beside none.
_KIN = {
    "pix2pix": ("pix2pix", "real"), "multiscale": ("pix2pix", "real"),
    "cyclegan": ("CycleGAN", "CUT", "FastCUT"), "cut": ("CycleGAN", "CUT", "FastCUT"),
    "cross_domain": ("CycleGAN", "CUT", "FastCUT"),
}  # fmt: skip


class Figure(NamedTuple):
    """One published number."""

    model: str
    data: str
    metric: str
    value: float
    protocol: str
    source: str


def figures(
    words: Iterable[str], metrics: Collection[str], model: str | None = None
) -> list[Figure]:
    """Return what was published of the data that some words name.

    Args:
        words: paths and names in which the data set's name may stand.
        metrics: names of those that were measured; others are not compared.
        model: of the recipe, where there is one.

    Example:
        >>> [one.value for one in figures(["/data/facades/val"], ["fid_legacy"], "pix2pix")]
        [119.1]
    """
    content = _content()
    named = {part for word in words for part in re.split(r"[^a-z0-9]+", str(word).lower())}
    found = []
    for one in content["figures"]:
        if model is not None and not one["model"].startswith(_KIN.get(model, ())):
            continue
        source = one["source"] + (f" ({one['note']})" if "note" in one else "")
        for data, values in one["data"].items():
            found += [
                Figure(one["model"], data, metric, value, content["protocols"][metric], source)
                for metric, value in values.items() if metric in metrics and data in named
            ]  # fmt: skip
    return found


def published_table(found: Collection[Figure]) -> Html | None:
    """Return published figures as a table under their warning, `None` for none."""
    if not found:
        return None
    rows = [(f.model, f.data, f.metric, f"{f.value:g}", f.protocol, f.source) for f in found]
    head = ("model", "data", "metric", "value", "protocol", "source")
    warning = element("p", _content()["warning"], class_="warning")
    return Html(warning + table("Published figures", head, rows, "wide texts"))


def _content() -> dict:
    return tomllib.loads(
        resources.files("tfstyle.report").joinpath("published.toml").read_text("utf-8")
    )
