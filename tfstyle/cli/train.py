"""`tfstyle train`: from a recipe and a folder to a run directory."""

from pathlib import Path
from typing import Annotated

import typer


def train(
    recipe: Annotated[
        str,
        typer.Argument(
            metavar="RECIPE|MODEL|PRESET|RUN",
            help="A recipe.toml; a model's name, such as cyclegan, for its defaults (`tfstyle "
            "recipe` prints them); a preset with a recipe; or a run, to begin with its weights.",
        ),
    ],
    data: Annotated[Path, typer.Option("--data", help="Folder with the pictures.")],
    out: Annotated[Path, typer.Option("--out", help="The run directory to write.")],
    overrides: Annotated[
        list[str],
        typer.Option("--set", metavar="KEY=VALUE", help="Override a key, e.g. train.steps=60."),
    ] = [],  # noqa: B006
    init: Annotated[
        str,
        typer.Option("--init", metavar="PRESET|RUN", help="Begin with the weights of this one."),
    ] = "",
    styles: Annotated[
        list[Path],
        typer.Option("--style", metavar="PICTURE", help="A painting for fast_style to learn."),
    ] = [],  # noqa: B006
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Go on from the last checkpoint in OUT; with --set train.steps=N beyond its end.",
        ),
    ] = False,
    ratings: Annotated[
        Path | None,
        typer.Option(
            "--ratings",
            metavar="STUDIO.DB",
            help="Follow what people liked: votes of a studio, with its pictures beside them.",
        ),
    ] = None,
    rater: Annotated[
        str, typer.Option("--rater", metavar="NAME", help="Of the ratings, one person's taste.")
    ] = "",
    strategy: Annotated[
        str,
        typer.Option(
            "--strategy",
            metavar="auto|one|mirrored[:N]|multi_worker|tpu",
            help="Where to compute; auto takes all GPUs of this machine, else one device; "
            "mirrored:2 without GPUs splits the processor, to try it out.",
        ),
    ] = "auto",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check everything and do one step; write nothing.")
    ] = False,
):
    """Train a model on your own pictures, with TensorBoard logs and checkpoints in OUT."""
    # The recipe is checked before TensorFlow takes its seconds to load.
    from tfstyle.cli.beginnings import begin
    from tfstyle.errors import UnsupportedOptionError

    # How much a taste counts means nothing before the ratings have given one.
    given = [text for text in overrides if not (ratings and text.startswith("loss.preference"))]
    resolved, weights = begin(
        recipe, given, init=init, styles=styles, going_on=out if resume else None
    )
    if ratings:
        from tfstyle.cli.ratings import overrides as liked

        more = liked(
            resolved, overrides, ratings, model=Path(init or recipe).name, person=rater,
            going_on=out if resume else None,
        )  # fmt: skip
        resolved, weights = begin(
            recipe, [*overrides, *more], init=init, styles=styles, going_on=out if resume else None,
            told=True,
        )  # fmt: skip
    elif rater:
        raise UnsupportedOptionError("--rater chooses among the votes of --ratings: give both.")
    start(resolved, weights, data, out, resume=resume, strategy=strategy, dry_run=dry_run)


def start(recipe, weights: Path | None, data: Path, out: Path, *, resume, strategy, dry_run):
    """Run what a resolved recipe says.

    Args:
        recipe: of `beginnings.begin`.
        weights: of the same.
        data: as the options of `train`, and so on.
    """
    from tfstyle.cli.beginnings import teacher_of

    teacher = teacher_of(recipe)
    _choose_onednn(recipe, out if resume else None)
    from tfstyle.cli.quiet import start_tensorflow

    start_tensorflow()
    from tfstyle import runs

    runs.train(
        recipe, data, out, resume=resume, strategy=strategy, dry_run=dry_run, preset=weights,
        teacher=teacher,
    )  # fmt: skip


def _choose_onednn(recipe, run: Path | None):
    """Compute through oneDNN where that is faster, and as before where a run goes on."""
    from tfstyle import onednn, recipes
    from tfstyle.run_files import RECIPE

    began = None
    if run and (run / RECIPE).is_file():
        began = recipes.recorded_versions(run / RECIPE).get(onednn.RECORD)
    if told := onednn.choose(recipes.get_algorithm(recipe.model).onednn, began):
        typer.echo(told)
