"""From TOML or mappings to a recipe."""

import os
from collections.abc import Iterable, Mapping

from tfstyle.recipes.recipe import Recipe, unflatten
from tfstyle.recipes.resolve import override_values, resolve
from tfstyle.recipes.schema import SECTIONS
from tfstyle.recipes.source import parse_source, read_source


def load_recipe(path: str | os.PathLike, overrides: Iterable[str] = ()) -> Recipe:
    """Read a recipe file and resolve it.

    Args:
        path: a TOML file.
        overrides: `"section.key=value"`, values as TOML writes them; bare words are strings.

    Raises:
        RecipeError: no such file, no TOML, an unknown key, a wrong type, a value out of range.
    """
    return parse_recipe(read_source(path), overrides, origin=str(path))


def recorded_versions(path: str | os.PathLike) -> dict:
    """Return what a run wrote of its versions beside its recipe; nothing where it wrote none.

    Raises:
        RecipeError: no such file, or no TOML.
    """
    found = parse_source(read_source(path), str(path)).get("versions", {})
    return found if isinstance(found, dict) else {}


def parse_recipe(text: str, overrides: Iterable[str] = (), origin: str = "the recipe") -> Recipe:
    """Resolve a recipe from TOML text; `origin` names it in errors."""
    return make_recipe(parse_source(text, origin), overrides, origin)


def make_recipe(
    values: Mapping, overrides: Iterable[str] = (), origin: str = "the recipe"
) -> Recipe:
    """Resolve a recipe from nested mappings, e.g. `{"train": {"steps": 60}}`."""
    flat = {}
    for name, value in values.items():
        if name in SECTIONS and isinstance(value, Mapping):
            flat |= {f"{name}.{inner}": v for inner, v in value.items()}
        elif name != "versions":  # what a run writes for its reader
            flat[name] = value
    return unflatten(resolve(flat, override_values(overrides), origin))
