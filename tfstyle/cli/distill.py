"""`tfstyle distill`: from a teacher and photographs to a small network that paints alike."""

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from tfstyle.cli.train import start


def distill(
    teacher: Annotated[
        str,
        typer.Argument(
            metavar="PRESET|DIR|RUN",
            help="Whose pictures to learn: any model that translates, converted ones included.",
        ),
    ],
    data: Annotated[Path, typer.Option("--data", help="Folder with photographs.")],
    out: Annotated[Path, typer.Option("--out", help="The run directory to write.")],
    direction: Annotated[
        str, typer.Option("--direction", help="Of a teacher that has two; its first if not given.")
    ] = "",
    style: Annotated[
        str,
        typer.Option(
            "--style",
            metavar="NAME|PICTURE",
            help="Of a teacher that has several, or takes any painting.",
        ),
    ] = "",
    overrides: Annotated[
        list[str],
        typer.Option("--set", metavar="KEY=VALUE", help="Override a key, e.g. train.steps=60."),
    ] = [],  # noqa: B006
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on from the last checkpoint in OUT.")
    ] = False,
    strategy: Annotated[
        str,
        typer.Option("--strategy", metavar="auto|one|mirrored[:N]|multi_worker|tpu",
                     help="Where to compute, as of train."),
    ] = "auto",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check everything and do one step; write nothing.")
    ] = False,
):  # fmt: skip
    """Teach a small network, for phones and browsers, to paint what a large one paints."""
    from tfstyle.cli.beginnings import begin

    chosen = {
        "train.teacher": _in_full(teacher),
        "train.teacher_direction": direction,
        "train.teacher_style": _in_full(style),
    }
    said = [f"{key}={json.dumps(name)}" for key, name in chosen.items() if name]
    recipe, weights = begin("distill", [*overrides, *said], going_on=out if resume else None)
    start(recipe, weights, data, out, resume=resume, strategy=strategy, dry_run=dry_run)


def _in_full(name: str) -> str:
    """Return a path of the shell as one that holds everywhere, and a name as it is."""
    return os.path.abspath(name) if os.path.exists(name) else name
