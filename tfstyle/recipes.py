"""A training run as data: every key with its type, range and default.

A recipe is TOML in five sections. What a file leaves out is filled in here, so that the resolved
recipe in a run directory says everything; what it misspells is refused with the nearest names.

Example:
    >>> recipe = parse_recipe('model = "pix2pix"', ["data.crop=128", "train.steps=1000"])
    >>> recipe.generator.num_downs, recipe.data.load, recipe.train.decay_from
    (7, 143, 500)
"""

import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path

from tfstyle.errors import RecipeError
from tfstyle.files import atomic_file
from tfstyle.recipe_values import check_together, key, override_values, resolve, to_toml

_UNET, _RESNET = {"generator.network": ("unet",)}, {"generator.network": ("resnet",)}
_PIX2PIX, _CYCLEGAN = {"model": ("pix2pix",)}, {"model": ("cyclegan",)}


@dataclass(frozen=True)
class Generator:
    """The network that paints; see `networks.UNetGenerator` and `networks.ResNetGenerator`."""

    network: str = key({"pix2pix": "unet", "cyclegan": "resnet"}, choices=("unet", "resnet"))
    filters: int = key(64, least=1, most=1024)
    num_downs: int = key("as many as halve the crop to one pixel", least=2, most=10, only=_UNET)
    num_blocks: int = key("9 from a crop of 256, else 6", least=0, most=64, only=_RESNET)
    normalization: str = key(
        {"pix2pix": "batch", "cyclegan": "instance"}, choices=("batch", "instance", "none")
    )
    upsampling: str = key("transpose", choices=("transpose", "resize"), only=_RESNET)
    dropout: float = key({"pix2pix": 0.5, "cyclegan": 0.0}, least=0.0, below=1.0)
    inference_mode: str = key(
        {"pix2pix": "batch_statistics", "cyclegan": "eval"},
        choices=("eval", "batch_statistics", "train"),
    )


@dataclass(frozen=True)
class Discriminator:
    """The network that judges; see `networks.PatchDiscriminator`."""

    filters: int = key(64, least=1, most=1024)
    num_layers: int = key(3, least=0, most=5)
    normalization: str = key(
        {"pix2pix": "batch", "cyclegan": "instance"}, choices=("batch", "instance", "none")
    )
    spectral_normalization: bool = key(False)


@dataclass(frozen=True)
class Loss:
    """What is minimized, and by what weight."""

    adversarial: str = key(
        {"pix2pix": "non_saturating", "cyclegan": "least_squares"},
        choices=("non_saturating", "least_squares", "hinge", "wasserstein"),
    )
    gradient_penalty: float = key(10.0, least=0.0, only={"loss.adversarial": ("wasserstein",)})
    l1: float = key(100.0, least=0.0, only=_PIX2PIX)
    cycle: float = key(10.0, least=0.0, only=_CYCLEGAN)
    identity: float = key(0.5, least=0.0, only=_CYCLEGAN)


@dataclass(frozen=True)
class Data:
    """Where pictures come from and what a step sees of them; see `tfstyle.data`.

    `domains` name the sides a and b as they lie on disk; `direction` says which is the source.
    """

    layout: str = key(
        {"pix2pix": "paired", "cyclegan": "unpaired"},
        choices=("paired", "unpaired", "images", "tfds"),
    )
    name: str = key(only={"data.layout": ("tfds",)})
    direction: str = key("a2b", choices=("a2b", "b2a"))
    derive: str = key(
        {"pix2pix": "edges", "cyclegan": "none"},
        choices=("none", "edges", "gray", "low_resolution", "damaged"),
        only={"data.layout": ("images", "tfds")},
    )
    domains: list = key(["a", "b"], items=2)  # noqa: RUF009
    load: int = key("286 for each 256 of the crop", least=8, most=16384)
    crop: int = key(256, least=8, most=16384)
    flip: bool = key(True)
    skip_broken: bool = key(False)
    in_channels: int = key(3, choices=(1, 3, 4))
    out_channels: int = key(3, choices=(1, 3, 4))


@dataclass(frozen=True)
class Train:
    """How long, how fast, and what is written down on the way."""

    steps: int = key(200_000, least=1)
    batch_size: int = key(1, least=1, most=65536)
    learning_rate: float = key(2e-4, above=0.0, most=1.0)
    discriminator_learning_rate: float = key("learning_rate", above=0.0, most=1.0)
    beta_1: float = key(0.5, least=0.0, below=1.0)
    decay_from: int = key("half of steps", least=0)
    precision: str = key("float32", choices=("float32", "mixed_bfloat16", "mixed_float16"))
    ema: float = key(0.0, least=0.0, below=1.0)
    clip_norm: float = key(0.0, least=0.0)
    pool_size: int = key({"pix2pix": 0, "cyclegan": 50}, least=0, most=10_000)
    deterministic: bool = key(False)
    log_every: int = key(20, least=1)
    sample_every: int = key(500, least=1)
    samples: int = key(4, least=1, most=64)
    validate_every: int = key(0, least=0, only=_PIX2PIX)
    checkpoint_every: int = key(2000, least=1)
    keep_checkpoints: int = key(2, least=1, most=1000)


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
    model: str = key("pix2pix", choices=("pix2pix", "cyclegan"))
    seed: int = key(0, least=0, most=2**31 - 1)


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


def load_recipe(path: str | os.PathLike, overrides: Iterable[str] = ()) -> Recipe:
    """Read a recipe file and resolve it.

    Args:
        path: a TOML file.
        overrides: `"section.key=value"`, values as TOML writes them; bare words are strings.

    Raises:
        RecipeError: no such file, no TOML, an unknown key, a wrong type, a value out of range.
    """
    try:
        text = Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise RecipeError(f"The recipe {path} cannot be read: {reason}.") from error
    return parse_recipe(text, overrides, origin=str(path))


def parse_recipe(text: str, overrides: Iterable[str] = (), origin: str = "the recipe") -> Recipe:
    """Resolve a recipe from TOML text; `origin` names it in errors."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(f"{origin} is not valid TOML: {error}.") from error
    return make_recipe(values, overrides, origin)


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
    resolved = resolve(KEYS, flat, override_values(KEYS, overrides), origin)
    check_together(resolved)
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
    """Return `"key: old -> new"` for every difference that would change the weights."""
    old, new = flatten(old), flatten(new)
    names = [name for name in KEYS if name not in _FREE and old.get(name) != new.get(name)]
    return [f"{name}: {old.get(name)} -> {new.get(name)}" for name in names]
