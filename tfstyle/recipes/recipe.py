"""The resolved recipe of one run: frozen, complete, and written as it is read."""

import os
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass, replace
from typing import Any

from tfstyle.errors import did_you_mean
from tfstyle.files import atomic_file
from tfstyle.recipes.schema import SECTIONS
from tfstyle.recipes.toml import to_toml


class Section:
    """A section of a recipe: its keys are attributes, which cannot be set.

    A key of another algorithm or network is `None`; what is a key of none has no attribute.

    Args:
        values: of all keys by name, in the order they are written in.

    Example:
        >>> train = Section({"steps": 60, "pool_size": None})
        >>> train.steps, train.pool_size
        (60, None)
    """

    def __init__(self, values: Mapping[str, Any]):
        vars(self).update(values)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(
            f"No key {name!r} in this section of a recipe.{did_you_mean(name, vars(self))}"
        )

    def __setattr__(self, name: str, value):
        raise FrozenInstanceError(
            f"A recipe cannot be changed: {name} = {value!r}. Make another, with overrides."
        )

    def __delattr__(self, name: str):
        raise FrozenInstanceError(f"A recipe cannot be changed: {name} stays.")

    def __eq__(self, other) -> bool:
        return isinstance(other, Section) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]  # how Python says it; lists are among the values

    def __repr__(self):
        said = (f"{name}={value!r}" for name, value in vars(self).items() if value is not None)
        return f"Section({', '.join(said)})"


@dataclass(frozen=True)
class Recipe:
    """All a run is made from; build it with `load_recipe`, `parse_recipe` or `make_recipe`.

    A key that does not apply (`loss.cycle` in pix2pix) is `None` and is not written.

    Attributes:
        model: name of the algorithm, see `recipes.algorithms`.
        seed: of every random number.
        generator: the network that paints.
        discriminator: the network that judges.
        loss: what is minimized, and by what weight.
        data: where pictures come from and what a step sees of them. `domains` name the sides a
            and b as they lie on disk; `direction` says which is the source. `styles` are paths of
            paintings, from the data folder on; their stems name the styles. `geometry` says what
            becomes of pictures that are not square, `nearest` which sides, as they lie on disk,
            are label maps whose colours resizing must not blend.
        train: how long, how fast, and what is written down on the way.
    """

    model: str
    seed: int
    generator: Section
    discriminator: Section
    loss: Section
    data: Section
    train: Section


def flatten(recipe: Recipe) -> dict[str, Any]:
    """Return `{"train.steps": 60, ...}` without the keys that do not apply."""
    flat = {"model": recipe.model, "seed": recipe.seed}
    for section in SECTIONS:
        for name, value in vars(getattr(recipe, section)).items():
            if value is not None:
                flat[f"{section}.{name}"] = value
    return flat


def unflatten(flat: Mapping[str, Any]) -> Recipe:
    """Return the recipe of a value for every key."""
    sections: dict[str, dict[str, Any]] = {section: {} for section in SECTIONS}
    top: dict[str, Any] = {}
    for name, value in flat.items():
        section, _, inner = name.rpartition(".")
        (sections[section] if section else top)[inner] = value
    top |= {name: Section(values) for name, values in sections.items()}
    return Recipe(**top)


def with_values(recipe: Recipe, values: Mapping[str, Any]) -> Recipe:
    """Return a resolved recipe with other values of some keys, which nothing else follows from.

    Args:
        recipe: it stays as it is.
        values: by full names, such as `"train.precision"`.
    """
    for name, value in values.items():
        section, _, inner = name.rpartition(".")
        inside = {**vars(getattr(recipe, section)), inner: value}
        changed: dict[str, Any] = {section: Section(inside)}
        recipe = replace(recipe, **changed)
    return recipe


def dumps(recipe: Recipe, versions: Mapping[str, str] | None = None) -> str:
    """Return the resolved recipe as TOML, with an optional `[versions]` section."""
    return to_toml(flatten(recipe), versions)


def dump(
    recipe: Recipe, path: str | os.PathLike, versions: Mapping[str, str] | None = None
) -> None:
    """Write the resolved recipe, whole or not at all."""
    with atomic_file(path) as temporary:
        temporary.write_text(dumps(recipe, versions), "utf-8")
