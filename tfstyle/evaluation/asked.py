"""Which metrics are measured: those asked for, if they fit what was given, or those that do."""

from collections.abc import Collection, Iterable

from tfstyle.errors import DataError, UnknownMetricError, or_list
from tfstyle.metrics import get_metric, list_metrics

# What each kind of metric compares with GENERATED.
NEEDS: dict[str, tuple[str, ...]] = {
    "picture": (),
    "set": (),
    "change": ("content",),
    "pair": ("reference",),
    "sets": ("reference",),
    "stylized": ("content", "style"),
}
_IN_WORDS = {
    "reference": "REFERENCE",
    "content": "the photographs that GENERATED was made of (--content)",
    "style": "the painting (--style)",
}
# Without --metrics: between sets and between pairs what papers give.
_SETS, _PAIRS, _DIVERSITY = ("fid", "kid"), ("lpips", "ssim", "psnr"), ("diversity",)


def chosen(names: Iterable[str] | None, given: Collection[str], pairs: bool = False) -> list[str]:
    """Return the whole names of the metrics to measure.

    Args:
        names: those asked for, whole or short; `None` for what fits.
        given: of `"reference"`, `"content"`, `"style"`.
        pairs: whether every picture has a partner in the reference.

    Raises:
        UnknownMetricError: there is none of this name.
        DataError: one that compares with what was not given; or none at all.

    Example:
        >>> chosen(["psnr", "lpips"], {"reference"})
        ['psnr', 'lpips_squeeze']
    """
    if names is not None:
        names = [name.strip() for name in names if name.strip()]
        if not names:
            raise DataError(f"No metric is named. Those that fit are {', '.join(fitting(given))}.")
        found = list(dict.fromkeys(get_metric(name).name for name in names))
        for name in found:
            _check(name, given)
        return found
    found = list_metrics("picture")
    if "content" in given:
        found += list_metrics("change")
    if "style" in given:
        found = [*list_metrics("stylized"), *_known(_DIVERSITY), *found]
    elif "reference" in given:
        found = [*_known(_SETS), *_known(_PAIRS if pairs else ())]
    else:
        found += _known(_DIVERSITY)
    if not found:
        raise DataError("Name metrics (--metrics): none is measured by itself of what was given.")
    return found


def fitting(given: Collection[str]) -> list[str]:
    """Return the names of all metrics that can be measured with what was given."""
    kinds = [kind for kind, needs in NEEDS.items() if set(needs) <= set(given)]
    return list_metrics(*kinds)


def _known(names):
    found = []
    for name in names:
        try:
            found.append(get_metric(name).name)
        except UnknownMetricError:
            continue
    return found


def _check(name, given):
    kind = get_metric(name).compares
    if kind not in NEEDS:
        raise DataError(
            f"{name} compares label maps, which a segmenter of yours finds in pictures: see "
            f"`tfstyle.metrics.segmentation_scores` in Python. Here fit {_some(given)}."
        )
    lacking = [_IN_WORDS[need] for need in NEEDS[kind] if need not in given]
    if lacking:
        raise DataError(
            f"{name} needs {' and '.join(lacking)}. With what was given fit {_some(given)}."
        )


def _some(given):
    return or_list(fitting(given)).replace(" or ", " and ")
