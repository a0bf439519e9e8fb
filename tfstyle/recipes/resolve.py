"""From what a file and `--set` say to a value for every key."""

from collections.abc import Iterable, Mapping
from typing import Any

from tfstyle.errors import RecipeError
from tfstyle.recipes.algorithms import ALGORITHMS
from tfstyle.recipes.known import KEYS, MODEL, check_name, either, needed_by
from tfstyle.recipes.schema import AtLeast, Follows, checked
from tfstyle.recipes.source import parse_source


def override_values(overrides: Iterable[str]) -> dict[str, Any]:
    """Parse `"a.b=value"` strings.

    Raises:
        RecipeError: no `=`, or an unknown key.
    """
    values = {}
    for text in overrides:
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals:
            raise RecipeError(f"--set takes key=value, e.g. train.steps=60. Received: {text!r}.")
        check_name(name, "--set")
        try:
            values[name] = parse_source(f"value = {value}", f"--set {name}")["value"]
        except RecipeError:
            values[name] = value.strip()  # bare words: --set train.precision=mixed_bfloat16
    return values


def resolve(in_file: Mapping, overrides: Mapping, origin: str) -> dict[str, Any]:
    """Return a value for every key: overridden, given, or its default; `None` if it is idle.

    Args:
        in_file: what a file says, by full names.
        overrides: what `--set` says.
        origin: what errors call the file.

    Returns:
        The keys of the recipe's algorithm and network in the order they are written in, then all
        others, which are idle.

    Raises:
        RecipeError: an unknown key, a wrong type, a value out of range, a key that is missing or
            that means nothing beside the others.
    """
    for name in in_file:
        check_name(name, origin)
    found = _Resolution(in_file, overrides, origin)
    values = {"model": found["model"], **{name: found[name] for name in found.keys}}
    ALGORITHMS[values["model"]].check_together(
        {**dict.fromkeys(KEYS), **values}, {*in_file, *overrides}
    )
    return {**values, **{name: None for name in KEYS if name not in values}}


class _Resolution:
    """The values of keys, each found when it is first asked for."""

    def __init__(self, in_file: Mapping, overrides: Mapping, origin: str):
        self.in_file, self.overrides, self.origin = in_file, overrides, origin
        self.said = {**in_file, **overrides}
        model = checked("model", self.said.get("model", MODEL.default), MODEL)
        self.values = {"model": model}
        by_network = ALGORITHMS[model].by_network
        self.keys = next(iter(by_network.values()))  # which have the choice of the network
        self.keys = by_network[self["generator.network"]]
        for name in KEYS:
            if name in self.said and name not in self.keys and name != "model":
                other, words, owner = needed_by(name, self)
                changed = owner == "generator.network" and not self._meant_for(owner)
                self._check_silenced(name, other, words, changed or owner in overrides)

    def __getitem__(self, name: str):
        if name not in self.values:
            self.values[name] = None  # a key never waits for itself
            self.values[name] = self._find(name) if name in self.keys else None
        return self.values[name]

    def _find(self, name: str):
        key = self.keys[name]
        for other, allowed in key.only.items():
            if self[other] not in allowed:
                words = str(allowed) if isinstance(allowed, AtLeast) else either(allowed)
                self._check_silenced(name, other, words, other in self.overrides)
                return None
        if name in self.overrides:
            return checked(name, self.overrides[name], key)
        if name in self.in_file and self._meant_for(key.per):
            return self._scaled(checked(name, self.in_file[name], key), key.share_of)
        default = key.default.of(self) if isinstance(key.default, Follows) else key.default
        if default is None:
            flag = f", or {key.flag}" if key.flag else ""
            about = key.about[:1].lower() + key.about[1:]
            raise RecipeError(
                f"{self.origin} lacks {name}: {about} Add it, or pass --set {name}=...{flag}"
            )
        return checked(name, default, key)

    def _check_silenced(self, name: str, other: str, words: str, silenced: bool):
        """Check that nobody means a key that is idle beside the value of another.

        An override that changes the choice silences what the file said for the old one.
        """
        if name in self.overrides or (name in self.in_file and not silenced):
            said_in = "--set" if name in self.overrides else self.origin
            raise RecipeError(
                f"{name} in {said_in} applies only when {other} is {words}. Received: {other} = "
                f"{self[other]!r}; remove {name} or change {other}."
            )

    def _meant_for(self, other: str | None) -> bool:
        """True if the file alone would choose the same for `other`."""
        if other is None:
            return True
        model = self.in_file.get("model", MODEL.default)
        if not isinstance(model, str) or model not in ALGORITHMS:
            return False
        default = next(iter(ALGORITHMS[model].by_network.values()))[other].default
        return self.in_file.get(other, default) == self[other]

    def _scaled(self, value, whole: str | None):
        """Keep the share of another key's value that the file alone would have given."""
        if whole is None or whole not in self.overrides or whole not in self.in_file:
            return value
        before = checked(whole, self.in_file[whole], self.keys[whole])
        return min(round(value * self[whole] / before), self[whole]) if before else value
