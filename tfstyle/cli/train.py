"""`tfstyle train`: from a recipe and a folder to a run directory."""

from pathlib import Path
from typing import Annotated

import typer


def train(
    recipe: Annotated[
        str,
        typer.Argument(metavar="RECIPE|PRESET", help="A recipe.toml, or a preset with a recipe."),
    ],
    data: Annotated[Path, typer.Option("--data", help="Folder with the pictures.")],
    out: Annotated[Path, typer.Option("--out", help="The run directory to write.")],
    overrides: Annotated[
        list[str],
        typer.Option("--set", metavar="KEY=VALUE", help="Override a key, e.g. train.steps=60."),
    ] = [],  # noqa: B006
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on from the last checkpoint in OUT.")
    ] = False,
    strategy: Annotated[
        str,
        typer.Option(
            "--strategy",
            metavar="auto|one|mirrored|multi_worker|tpu",
            help="Where to compute; auto takes all GPUs of this machine, else one device.",
        ),
    ] = "auto",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check everything and do one step; write nothing.")
    ] = False,
):
    """Train a model on your own pictures, with TensorBoard logs and checkpoints in OUT."""
    # The recipe is checked before TensorFlow takes its seconds to load.
    resolved, preset = _find_recipe(recipe, overrides)
    from tfstyle.cli.quiet import start_tensorflow

    start_tensorflow()
    from tfstyle import runs

    runs.train(
        resolved, data, out, resume=resume, strategy=strategy, dry_run=dry_run, preset=preset
    )


def _find_recipe(name: str, overrides: list[str]):
    """Return the recipe, and the directory of the preset it lies in, or `None`."""
    from tfstyle.errors import RecipeError
    from tfstyle.presets import CONFIG
    from tfstyle.recipes import load_recipe

    path = Path(name)
    if path.is_file() or path.suffix == ".toml":
        directory = path.parent
    elif path.is_dir():
        directory, path = path, path / "recipe.toml"
    else:
        directory = _preset(name)
        path = directory / "recipe.toml"
    preset = directory if (directory / CONFIG).is_file() else None
    if preset and not path.exists():
        raise RecipeError(
            f"{name} has no recipe.toml: no recipe describes how its networks are trained. Give a "
            "recipe of your own, or train it from Python with compile and fit."
        )
    return load_recipe(path, overrides), preset


def _preset(name: str) -> Path:
    from tfstyle.errors import RecipeError, did_you_mean
    from tfstyle.zoo import list_catalogue, list_presets, preset_directory

    known = [*list_presets(), *list_catalogue()]
    if name not in known:
        raise RecipeError(
            f"{name!r} is neither a recipe file nor a preset.{did_you_mean(name, known)} "
            "See `tfstyle list`."
        )
    return preset_directory(name)
