"""How much is spent on a training: quick, good or best; and how long each took here.

No time is guessed: what a step takes is measured by a run's first steps, and kept under what it
depends on. Before the first run of its kind nothing is known, and nothing is said.
"""

from collections.abc import Mapping
from typing import Any

QUALITIES = ("quick", "good", "best")
# Keys of a job's payload. Time goes with steps and batch, with a crop's pixels, and with filters
# between once and squared.
STYLE: dict[str, dict[str, int]] = {
    "quick": {"steps": 500, "crop": 128, "filters": 16, "batch": 2},
    "good": {"steps": 2000, "crop": 192, "filters": 16, "batch": 2},
    "best": {"steps": 8000, "crop": 256, "filters": 24, "batch": 2},
}
DOMAINS: dict[str, dict[str, int]] = {
    "quick": {"steps": 1500, "crop": 96, "filters": 12},
    "good": {"steps": 5000, "crop": 128, "filters": 16},
    "best": {"steps": 20_000, "crop": 192, "filters": 24},
}


def settings_of(model: str, quality: str) -> dict[str, int]:
    """Return what a job's payload says for a quality.

    Args:
        model: `"fast_style"`, `"cut"` or `"cyclegan"`.
        quality: of `QUALITIES`.

    Example:
        >>> settings_of("cut", "quick")["steps"]
        1500
    """
    return dict((STYLE if model == "fast_style" else DOMAINS)[quality])


def keep_pace(facts, model: str, values: Mapping[str, Any], seconds: float) -> None:
    """Keep how long a step of a run took.

    Args:
        facts: the studio's `Facts`.
        model: that is trained.
        values: keys of the recipe.
        seconds: a step.
    """
    facts.put(
        _name(model, values["data.crop"], values["generator.filters"],
              values.get("train.batch_size", 1)),
        {"seconds": float(f"{seconds:.4g}")},
    )  # fmt: skip


def expected(facts, model: str, quality: str) -> float | None:
    """Return the seconds that a training of a quality takes here, `None` if none was measured.

    Args:
        facts: the studio's.
        model: see `settings_of`.
        quality: likewise.
    """
    given = settings_of(model, quality)
    name = _name(model, given["crop"], given["filters"], given.get("batch", 1))
    known = facts.get(name)
    return None if known is None else float(known["seconds"]) * given["steps"]


def _name(model, crop, filters, batch) -> str:
    return f"pace/{model}/{crop}/{filters}/{batch}"
