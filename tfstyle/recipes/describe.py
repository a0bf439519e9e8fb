"""What the keys of one algorithm's recipes are, as facts for people and programs."""

from collections.abc import Mapping
from typing import Any

from tfstyle.recipes.algorithm import Algorithm
from tfstyle.recipes.algorithms import get_algorithm
from tfstyle.recipes.known import KEYS, MODEL, merged
from tfstyle.recipes.load import make_recipe
from tfstyle.recipes.recipe import flatten
from tfstyle.recipes.schema import AtLeast, Follows, Key, in_order
from tfstyle.recipes.toml import toml_value

_WORDS = {int: "whole number", float: "number", bool: "true or false", str: "text",
          list: "list of strings"}  # fmt: skip


def describe(model: str) -> list[dict[str, Any]]:
    """Return every key that a model's recipe may have, ready for JSON.

    Returns:
        For each `key`, `about`, `type`, `default`, `choices` (or `None`), `range` (words, or
        `None`), `only` (other keys' values it needs: a list, or words), `active` (whether it counts
        as long as the others have their defaults), `follows` (words, where the default follows
        from other keys), `required`, `flag` (the option of `tfstyle train` that sets it, too).
    """
    algorithm = get_algorithm(model)
    defaults = [_defaults(algorithm, network) for network in algorithm.by_network]
    keys = in_order(merged(algorithm.by_network.values()))
    found = []
    for name, key in {"model": MODEL, **keys}.items():
        if not _possible(key, keys):
            continue
        active = next((values for values in defaults if name in values), None)
        found.append({
            "key": name,
            "about": key.about,
            "type": "list of colours" if key.colours else _WORDS[key.kind],
            "default": active[name] if active else _unused(key, defaults[0]),
            "choices": list(key.choices) or None,
            "range": _range(key),
            "only": _needs(algorithm, name, key),
            "active": name in defaults[0],
            "follows": _follows(algorithm, name),
            "required": key.default is None,
            "flag": key.flag,
        })  # fmt: skip
    return found


def _defaults(algorithm: Algorithm, network: str) -> dict[str, Any]:
    """Return a whole recipe with one of the networks; what must be given is an example."""
    keys = algorithm.by_network[network]
    must = [(name, key.example) for name, key in keys.items() if key.default is None]
    given = [f"{name}={toml_value(value)}" for name, value in must if not keys[name].only]
    given += [f"model={algorithm.name}", f"generator.network={network}"]
    return flatten(make_recipe({}, given, f"the recipe of {algorithm.name}"))


def _unused(key: Key, values: Mapping) -> Any:
    """Return what would be the default of a key that is idle beside all others' defaults."""
    if isinstance(key.default, Follows):
        return key.default.of({**dict.fromkeys(KEYS), **values})
    return key.example if key.default is None else key.default


def _possible(key: Key, keys: Mapping[str, Key]) -> bool:
    """True if the other keys can have the values that a key asks for."""
    return all(
        (isinstance(allowed, AtLeast) or set(allowed) & set(keys[other].choices))
        and _possible(keys[other], keys)
        for other, allowed in key.only.items()
    )


def _needs(algorithm: Algorithm, name: str, key: Key) -> dict[str, list | str]:
    """Return the values of other keys beside which a key counts."""
    needs = {
        other: str(allowed) if isinstance(allowed, AtLeast) else list(allowed)
        for other, allowed in key.only.items()
    }
    having = [network for network, keys in algorithm.by_network.items() if name in keys]
    if name != "model" and len(having) < len(algorithm.networks):
        needs["generator.network"] = having
    return needs


def _follows(algorithm: Algorithm, name: str) -> str | None:
    """Return how a default follows from other keys, the network among them, in words."""
    texts = {}
    for network, keys in algorithm.by_network.items():
        if name in keys:
            default = keys[name].default
            texts[network] = default.words if isinstance(default, Follows) else toml_value(default)
    if len(set(texts.values())) > 1:
        return "; ".join(f"{network}: {text}" for network, text in texts.items())
    defaults = [keys[name].default for keys in algorithm.by_network.values() if name in keys]
    return defaults[0].words if defaults and isinstance(defaults[0], Follows) else None


def _range(key: Key) -> str | None:
    words = (("from", key.least), ("above", key.above), ("to", key.most), ("below", key.below))
    return " ".join(f"{word} {bound}" for word, bound in words if bound is not None) or None
