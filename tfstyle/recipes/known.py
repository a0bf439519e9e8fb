"""All keys of all algorithms: what a recipe may say at all, and beside which model or network."""

from collections.abc import Iterable, Mapping

from tfstyle.errors import RecipeError, did_you_mean
from tfstyle.recipes.algorithms import ALGORITHMS
from tfstyle.recipes.schema import Key, Values, cut, in_order

MODEL = Key(str, "The training algorithm.", next(iter(ALGORITHMS)), choices=tuple(ALGORITHMS))


def merged(tables: Iterable[Mapping[str, Key]]) -> dict[str, Key]:
    """Return the keys of several tables in one order, in which each table's own is kept.

    Example:
        >>> list(merged([{"a": 1, "d": 1}, {"a": 1, "b": 1, "d": 1}, {"b": 1, "c": 1}]))
        ['a', 'b', 'd', 'c']
    """
    names, found = [], {}
    for table in tables:
        place = len(names)
        for name in reversed(list(table)):
            if name in found:
                place = names.index(name)
            else:
                names.insert(place, name)
        found = {**table, **found}
    return {name: found[name] for name in names}


# Every key by its full name, as the first algorithm that has it declares it.
KEYS: dict[str, Key] = {
    "model": MODEL,
    **in_order(
        merged(keys for algorithm in ALGORITHMS.values() for keys in algorithm.by_network.values())
    ),
}


def check_name(name: str, origin: str) -> None:
    """Check that a key is one of some algorithm.

    Raises:
        RecipeError: it is none, with the nearest names.
    """
    if name in KEYS:
        return
    name = cut(name)
    section, _, inner = name.rpartition(".")
    of_section = [k for k in KEYS if section and k.startswith(f"{section}.")]
    elsewhere = [k for k in KEYS if k.rpartition(".")[2] == inner]
    if elsewhere:
        near = f" Did you mean {' or '.join(map(repr, elsewhere))}?"
    elif of_section:
        # Names without their section: the part they share would make all of them look near.
        short = [k.removeprefix(f"{section}.") for k in of_section]
        near = did_you_mean(inner, short) or f" Known keys: {', '.join(of_section)}."
    else:
        near = did_you_mean(name, KEYS) or " `tfstyle recipe` prints all keys."
    raise RecipeError(f"Unknown key {name!r} in {origin}.{near}")


def needed_by(name: str, values: Values) -> tuple[str, str, str]:
    """Return what another recipe would have to say for a key that this one has no place for.

    Args:
        name: of the key, which the algorithm and the network of `values` do not have.
        values: with `"model"` and `"generator.network"`.

    Returns:
        The other key; what it would have to be, in words; and which of `"model"` and
        `"generator.network"` has the key: where an override changes that, what a file says of
        `name` is silenced.
    """
    algorithms = ALGORITHMS.values()
    models = [
        algorithm.name
        for algorithm in algorithms
        if any(name in keys for keys in algorithm.by_network.values())
    ]
    of_networks = any(name in n.keys for algorithm in algorithms for n in algorithm.networks)
    owner = "generator.network" if of_networks else "model"
    if values["model"] not in models:
        return "model", either(models), owner
    networks = ALGORITHMS[values["model"]].networks
    return owner, either(network.name for network in networks if name in network.keys), owner


def either(values: Iterable) -> str:
    """Return values as an error names the allowed ones."""
    return " or ".join(map(repr, values))
