"""`tfstyle convert`: published checkpoints to presets, and back."""

from pathlib import Path
from typing import Annotated

import typer


def convert(
    checkpoints: Annotated[
        list[str],
        typer.Argument(
            metavar="CHECKPOINT...|PRESET",
            help="The file, or the files of one model; with --to, a preset or its directory.",
        ),
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="The preset directory, or the file, to write.")
    ],
    to: Annotated[
        str, typer.Option("--to", metavar="preset|pytorch|onnx", help="What to write.")
    ] = "preset",
    architecture: Annotated[
        str | None, typer.Option("--architecture", help="Where a file fits several.")
    ] = None,
    model: Annotated[
        str | None,
        typer.Option("--model", metavar="pix2pix|cut|cyclegan", help="How it shall train on."),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="Of the style; the directory's if not given.")
    ] = None,
    nesting: Annotated[
        str | None, typer.Option("--nesting", help="Where in the file the weights lie.")
    ] = None,
    sample: Annotated[
        list[Path], typer.Option("--sample", help="A photograph to show on the card. Repeat.")
    ] = [],  # noqa: B006
    style: Annotated[
        list[str] | None,
        typer.Option(
            "--style", help="For the samples, or what an ONNX file paints in; without it the style "
            "is an input. Repeat.",
        ),
    ] = None,
    license: Annotated[str, typer.Option("--license", help="Of the weights, for the card.")] = "",
    half: Annotated[bool, typer.Option("--half", help="Store fp16: half the size.")] = False,
):
    """Convert published PyTorch checkpoints (.pth, .safetensors) and .npz files to a preset."""
    from tfstyle.cli.quiet import start_tensorflow
    from tfstyle.cli.translate import parse_style
    from tfstyle.errors import UnsupportedOptionError

    if to not in ("preset", "pytorch", "onnx"):
        raise UnsupportedOptionError(f"--to must be preset, pytorch or onnx. Received: {to!r}.")
    style = parse_style(style)
    if to != "preset":
        options = {
            "architecture": architecture, "model": model, "name": name, "nesting": nesting,
            "sample": sample, "license": license, "half": half,
        }  # fmt: skip
        if meaningless := [f"--{key}" for key, value in options.items() if value]:
            raise UnsupportedOptionError(
                f"{', '.join(meaningless)}: for presets only. --to {to} takes a preset as it is."
            )
        start_tensorflow()
        _write(checkpoints, out, to, style)
        return
    start_tensorflow()
    from tfstyle.convert import convert as to_preset

    sources = to_preset(
        checkpoints, out, architecture=architecture, model=model, name=name, nesting=nesting,
        samples=sample, style=style, metadata={"license": license} if license else None,
        dtype="float16" if half else "float32",
    )  # fmt: skip
    for source in sources:
        arguments = ", ".join(f"{key}={value}" for key, value in source.arguments.items())
        what = f"{source.architecture} ({arguments}), {source.parameters:,} parameters"
        typer.echo(f"{source.file}: {what}")
    typer.echo(f"The preset is in {out}. Its card, {out / 'README.md'}, shows how to use it.")


def _write(names, out, to, style):
    from tfstyle import from_preset
    from tfstyle.convert import to_onnx, to_pytorch
    from tfstyle.errors import UnsupportedOptionError

    if len(names) != 1:
        raise UnsupportedOptionError(f"--to {to} takes one preset. Received: {len(names)}.")
    if to == "onnx":
        written = to_onnx(from_preset(names[0]), out, style)
    elif style is not None:
        raise UnsupportedOptionError(
            "--style: a PyTorch file holds weights alone; --to onnx takes a style."
        )
    else:
        trained = _judges_are_stored(names[0])
        written = to_pytorch(from_preset(names[0], training=trained), out)
        if not trained and out.suffix != ".pth":
            typer.echo("The preset holds no discriminator; only what paints was written.")
    for name, path in written.items():
        typer.echo(f"{name}: {path}")


def _judges_are_stored(name) -> bool:
    """True if training may be gone on with: a fresh discriminator is nothing to pass on."""
    from tfstyle.presets import read_config
    from tfstyle.zoo import resolve

    found = resolve(name)
    if not found.is_preset:
        return False
    return all(network["weights"] for network in read_config(found.directory)["networks"].values())
