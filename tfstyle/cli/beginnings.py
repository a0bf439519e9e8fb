"""What the first argument of `tfstyle train` stands for: a recipe, and weights to begin with."""

import json
import os
from collections.abc import Iterable
from pathlib import Path

import typer

from tfstyle import foreign
from tfstyle.errors import RecipeError, UnknownPresetError, did_you_mean
from tfstyle.presets import CONFIG
from tfstyle.recipes import ALGORITHMS, Recipe, load_recipe, parse_recipe
from tfstyle.recipes.teaching import GATYS, NOBODY
from tfstyle.run_files import RECIPE, is_run


def begin(
    name: str,
    overrides: list[str],
    *,
    init: str = "",
    styles: Iterable[Path] = (),
    going_on: Path | None = None,
    told: bool = False,
) -> tuple[Recipe, Path | None]:
    """Return the recipe, and the directory of the preset or run whose weights it may begin with.

    Args:
        name: a recipe file, the name of a model or a preset, or a directory of a preset or a run.
            A run, and the model in it, mean its weights, too; a preset what its recipe says.
        overrides: of `--set`.
        init: the preset or run that `--init` names, or nothing.
        styles: paintings of `--style`.
        going_on: the run directory of `--resume`: in that of `name` itself nothing begins.
        told: what there is to say was said before.

    Raises:
        RecipeError: there is no such recipe, or none that goes with the overrides.
        UnknownPresetError: `init` names nothing.
        UnsupportedOptionError: `styles` of a preset that cannot be opened.
    """
    overrides = list(overrides)
    if styles:
        # Paths of the shell, not of the data folder.
        paths = [os.path.abspath(path) for path in styles]
        overrides.append(f"data.styles={json.dumps(paths, ensure_ascii=False)}")
    path, weights, of_run = _find(name)
    said = any(text.partition("=")[0].strip() == "train.init" for text in overrides)
    if init:
        overrides.append("train.init=preset")
        weights = _weights(init)
    elif path and of_run and not said and not _same(path.parent, going_on):
        overrides.append("train.init=preset")
    recipe = load_recipe(path, overrides) if path else parse_recipe(
        f'model = "{name}"', overrides, origin=f"the recipe of {name}"
    )
    if weights and recipe.train.init == "random" and not (said or told or going_on):
        typer.echo(f"Begins with random weights; --init {name} begins with those of {name}.")
    return recipe, weights


def teacher_of(recipe: Recipe) -> Path | None:
    """Return the directory of the preset that `train.teacher` names, if it names one.

    Raises:
        UnknownPresetError: it names nothing.
        RecipeError: what it names has no model yet.
    """
    from tfstyle.zoo import Kind, resolve

    name = recipe.train.teacher
    if name in (None, NOBODY, GATYS):
        return None
    found = resolve(name)
    if found.kind is Kind.RUN:
        raise RecipeError(
            f"train.teacher = {name!r} is a run that has saved no model yet. Let it end, or name "
            "another."
        )
    return found.local()


def _find(name: str) -> tuple[Path | None, Path | None, bool]:
    """Return the recipe's file (None: a model's defaults), the weights, and if a run's they are."""
    path = Path(name)
    described = any((path / file).is_file() for file in (RECIPE, CONFIG))
    is_recipe = described or path.suffix == ".toml" or name in ALGORITHMS
    if not is_recipe and (kind := foreign.told(path)):
        raise RecipeError(f"{path} is no recipe: {kind}")
    if path.is_file() or path.suffix == ".toml":
        weights = path.parent if (path.parent / CONFIG).is_file() else None
        return path, weights, False
    if name in ALGORITHMS and not described:  # whatever else is in a folder of that name
        return None, None, False
    if path.is_dir() and not described:
        raise RecipeError(
            f"{path} is a directory, but neither a preset (no {CONFIG}) nor a run (no {RECIPE})."
        )
    if not path.is_dir():
        path = _preset(name)
    if (path / CONFIG).is_file() and not (path / RECIPE).is_file():
        if is_run(path.parent):  # RUN/final
            return path.parent / RECIPE, path, True
        raise RecipeError(
            f"{name} has no {RECIPE}: no recipe describes how its networks are trained. Give a "
            "recipe of your own, with --init to begin with its weights, or train it from "
            "Python with compile and fit."
        )
    if (path / CONFIG).is_file():
        return path / RECIPE, path, False
    return path / RECIPE, path if is_run(path) else None, is_run(path)


def _weights(init: str) -> Path:
    """Return the directory that `--init` names."""
    from tfstyle.zoo import resolve

    path = Path(init)
    if is_run(path):
        return path  # its newest checkpoint holds more than its model
    found = resolve(init)
    if found.directory is None or not found.is_preset:
        raise RecipeError(
            f"--init {init}: it has no weights here to begin with. A model of the catalogue has "
            f"to be converted first: `tfstyle download {init}`."
        )
    return found.directory


def _same(run: Path, other: Path | None) -> bool:
    return other is not None and run.resolve() == other.resolve()


def _preset(name: str) -> Path:
    from tfstyle.zoo import known_names, resolve

    try:
        found = resolve(name, paths=False)
    except UnknownPresetError:
        raise RecipeError(
            f"{name!r} is neither a recipe file, a model nor a preset."
            f"{did_you_mean(name, [*ALGORITHMS, *known_names()])} `tfstyle list` shows presets, "
            f"`tfstyle recipe MODEL` prints a recipe to begin with, MODEL one of "
            f"{', '.join(ALGORITHMS)}."
        ) from None
    return found.local()
