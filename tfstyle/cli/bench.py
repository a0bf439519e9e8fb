"""`tfstyle bench`: how fast models are, on every engine that is installed."""

from pathlib import Path
from typing import Annotated

import typer

from tfstyle.cli.parsing import parse_size, parse_style


def bench(
    models: Annotated[
        list[str],
        typer.Argument(
            metavar="PRESET|FILE...",
            help="Presets, their directories, exported directories, .tflite and .onnx files.",
        ),
    ],
    against: Annotated[
        list[Path] | None,
        typer.Option(help="A .tflite or .onnx file of others, measured in turns with each model."),
    ] = None,
    engine: Annotated[
        str | None,
        typer.Option(help="keras, litert, openvino, onnxruntime, several with commas; all if not "
                     "given."),
    ] = None,
    size: Annotated[
        str | None,
        typer.Option(help="256 or 240x320; that of files of one size, else 256, if not given."),
    ] = None,
    threads: Annotated[
        str | None, typer.Option(help="As in 1,2; 1, 2, 4, ... and all cores if not given.")
    ] = None,
    direction: Annotated[
        str | None, typer.Option(help="For models with two, e.g. photo2monet or b2a.")
    ] = None,
    style: Annotated[
        list[str] | None,
        typer.Option(help="Of models that take one: a picture, a name; their first if not given."),
    ] = None,
    seconds: Annotated[
        float, typer.Option(min=0.0, help="For each engine and number of threads.")
    ] = 3.0,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write everything to this file, too.")
    ] = None,
):
    """Measure speed, memory and size of models: a picture at a time, each engine by itself."""
    import json

    pixels, counts = parse_size(size), _threads(threads)
    from rich.console import Console

    from tfstyle.bench import bench as measure
    from tfstyle.bench.table import show
    from tfstyle.cli.quiet import start_tensorflow
    from tfstyle.cli.terminal import bar_title
    from tfstyle.files import atomic_file

    with Console(stderr=True).status("") as status:
        report = measure(
            models, against=against or (), engines=engine.split(",") if engine else None,
            size=pixels, threads=counts, direction=direction, style=parse_style(style),
            seconds=seconds, telling=lambda line: status.update(bar_title(line)),
            starting=start_tensorflow,
        )  # fmt: skip
    if json_file is not None:
        with atomic_file(json_file) as temporary:
            temporary.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    show(report)


def _threads(text: str | None) -> list[int] | None:
    if text is None:
        return None
    parts = text.split(",")
    if not all(part.strip().isdecimal() and int(part) > 0 for part in parts):
        raise typer.BadParameter(f"threads are like 1 or 1,2, from 1 on, not {text!r}")
    return [int(part) for part in parts]
