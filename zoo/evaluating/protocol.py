"""How a preset is measured, as data: all that is needed beside its directory and the pictures."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tfstyle.errors import IntegrityError

SCORES = "scores.json"  # in a preset's directory: its protocol, and what was measured
# Of `DataSpec`: what is of a training only, or has its own place in a protocol.
_NOT_RECORDED = {
    "root", "load", "crop", "flip", "skip_broken", "num_classes", "leave_out", "undamaged",
    "damaged_alone",
}  # fmt: skip
# Photographs that stand for all in a style, and paintings for all where any can be a style.
PHOTOGRAPHS, PAINTINGS = 16, 5


@dataclasses.dataclass(frozen=True)
class Protocol:
    """What is measured of a model, on which pictures.

    Attributes:
        kind: of `kinds.KINDS`, which says what is compared with what.
        data: how the pictures lie below the folder, as arguments of `data.DataSpec`.
        size: pixels of a side at which pictures are measured.
        metrics: their names.
        split: of the pictures; where there is none of that name, the other one that is held out.
        pictures: of each side at most, at even distances; `None` for all.
        seed: of damages, of noise, and of what metrics draw.
        origin: where named photographs come from, in words.
        photographs: names of files that styles are shown on, found anywhere below the folder;
            none to take held-out pictures.
        paintings: the file of each style, found by its path or anywhere below.
        teacher: whom a model imitates: `preset`, and `direction` and `style` if it is asked for
            them.

    Example:
        >>> one = Protocol("pairs", {"layout": "paired"}, 256, ("l1",))
        >>> Protocol.from_dict(one.as_dict()) == one
        True
    """

    kind: str
    data: Mapping
    size: int
    metrics: tuple[str, ...]
    split: str = "val"
    pictures: int | None = None
    seed: int = 0
    origin: str = ""
    photographs: tuple[str, ...] = ()
    paintings: Mapping[str, str] = dataclasses.field(default_factory=dict)
    teacher: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def as_dict(self) -> dict:
        """Return it ready for JSON, without what it does not need."""
        values = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        lists = {key: list(v) if isinstance(v, tuple) else v for key, v in values.items()}
        return {key: dict(v) if isinstance(v, Mapping) else v for key, v in lists.items()
                if v not in ("", [], {}, None)}  # fmt: skip

    @classmethod
    def from_dict(cls, values: Mapping) -> "Protocol":
        """Return what `as_dict` wrote.

        Raises:
            IntegrityError: it is none.
        """
        lists: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in values.items()
        }
        try:
            return cls(**lists)
        except TypeError as error:
            raise IntegrityError(f"scores.json holds no protocol: {error}") from error

    def spec(self, root, leave_out=()):
        """Return the `DataSpec` of the pictures below a folder."""
        from tfstyle.data import DataSpec

        return DataSpec(
            **self.data, root=root, load=self.size, crop=self.size, leave_out=leave_out
        )


def protocol_of(model, recipe, resolution: int | None = None) -> Protocol:
    """Return how a model is measured by its recipe, with all metrics that fit its kind.

    Args:
        model: a trained model.
        recipe: the `recipes.Recipe` it was trained with.
        resolution: pixels of a side it is measured at; the recipe's crop if not given.

    Raises:
        DataError: the recipe's pictures are none that can be measured.
    """
    from tfstyle.data import DataSpec
    from tfstyle.runs.pictures import data_spec
    from tfstyle.zoo.evaluating.kinds import KINDS, kind_of

    spec = data_spec(recipe, None)
    kind = kind_of(model, spec)
    defaults = {f.name: f.default for f in dataclasses.fields(DataSpec)}
    data = {
        name: list(value) if isinstance(value, tuple) else value
        for name, default in defaults.items()
        if name not in _NOT_RECORDED and (value := getattr(spec, name)) != default
    }
    paintings = {}
    if model.capabilities.style == "names":
        paintings = _paintings(model.styles, recipe.data.styles or ())
    return Protocol(
        kind, data, resolution or recipe.data.crop, KINDS[kind].metrics, seed=recipe.seed,
        pictures=KINDS[kind].pictures, paintings=paintings,
        teacher=_teacher(recipe.train) if model.capabilities.imitates else {},
    )  # fmt: skip


def _teacher(train) -> dict[str, str]:
    """Return whom a recipe imitates, and what it asks of it beside its first."""
    from tfstyle.recipes.algorithms.distill import FIRST

    asked = {"direction": train.teacher_direction, "style": train.teacher_style}
    return {"preset": train.teacher} | {k: v for k, v in asked.items() if v != FIRST}


def _paintings(styles, paths) -> dict[str, str]:
    """Return the painting of each style that a recipe names: a file called as it, or nearly so."""
    exact = {name: path for name in styles for path in paths if Path(path).stem == name}
    alike = {name: path for name in styles for path in reversed(paths) if name in Path(path).stem}
    return {name: {**alike, **exact}[name] for name in styles if name in {**alike, **exact}}
