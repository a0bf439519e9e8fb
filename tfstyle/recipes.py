"""A training run as data: every key with its type, range and default.

A recipe is TOML in five sections. What a file leaves out is filled in here, so that the resolved
recipe in a run directory says everything; what it misspells is refused with the nearest names.

Example:
    >>> recipe = parse_recipe('model = "pix2pix"', ["data.crop=128", "train.steps=1000"])
    >>> recipe.generator.num_downs, recipe.data.load, recipe.train.decay_from
    (7, 143, 500)
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass

from tfstyle.files import atomic_file
from tfstyle.recipe_checks import check_together
from tfstyle.recipe_keys import MODELS, Data, Discriminator, Generator, Loss, Train
from tfstyle.recipe_source import parse_source, read_source
from tfstyle.recipe_values import key, override_values, resolve, to_toml


@dataclass(frozen=True)
class Recipe:
    """All a run is made from; build it with `load_recipe`, `parse_recipe` or `make_recipe`.

    A key that does not apply (`loss.cycle` in pix2pix) is `None` and is not written.
    """

    generator: Generator
    discriminator: Discriminator
    loss: Loss
    data: Data
    train: Train
    model: str = key("The training algorithm.", "pix2pix", choices=MODELS)
    seed: int = key(
        "Of every random number: the same run again.", 0, least=0, most=2**31 - 1
    )


_SECTIONS = {f.name: f.type for f in fields(Recipe) if is_dataclass(f.type)}
KEYS = {
    **{f.name: f for f in fields(Recipe) if f.name not in _SECTIONS},
    **{f"{name}.{f.name}": f for name, kind in _SECTIONS.items() for f in fields(kind)},
}
# What may change between the parts of one run: it moves no weight.
_FREE = {
    "train.checkpoint_every", "train.keep_checkpoints", "train.sample_every", "train.samples",
    "train.log_every", "train.validate_every",
}  # fmt: skip
# What may change, too, as it says nothing of the steps already done: how long a run goes on, and
# how its rates decline from there.
_AHEAD = {"train.steps", "train.decay_from"}


def load_recipe(path: str | os.PathLike, overrides: Iterable[str] = ()) -> Recipe:
    """Read a recipe file and resolve it.

    Args:
        path: a TOML file.
        overrides: `"section.key=value"`, values as TOML writes them; bare words are strings.

    Raises:
        RecipeError: no such file, no TOML, an unknown key, a wrong type, a value out of range.
    """
    return parse_recipe(read_source(path), overrides, origin=str(path))


def parse_recipe(text: str, overrides: Iterable[str] = (), origin: str = "the recipe") -> Recipe:
    """Resolve a recipe from TOML text; `origin` names it in errors."""
    return make_recipe(parse_source(text, origin), overrides, origin)


def make_recipe(
    values: Mapping, overrides: Iterable[str] = (), origin: str = "the recipe"
) -> Recipe:
    """Resolve a recipe from nested mappings, e.g. `{"train": {"steps": 60}}`."""
    flat = {}
    for name, value in values.items():
        if name in _SECTIONS and isinstance(value, Mapping):
            flat |= {f"{name}.{inner}": v for inner, v in value.items()}
        elif name != "versions":  # what a run writes for its reader
            flat[name] = value
    overridden = override_values(KEYS, overrides)
    resolved = resolve(KEYS, flat, overridden, origin)
    check_together(resolved, {*flat, *overridden})
    top = {name: value for name, value in resolved.items() if "." not in name}
    for section, kind in _SECTIONS.items():
        names = [f.name for f in fields(kind)]
        top[section] = kind(**{name: resolved[f"{section}.{name}"] for name in names})
    return Recipe(**top)


def flatten(recipe: Recipe) -> dict:
    """Return `{"train.steps": 60, ...}` without the keys that do not apply."""
    flat = {}
    for name in KEYS:
        section, _, inner = name.rpartition(".")
        value = getattr(getattr(recipe, section) if section else recipe, inner)
        if value is not None:
            flat[name] = value
    return flat


def dumps(recipe: Recipe, versions: Mapping[str, str] | None = None) -> str:
    """Return the resolved recipe as TOML, with an optional `[versions]` section."""
    return to_toml(flatten(recipe), versions)


def dump(recipe: Recipe, path: str | os.PathLike, versions=None) -> None:
    """Write the resolved recipe, whole or not at all."""
    with atomic_file(path) as temporary:
        temporary.write_text(dumps(recipe, versions), "utf-8")


def differences(old: Recipe, new: Recipe) -> list[str]:
    """Return `"key: old -> new"` for every difference that would have led to other weights."""
    return _changes(old, new, [name for name in KEYS if name not in _FREE | _AHEAD])


def changes_ahead(old: Recipe, new: Recipe) -> list[str]:
    """Return `"key: old -> new"` for what differs in how a run goes on from where it is."""
    return _changes(old, new, [name for name in KEYS if name in _AHEAD])


def _changes(old: Recipe, new: Recipe, names) -> list[str]:
    old, new = flatten(old), flatten(new)
    return [
        f"{name}: {old.get(name)} -> {new.get(name)}"
        for name in names
        if old.get(name) != new.get(name)
    ]
