"""What recipes know of one training algorithm, and of one network that it may train."""

import dataclasses
import functools
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from tfstyle.errors import RecipeError
from tfstyle.recipes import shared
from tfstyle.recipes.schema import Key, in_order


def _nothing(*arguments):
    """Find nothing wrong."""


def _no_options(recipe, root) -> dict[str, Any]:
    return {}


def _translated(model) -> list[str]:
    """Return what the pictures of a translator's sample row are, see `callbacks.Samples`."""
    if len(model.directions) == 1:
        return ["source", model.directions[0], "target"]
    a, b = model.domains
    to_b, to_a = model.directions
    return [a, to_b, f"{to_b}, back", b, to_a, f"{to_a}, back"]


@dataclass(frozen=True, eq=False)
class Network:
    """A network that paints, as `[generator]` describes it.

    Attributes:
        name: in recipes.
        keys: its own of `[generator]`, by full name, e.g. `"generator.filters"`.
        build: `build(recipe, **more)`, the network; `more` is what an algorithm adds, such as
            `name` and channels.
        multiple: `multiple(values)`, what the side of a crop must be a multiple of.
        check: `check(values, given)` raises `RecipeError` where keys do not fit. `values` are of
            all keys, `given` the names of those that were not left to their defaults.
    """

    name: str
    keys: Mapping[str, Key]
    build: Callable[..., Any]
    multiple: Callable[[Mapping], int] = lambda values: 4
    check: Callable[[Mapping, Collection[str]], None] = _nothing


@dataclass(frozen=True, eq=False)
class Algorithm:
    """All that recipes know of one training algorithm.

    Attributes:
        name: what `model` says in a recipe.
        learns_from: what a step sees: `"pairs"`, `"domains"` (two, drawn independently) or
            `"pictures"` alone; the usual first, if the recipe chooses.
        networks: those it can train, its own choice first.
        keys: its own, by full name; behind those that every run has.
        builder: `builder(recipe, generator)`, the model, not yet compiled. `generator(**more)`
            makes the chosen network; models are imported inside.
        defaults: of keys that are not its own, where it has others: a value, or how it `Follows`.
        check: `check(values)` raises `RecipeError` where keys do not fit; `values` are of all keys.
        compile_options: `compile_options(recipe, root)`, keyword arguments of `compile` beside
            optimizers; `root` is the data folder or `None`.
        sample_names: `sample_names(model)`, what the pictures of a sample row are.
        judged_through: `judged_through(recipe)`, the pretrained networks, named as metrics name
            them, whose features its discriminator learns from: such a game flatters them
            (Kynkäänniemi et al. 2022, arXiv 2203.06026), so that no metric of theirs says what is
            best.
        imitates: its targets are what `train.teacher` paints of its pictures.
        onednn: whether its steps are faster through oneDNN where TensorFlow leaves that off, on
            x86 processors with AVX2 alone: measured in docs/speed.md.
    """

    name: str
    learns_from: tuple[str, ...]
    networks: tuple[Network, ...]
    keys: Mapping[str, Key]
    builder: Callable[..., Any]
    defaults: Mapping[str, Any] = field(default_factory=dict)
    check: Callable[[Mapping], None] = _nothing
    compile_options: Callable[..., dict[str, Any]] = _no_options
    sample_names: Callable[[Any], list[str]] = _translated
    judged_through: Callable[[Any], tuple[str, ...]] = lambda recipe: ()
    imitates: bool = False
    onednn: bool = False

    def build(self, recipe):
        """Return the model that a `Recipe` describes, not compiled."""
        network = self.network(recipe.generator.network)
        return self.builder(recipe, functools.partial(network.build, recipe))

    def network(self, name: str) -> Network:
        """Return one of its networks."""
        return next(network for network in self.networks if network.name == name)

    @functools.cached_property
    def by_network(self) -> dict[str, dict[str, Key]]:
        """The keys of its recipes in the order they are written in, by the network they choose."""
        return {network.name: self._keys_with(network) for network in self.networks}

    def check_together(self, values: Mapping, given: Collection[str]) -> None:
        """Check what concerns several keys of a resolved recipe.

        Args:
            values: of all keys.
            given: names of those that were not left to their defaults.

        Raises:
            RecipeError: they do not fit.
        """
        network = self.network(values["generator.network"])
        shared.check(values)
        _check_multiple(values, network)
        network.check(values, given)
        shared.check_pictures(self.name, self.learns_from, values)
        self.check(values)

    def _keys_with(self, network: Network) -> dict[str, Key]:
        needless = shared.needless(self.learns_from)
        first = {name: key for name, key in shared.FIRST.items() if name not in needless}
        keys = {**first, **network.keys, **self.keys, **shared.LAST}
        defaults = {
            "generator.network": self.networks[0].name,
            **shared.defaults(self.learns_from),
            **self.defaults,
        }
        for name in defaults.keys() & keys.keys():
            keys[name] = dataclasses.replace(keys[name], default=defaults[name])
        keys["generator.network"] = dataclasses.replace(
            keys["generator.network"], choices=tuple(one.name for one in self.networks)
        )
        return in_order(keys)


def _check_multiple(values: Mapping, network: Network) -> None:
    crop, multiple = values["data.crop"], network.multiple(values)
    if crop % multiple:
        hint = " or a smaller generator.num_downs" if "generator.num_downs" in network.keys else ""
        raise RecipeError(
            f"data.crop = {crop} must be a multiple of {multiple} for this generator. "
            f"Use {crop // multiple * multiple or multiple}{hint}."
        )
