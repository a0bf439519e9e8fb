"""`tfstyle translate`: a model, or a chain of them, over pictures, folders and videos."""

import functools
from pathlib import Path
from typing import Annotated

import typer

from tfstyle.cli import best_of, work
from tfstyle.cli.guesses import guesses
from tfstyle.cli.judge import JUDGE
from tfstyle.cli.output import is_video
from tfstyle.cli.parsing import parse_presets, parse_size, parse_style
from tfstyle.cli.plan import plan
from tfstyle.cli.quick_start import load_numpy
from tfstyle.cli.recording import Certificate, CertificateKey, NoMetadata, get_credentials
from tfstyle.cli.terminal import say
from tfstyle.engine_names import AUTO, CHOICES, check_engine
from tfstyle.inference.options import TranslateOptions


def translate(
    preset: Annotated[
        str,
        typer.Argument(
            metavar="PRESET[,PRESET...]",
            help="A preset's name, its directory, a run, or what was exported: a .tflite or .onnx "
            "file, a directory. Of several, each takes the result of the one before.",
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
    engine: Annotated[
        str,
        typer.Option(
            envvar="TFSTYLE_ENGINE",
            help=f"What computes: {', '.join(CHOICES)}. auto takes the fastest whose export is at "
            "hand, and makes one where there is work enough.",
        ),
    ] = AUTO,
    best: Annotated[
        int | None,
        typer.Option(
            "--best-of", metavar="N",
            help="Try N seeds, or N strengths where nothing is drawn, and keep what the judge "
            "likes best.",
        ),
    ] = None,
    judge: Annotated[
        str, typer.Option(help="Who chooses with --best-of: a preset's name, its directory.")
    ] = JUDGE,
    preview: Annotated[
        Path | None,
        typer.Option(help="gatys: write the picture as it is to this file, every 10 steps."),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace results that exist.")
    ] = False,
    skip_existing: Annotated[
        bool, typer.Option("--skip-existing", help="Leave out what has a result already.")
    ] = False,
    no_metadata: NoMetadata = False,
    c2pa_cert: Certificate = None,
    c2pa_key: CertificateKey = None,
):
    """Translate pictures and videos; each result has its input's name and size.

    Of a chain the last model takes direction, style, mask, strength and colours.
    """
    load_numpy()
    names, pixels, styles = parse_presets(preset), parse_size(size), parse_style(style)
    if overwrite and skip_existing:
        raise typer.BadParameter("--overwrite and --skip-existing exclude each other")
    jobs, unreadable, notices = plan(
        inputs, out, overwrite=overwrite, skip_existing=skip_existing,
        results=[preview] if preview else (),
    )  # fmt: skip
    check_engine(engine)
    options = TranslateOptions(
        direction=direction, style=styles, alpha=alpha, size=pixels, strength=strength,
        mask=mask[0] if mask and len(mask) == 1 else (mask or None), feather=feather,
        invert_mask=invert_mask, preserve_color=preserve_color, tile=tile, seed=seed,
    )  # fmt: skip

    from tfstyle.cli.models import check_names, open_models
    from tfstyle.errors import ImageError
    from tfstyle.inference import recording
    from tfstyle.listing import some

    videos = [source for source, _ in jobs if is_video(source)]
    if temporal and jobs and not videos:
        raise typer.BadParameter("--temporal steadies videos, and there is none among the inputs")
    best_of.check_count(best, videos)
    credentials = get_credentials(c2pa_cert, c2pa_key, no_metadata)
    check_names([*names, judge] if best else names)  # before TensorFlow takes its seconds to load
    for notice in notices:
        say(notice, error=True)
    failed = list(unreadable)
    if jobs:
        if videos:
            _check_libraries(temporal)
        models = open_models(names, engine, jobs, videos)

        @functools.cache  # a style's file is read once for all pictures
        def record(asked=options):
            beside = {"engine": engine} if engine != AUTO else {}
            beside |= {"best_of": best} if best else {}
            shares = work.shares(asked, len(models))
            return None if no_metadata else recording.record(models, shares, **beside)

        picture = work.recorded(work.chain(models, options), record)
        if best:
            painting = best_of.painting_of(styles)
            picture = best_of.chooser(models, options, best, judge, painting, record)
        if preview and not any(model.capabilities.optimizes for model in models):
            raise typer.BadParameter("--preview shows an optimisation at work, as gatys does")
        for guess in guesses(names, models, direction, styles):
            say(guess, error=True)
        failed += work.run(
            jobs,
            work.Work(
                picture=picture, record=record, size=pixels, temporal=temporal,
                frame=work.chain(models, work.without_size(options)),
                told=work.told(names, options), models=tuple(models), preview=preview,
                credentials=credentials,
            ),
            preset,
        )  # fmt: skip
    total = len(jobs) + len(unreadable)
    kind = "files" if videos or unreadable else "pictures"
    say(f"{total - len(failed)} of {total} {kind} translated: {out}")
    if failed:
        raise ImageError(f"{len(failed)} of {total} not translated: {some(failed)}.")


def _check_libraries(temporal):
    """Find out before the first picture what the videos among them need."""
    from tfstyle.inference.video.libraries import load_library

    load_library("av")
    if temporal:
        load_library("cv2")
