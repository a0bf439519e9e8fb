"""`tfstyle evaluate`: pictures on disk, or a preset, measured by any metrics that fit."""

from pathlib import Path
from typing import Annotated

import typer

from tfstyle.cli.output import refuse_existing
from tfstyle.cli.terminal import say
from tfstyle.errors import DataError


def evaluate(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="GENERATED [REFERENCE]",
            help="The pictures to judge, and what to compare them with: folders, or a picture "
            "each. With --style all are GENERATED.",
            show_default=False,
        ),
    ] = None,
    metrics: Annotated[
        str | None,
        typer.Option(help="Names, with commas, e.g. fid,kid,lpips,ssim,psnr; else those that fit."),
    ] = None,
    style: Annotated[
        Path | None,
        typer.Option(help="The painting, or a folder of paintings by the pictures' names."),
    ] = None,
    content: Annotated[
        Path | None, typer.Option(help="The photographs that the pictures were made of.")
    ] = None,
    size: Annotated[
        int | None,
        typer.Option(min=1, help="With --style: pixels of the shorter side to measure at."),
    ] = None,
    preset: Annotated[
        str | None, typer.Option(help="Repeat the numbers of a preset's card; needs --data.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="The pictures that the preset's card was measured on.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of subsets and intervals.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Write the same JSON to this file.")
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option(help="With --style: draw content kept and style reached, .png, .svg or .pdf."),
    ] = None,
    run: Annotated[
        Path | None, typer.Option(help="Append the figures to metrics.jsonl of this run.")
    ] = None,
    step: Annotated[
        int | None, typer.Option(min=0, help="With --run: the step they are of, else its newest.")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace -o and --plot if they exist.")
    ] = False,
):
    """Measure pictures: with a reference, by name with what each should be, or alone."""
    _check_usage(paths, style, preset, data, plot, run, step)
    _check_written(out, plot, overwrite)
    names = None if metrics is None else metrics.split(",")
    from tfstyle.cli.evaluate_steps import append_to_run, bar, run_step

    at = run_step(run, step) if run else 0
    if preset:
        found = _of_preset(preset, data, names)
    else:
        from tfstyle import evaluation

        _start(names)
        given = paths or []
        sets, reference = (given, None) if style else (given[:1], [*given, None][1])
        with bar("Measuring") as progress:
            found = evaluation.evaluate(
                sets, reference, metrics=names, style=style, content=content, size=size, seed=seed,
                progress=progress,
            )  # fmt: skip
    if out:
        found.save(out)
    if plot:
        from tfstyle.evaluation.plane import draw_plane

        draw_plane(found, plot)
    if run:
        append_to_run(run, found, at)
    _show(found, as_json)
    for path in (out, plot):
        if path:
            say(f"Written: {path}", error=as_json)


def _start(names):
    """Load TensorFlow, quietly, unless all metrics look at pixels alone."""
    from tfstyle.metrics import get_metric

    if names is None or any(get_metric(name.strip()).network for name in names if name.strip()):
        from tfstyle.cli.quiet import start_tensorflow

        start_tensorflow()


def _of_preset(name, data, names):
    from tfstyle.cli.quiet import start_tensorflow
    from tfstyle.zoo import resolve

    resolve(name)  # before TensorFlow takes its seconds to load
    start_tensorflow()
    from tfstyle.zoo.evaluating import evaluate_preset

    def say_row(row):
        say(f"Measuring {row}", error=True)

    whole = None if names is None else [one.strip() for one in names if one.strip()]
    return evaluate_preset(name, data, metrics=whole, progress=say_row).record()


def _show(found, as_json):
    import json

    if as_json:
        typer.echo(json.dumps(found.as_dict(), indent=2))
        return
    from tfstyle.cli.evaluate_tables import print_evaluation

    print_evaluation(found)


def _check_usage(paths, style, preset, data, plot, run, step):
    if preset and (paths or style):
        raise typer.BadParameter("--preset has its own pictures: leave GENERATED and --style out")
    if bool(preset) != bool(data):
        raise typer.BadParameter("--preset and --data belong together")
    if not (paths or preset):
        raise typer.BadParameter("name GENERATED, the pictures to judge, or --preset")
    if not style and paths and len(paths) > 2:
        raise typer.BadParameter(
            f"one GENERATED and one REFERENCE, not {len(paths)} folders; several need --style"
        )
    if plot and not style:
        raise typer.BadParameter("--plot draws stylized pictures: it needs --style and --content")
    if step is not None and not run:
        raise typer.BadParameter("--step is of a run: it needs --run")


def _check_written(out, plot, overwrite):
    if out and out.suffix.lower() != ".json":
        raise DataError(f"-o {out}: the result is JSON. Name a file that ends in .json.")
    if plot:
        from tfstyle.evaluation.plane import check_plot

        check_plot(plot)
    there = [path for path in (out, plot) if path and path.exists()]
    if there and not overwrite:
        refuse_existing(there, sum(path is not None for path in (out, plot)))
