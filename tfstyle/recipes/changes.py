"""What of a recipe may change between the parts of one run, and what did."""

from collections.abc import Callable

from tfstyle.recipes.known import KEYS
from tfstyle.recipes.recipe import Recipe, flatten
from tfstyle.recipes.schema import Key


def differences(old: Recipe, new: Recipe) -> list[str]:
    """Return `"key: old -> new"` for every difference that would have led to other weights."""
    return _changes(old, new, lambda key: not (key.free or key.ahead))


def changes_ahead(old: Recipe, new: Recipe) -> list[str]:
    """Return `"key: old -> new"` for what differs in how a run goes on from where it is."""
    return _changes(old, new, lambda key: key.ahead)


def _changes(old: Recipe, new: Recipe, counts: Callable[[Key], bool]) -> list[str]:
    before, after = flatten(old), flatten(new)
    return [
        f"{name}: {before.get(name)} -> {after.get(name)}"
        for name, key in KEYS.items()
        if counts(key) and before.get(name) != after.get(name)
    ]
