"""`tfstyle export`: a model to SavedModel and TFLite, checked against Keras."""

import contextlib
from pathlib import Path
from typing import Annotated

import typer

from tfstyle.cli.translate import parse_size, parse_style


def export(
    preset: Annotated[
        str, typer.Argument(metavar="PRESET|RUN", help="A preset's name, its directory or a run.")
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="The directory to write.")],
    formats: Annotated[
        str, typer.Option("--format", help="saved_model, tflite, web, or several with commas.")
    ] = "saved_model,tflite",
    quantize: Annotated[
        str,
        typer.Option(
            help="TFLite files: none, fp16, int8 (weights), int8_dynamic and int8_full "
            "(convolutions, too), several with commas."
        ),
    ] = "none,fp16,int8",
    size: Annotated[str, typer.Option(help="Of the static TFLite files: 256 or 240x320.")] = "256",
    direction: Annotated[
        str | None, typer.Option(help="One direction only; all if not given.")
    ] = None,
    style: Annotated[
        list[str] | None,
        typer.Option(
            help="The style to paint in, for models that take one: a picture or a name; several "
            "with weights, as in wave:0.3, for a blend. Without it the style becomes an input of "
            "the files; a web page needs one."
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="The model's name on a server; the preset's if not given.")
    ] = None,
    max_pixels: Annotated[
        int | None,
        typer.Option(
            min=1, help="Pixels of the largest picture the SavedModel takes; as many as need 1 GiB "
            "of memory if not given.",
        ),
    ] = None,
    overwrite: Annotated[
        bool,
        typer.Option(
            "--overwrite", help="Replace an earlier export there as a whole, also another model's."
        ),
    ] = False,
    representative: Annotated[
        Path | None,
        typer.Option(help="Folder of pictures like those it will see, for int8_full's ranges."),
    ] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Write files that are too far from Keras' picture, marked."),
    ] = False,
    serving: Annotated[
        bool,
        typer.Option(
            "--serving", help="Add the SavedModel to a directory of TensorFlow Serving as the "
            "next version, with all that a server and a cluster need.",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
):
    """Export a model and prove that every file gives Keras' picture."""
    import json

    pixels = parse_size(size)
    from tfstyle import zoo
    from tfstyle.cli.quiet import start_tensorflow
    from tfstyle.export import check_arguments, export_for_serving
    from tfstyle.export import export as write
    from tfstyle.export.serving import check_serving
    from tfstyle.native_output import dropped

    kinds, weights = formats.split(","), quantize.split(",")
    if serving:
        name = check_serving(
            name or Path(preset).name, kinds, overwrite=overwrite, force=force,
            representative=representative,
        )
    else:
        check_arguments(out, kinds, weights)
    found = zoo.resolve(preset)  # all before TensorFlow takes its seconds to load
    start_tensorflow()
    model = zoo.from_preset(preset)
    common = {
        "size": pixels, "direction": direction, "style": parse_style(style),
        "name": name or Path(preset).name, "max_pixels": max_pixels,
        "preset": Path(preset).name, "license": _license(found),
    }  # fmt: skip
    with dropped(), _quiet_python():
        if serving:
            report = export_for_serving(model, out, **common)
        else:
            report = write(
                model, out, formats=kinds, quantize=weights, overwrite=overwrite,
                representative=representative, force=force, **common,
            )
    if as_json:
        typer.echo(json.dumps(report, indent=2))
        return
    _print_table(report["parity"] if serving else report)
    if serving:
        _print_version(report, out)
    else:
        typer.echo(f"Written to {out}; clients to copy are in {out / 'README.md'}")


def _license(found) -> str | None:
    """Return the licence of a preset's weights, as far as its files say."""
    from tfstyle.presets.config import read_config

    return read_config(found.directory)["metadata"].get("license") if found.is_preset else None


@contextlib.contextmanager
def _quiet_python():
    """Keep what TensorFlow's and Keras' Python code logs about saving from the terminal."""
    import logging

    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)


def _print_version(report, out):
    for file in report["kept"]:
        words = f"{out / file} was changed by hand and stays; what is new is in {out / file}.new"
        typer.echo(words, err=True)
    typer.echo(
        f"Written to {out} as version {report['version']} of {report['name']}; how to run and ask "
        f"it is in {out / 'deploy' / 'README.md'}"
    )


def _print_table(report):
    from rich.console import Console
    from rich.table import Table

    table = Table(title="The same picture as Keras")
    table.add_column("artefact", overflow="fold")  # names give way to numbers on a narrow screen
    for heading in ("max abs", "PSNR", "size", "latency"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in report["rows"]:
        psnr = "equal" if row["psnr"] is None else f"{row['psnr']:.1f} dB"
        psnr += "" if row["passed"] else " failed"
        size = f"{row['bytes'] / 1e6:.2f} MB" if row["bytes"] else "-"
        table.add_row(
            _artefact(row), f"{row['max_abs']:.1e}", psnr, size,
            f"{row['latency_ms']:.0f} ms",
        )
    Console().print(table)


def _artefact(row) -> str:
    # The TFLite files carry their direction in the name.
    named = row["artefact"].startswith(row["direction"])
    return row["artefact"] if named else f"{row['artefact']} {row['direction']}"
