"""`tfstyle translate`: a model, or a chain of them, over pictures, folders and videos."""

import re
from pathlib import Path
from typing import Annotated

import typer

# What Pillow reads but tfstyle does not write comes out as PNG.
_WRITTEN = (".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp")
VIDEO_SUFFIXES = (".avi", ".m4v", ".mkv", ".mov", ".mp4", ".webm")
# What PyAV reads but tfstyle does not write comes out as MP4.
_WRITTEN_VIDEOS = (".m4v", ".mkv", ".mov", ".mp4", ".webm")


def parse_size(text: str | None):
    """Return pixels for `"256"`, (height, width) for `"240x320"`, `None` for `None`."""
    if text is None:
        return None
    parts = text.lower().split("x")
    if len(parts) > 2 or not all(part.isdecimal() and int(part) > 0 for part in parts):
        raise typer.BadParameter(f"a size is like 256 or 240x320 (height x width), not {text!r}")
    numbers = tuple(int(part) for part in parts)
    return numbers if len(numbers) == 2 else numbers[0]


def parse_style(texts: list[str] | None):
    """Return what `--style` was given as: a name or path, or a list, with weights where given.

    Example:
        >>> parse_style(["wave"]), parse_style(["wave:0.3", "scream"])
        ('wave', [('wave', 0.3), 'scream'])
    """
    if not texts:
        return None
    styles = []
    for text in texts:
        weighted = re.fullmatch(r"(.+):(\d*\.?\d+)", text)
        if weighted and not Path(text).exists():
            styles.append((weighted[1], float(weighted[2])))
        else:
            styles.append(text)
    return styles[0] if len(styles) == 1 and isinstance(styles[0], str) else styles


def parse_presets(text: str) -> list[str]:
    """Return the presets of a chain; a directory may have a comma in its name."""
    names = [text] if Path(text).exists() else text.split(",")
    if not all(names):
        raise typer.BadParameter(f"a chain is like restore,stylize, not {text!r}")
    return names


def chain(models, *, size=None, tile=None, seed=None, **last):
    """Return a function that translates by each model what the one before made.

    Args:
        models: with `translate`.
        size: for the first: the others keep it.
        tile: for all.
        seed: for all.
        **last: options of `translate` for the last model.
    """

    def function(picture):
        for index, model in enumerate(models):
            options = {"tile": tile, "seed": seed}
            if index == 0:
                options["size"] = size
            if index == len(models) - 1:
                options |= last
            picture = model.translate(picture, **options)
        return picture

    return function


def translate(
    preset: Annotated[
        str,
        typer.Argument(
            metavar="PRESET[,PRESET...]",
            help="A preset's name, its directory or a run. Of several, each takes the result of "
            "the one before.",
        ),
    ],
    inputs: Annotated[
        list[Path], typer.Argument(metavar="INPUT...", help="Pictures, videos, folders of them.")
    ],
    out: Annotated[
        Path,
        typer.Option("-o", "--out", help="A file for one input file, else a directory."),
    ],
    direction: Annotated[
        str | None, typer.Option(help="For models with two, e.g. photo2monet or b2a.")
    ] = None,
    style: Annotated[
        list[str] | None,
        typer.Option(
            help="A style picture, or the name of a style the model knows. Repeat for a blend, "
            "with weights as in wave:0.3, or for one style a mask."
        ),
    ] = None,
    alpha: Annotated[
        float, typer.Option(help="adain_*: how far features take the style on, 0 to 1.")
    ] = 1.0,
    size: Annotated[
        str | None, typer.Option(help="Pixels of the shorter side, or HEIGHTxWIDTH.")
    ] = None,
    strength: Annotated[float, typer.Option(help="0 leaves the picture, 1 translates it.")] = 1.0,
    mask: Annotated[
        list[Path] | None,
        typer.Option(help="Translate where this picture is white. Repeat with as many styles."),
    ] = None,
    feather: Annotated[float, typer.Option(help="Soften the mask's edges: pixels.")] = 0.0,
    invert_mask: Annotated[
        bool, typer.Option("--invert-mask", help="Translate where the mask is black.")
    ] = False,
    preserve_color: Annotated[
        bool, typer.Option("--preserve-color", help="Keep the picture's colours.")
    ] = False,
    tile: Annotated[
        int | None, typer.Option(help="Translate in tiles of this size; 512 is good.")
    ] = None,
    temporal: Annotated[
        bool, typer.Option("--temporal", help="Videos: steady each frame by the one before.")
    ] = False,
    seed: Annotated[int | None, typer.Option(help="Of a model that draws noise.")] = None,
    preview: Annotated[
        Path | None,
        typer.Option(help="gatys: write the picture as it is to this file, every 10 steps."),
    ] = None,
):
    """Translate pictures and videos; each result has its input's name and size.

    Of a chain the last model takes direction, style, mask, strength and colours.
    """
    size = parse_size(size)
    names, style = parse_presets(preset), parse_style(style)
    masks = mask[0] if mask and len(mask) == 1 else (mask or None)
    jobs = plan(inputs, out)

    from tfstyle import zoo
    from tfstyle.cli.quiet import start_tensorflow
    from tfstyle.errors import ImageError

    videos = [source for source, _ in jobs if _is_video(source)]
    if temporal and not videos:
        raise typer.BadParameter("--temporal steadies videos, and there is none among the inputs")
    for name in names:
        zoo.find_preset(name)  # before TensorFlow takes its seconds to load
    start_tensorflow()
    models = [zoo.from_preset(name) for name in names]
    models[-1].check_direction(direction)
    if preview and not any(getattr(model, "optimizes", False) for model in models):
        raise typer.BadParameter("--preview shows an optimisation at work, as gatys does")
    options = {
        "direction": direction, "style": style, "alpha": alpha, "strength": strength,
        "mask": masks, "feather": feather, "invert_mask": invert_mask,
        "preserve_color": preserve_color,
    }
    function = chain(models, size=size, tile=tile, seed=seed, **options)
    told = {"presets": names, "size": size, "tile": tile, "seed": seed, **options}

    told = {key: str(value) for key, value in told.items()}
    failed = _run(jobs, function, preset, temporal, told, models, preview)
    done = len(jobs) - len(failed)
    kind = "files" if videos else "pictures"
    typer.echo(f"{done} of {len(jobs)} {kind} translated: {out}")
    if failed:
        raise ImageError(f"{len(failed)} of {len(jobs)} not translated: {'; '.join(failed)}")


def _run(jobs, function, title, temporal, options, models=(), preview=None) -> list[str]:
    """Do the jobs with a progress bar; return what is wrong with the broken ones."""
    import numpy as np
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

    from tfstyle import images
    from tfstyle.cli.steps import show_steps
    from tfstyle.errors import ImageError

    failed = []
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        for source, target in bar.track(jobs, description=title):
            try:
                with show_steps(bar, source.name, models, preview):
                    if _is_video(source):
                        _video(bar, function, source, target, temporal, options)
                    else:
                        images.write_image(target, np.asarray(function(source)))
            # One broken file does not cost the others; a full disk or a wrong option does.
            except ImageError as error:
                failed.append(str(error))
    return failed


def _video(bar, function, source, target, temporal, options):
    from tfstyle.inference.video import translate_video

    frames = bar.add_task(source.name, total=None)
    try:
        translate_video(
            function, source, target, temporal=temporal, options=options,
            progress=lambda done, total: bar.update(frames, completed=done, total=total),
        )
    finally:
        bar.remove_task(frames)


def _is_video(path: Path) -> bool:
    return path.suffix.lower() in VIDEO_SUFFIXES


def plan(inputs: list[Path], out: Path) -> list[tuple[Path, Path]]:
    """Return which file becomes which.

    The pictures and videos of a folder, those in folders below too, keep their place in it.

    Args:
        inputs: files and folders.
        out: a file if there is one input file and this has a suffix of its kind, else a directory.

    Raises:
        DataError: nothing to do, a missing input, or two results with one name.
    """
    from tfstyle.errors import DataError
    from tfstyle.images import IMAGE_SUFFIXES

    for source in inputs:
        if not source.exists():
            raise DataError(f"There is no file or folder {source}.")
    single = inputs[0].is_file() and len(inputs) == 1
    if single and out.suffix.lower() in _written(inputs[0])[0]:
        jobs = [(inputs[0], out / inputs[0].name if out.is_dir() else out)]
    else:
        if single and out.suffix.lower() in (*_WRITTEN, *VIDEO_SUFFIXES) and not out.is_dir():
            raise DataError(
                f"-o {out}: {inputs[0].name} is written as one of "
                f"{', '.join(_written(inputs[0])[0])}."
            )
        if out.is_file() or (
            out.suffix.lower() in (*_WRITTEN, *_WRITTEN_VIDEOS) and not out.is_dir()
        ):
            raise DataError(f"-o {out} must be a directory for more than one file.")
        jobs = []
        for source in inputs:
            if source.is_dir():
                found = sorted(
                    path for path in source.rglob("*")
                    if path.suffix.lower() in (*IMAGE_SUFFIXES, *VIDEO_SUFFIXES)
                    and path.is_file()
                )
                if not found:
                    raise DataError(f"The folder {source} holds no pictures or videos.")
                jobs += [(path, out / path.relative_to(source)) for path in found]
            else:
                jobs.append((source, out / source.name))
    jobs = [(source, _with_written_suffix(source, target)) for source, target in jobs]
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


def _written(source: Path):
    """Return the suffixes a file's result may have, and the one it has otherwise."""
    return (_WRITTEN_VIDEOS, ".mp4") if _is_video(source) else (_WRITTEN, ".png")


def _with_written_suffix(source, target):
    suffixes, default = _written(source)
    return target if target.suffix.lower() in suffixes else target.with_suffix(default)
