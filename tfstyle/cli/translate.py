"""`tfstyle translate`: a model over pictures and folders."""

from pathlib import Path
from typing import Annotated

import typer

# What Pillow reads but tfstyle does not write comes out as PNG.
_WRITTEN = (".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp")


def parse_size(text: str | None):
    """Return pixels for `"256"`, (height, width) for `"240x320"`, `None` for `None`."""
    if text is None:
        return None
    parts = text.lower().split("x")
    if len(parts) > 2 or not all(part.isdecimal() and int(part) > 0 for part in parts):
        raise typer.BadParameter(f"a size is like 256 or 240x320 (height x width), not {text!r}")
    numbers = tuple(int(part) for part in parts)
    return numbers if len(numbers) == 2 else numbers[0]


def translate(
    preset: Annotated[
        str, typer.Argument(metavar="PRESET", help="A preset's name, its directory or a run.")
    ],
    inputs: Annotated[
        list[Path], typer.Argument(metavar="INPUT...", help="Pictures, and folders of them.")
    ],
    out: Annotated[
        Path,
        typer.Option("-o", "--out", help="A file for one picture, else a directory."),
    ],
    direction: Annotated[
        str | None, typer.Option(help="For models with two, e.g. photo2monet or b2a.")
    ] = None,
    style: Annotated[Path | None, typer.Option(help="A style picture.")] = None,
    size: Annotated[
        str | None, typer.Option(help="Pixels of the shorter side, or HEIGHTxWIDTH.")
    ] = None,
    strength: Annotated[float, typer.Option(help="0 leaves the picture, 1 translates it.")] = 1.0,
    mask: Annotated[
        Path | None, typer.Option(help="Translate where this picture is white.")
    ] = None,
    preserve_color: Annotated[
        bool, typer.Option("--preserve-color", help="Keep the picture's colours.")
    ] = False,
    tile: Annotated[int | None, typer.Option(help="Translate in tiles of this size.")] = None,
    seed: Annotated[int | None, typer.Option(help="Of a model that draws noise.")] = None,
):
    """Translate pictures; each result has its picture's name and size."""
    import numpy as np
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

    size = parse_size(size)
    jobs = plan(inputs, out)

    from tfstyle import images, zoo
    from tfstyle.cli.quiet import start_tensorflow
    from tfstyle.errors import ImageError

    zoo.find_preset(preset)  # before TensorFlow takes its seconds to load
    start_tensorflow()
    model = zoo.from_preset(preset)
    model.check_direction(direction)
    failed = []
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        for source, target in bar.track(jobs, description=preset):
            try:
                result = model.translate(
                    source, direction=direction, style=style, size=size, strength=strength,
                    mask=mask, preserve_color=preserve_color, tile=tile, seed=seed,
                )
                images.write_image(target, np.asarray(result))
            # One broken file does not cost the others; a full disk or a wrong option does.
            except ImageError as error:
                failed.append(str(error))
    done = len(jobs) - len(failed)
    typer.echo(f"{done} of {len(jobs)} pictures translated: {out}")
    if failed:
        raise ImageError(f"{len(failed)} of {len(jobs)} not translated: {'; '.join(failed)}")


def plan(inputs: list[Path], out: Path) -> list[tuple[Path, Path]]:
    """Return which file becomes which.

    A folder's pictures, those in folders below too, keep their place in it.

    Args:
        inputs: files and folders.
        out: a file if there is one input file and this has a picture's suffix, else a directory.

    Raises:
        DataError: nothing to do, a missing input, or two results with one name.
    """
    from tfstyle.errors import DataError
    from tfstyle.images import IMAGE_SUFFIXES

    for source in inputs:
        if not source.exists():
            raise DataError(f"There is no file or folder {source}.")
    if len(inputs) == 1 and inputs[0].is_file() and out.suffix.lower() in _WRITTEN:
        jobs = [(inputs[0], out / inputs[0].name if out.is_dir() else out)]
    else:
        if out.is_file() or out.suffix.lower() in _WRITTEN:
            raise DataError(f"-o {out} must be a directory for more than one picture.")
        jobs = []
        for source in inputs:
            if source.is_dir():
                found = sorted(
                    path for path in source.rglob("*")
                    if path.suffix.lower() in IMAGE_SUFFIXES and path.is_file()
                )
                if not found:
                    raise DataError(f"The folder {source} holds no pictures.")
                jobs += [(path, out / path.relative_to(source)) for path in found]
            else:
                jobs.append((source, out / source.name))
    jobs = [
        (source, target if target.suffix.lower() in _WRITTEN else target.with_suffix(".png"))
        for source, target in jobs
    ]
    taken = {}
    for source, target in jobs:
        if target in taken:
            raise DataError(
                f"{source} and {taken[target]} would both become {target}. "
                "Translate them into different directories."
            )
        if target.exists() and target.samefile(source):
            raise DataError(f"{target} would replace its own input. Choose another -o.")
        taken[target] = source
    return jobs
