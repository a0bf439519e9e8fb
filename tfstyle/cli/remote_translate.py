"""`tfstyle remote-translate`: a picture by a model of a server, without TensorFlow here."""

import importlib
import os
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from tfstyle.cli.output import refuse_existing
from tfstyle.cli.terminal import say

_PNG = b"\x89PNG\r\n\x1a\n"


def remote_translate(
    url: Annotated[
        str,
        typer.Argument(
            metavar="URL", help="Of the server: http://HOST:8501, or HOST:8500 with --grpc."
        ),
    ],
    picture: Annotated[Path, typer.Argument(metavar="PICTURE", help="A picture's file.")],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="A file, by suffix, or a directory for a PNG.")
    ],
    model: Annotated[
        str | None, typer.Option(help="Its name on the server. Not needed where there is one.")
    ] = None,
    version: Annotated[
        str | None, typer.Option(help="Its number, or a label; the newest if not given.")
    ] = None,
    direction: Annotated[
        str | None, typer.Option(help="For models with two, e.g. photo2monet.")
    ] = None,
    over_grpc: Annotated[bool, typer.Option("--grpc", help="Ask over gRPC instead of HTTP.")] = (
        False
    ),
    protocol: Annotated[
        str,
        typer.Option(help="v1: TensorFlow Serving's. v2: the Open Inference Protocol."),
    ] = "v1",
    token: Annotated[
        str | None, typer.Option(envvar="TFSTYLE_TOKEN", help="That the server asks for.")
    ] = None,
    ca: Annotated[
        Path | None,
        typer.Option(help="A PEM file of certificates, for https:// and grpcs:// of one's own."),
    ] = None,
    timeout: Annotated[
        float, typer.Option(min=0.1, help="Seconds, waiting for a full server included.")
    ] = 60.0,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a result that exists.")
    ] = False,
):
    """Translate a picture by a server: `tfstyle serve`, TensorFlow Serving, or another.

    The file is sent as it is, and nothing of TensorFlow is needed here.
    """
    from tfstyle.clients.questions import PROTOCOLS

    if protocol not in PROTOCOLS:
        raise typer.BadParameter(f"--protocol is {' or '.join(PROTOCOLS)}")
    if protocol == "v2" and version is not None and not version.isdecimal():
        raise typer.BadParameter("--version is a number; labels are TensorFlow Serving's (v1)")
    content = _read(picture)
    _check_trusted(ca)
    target = _target(out, picture, overwrite)
    client = _client(over_grpc)
    model = model or _only_model(client, url, token, timeout, ca)
    png = client.translate(
        url, content, model=model, version=version, direction=direction, token=token,
        timeout=timeout, protocol=protocol, ca=ca,
    )  # fmt: skip
    if not png.startswith(_PNG):
        from tfstyle.errors import RemoteError

        raise RemoteError(f"{url} answered what is no PNG. Is {model} a model of tfstyle?")
    _write(target, png)
    say(f"Translated: {target}")


def _read(picture):
    from tfstyle.errors import DataError

    if not picture.is_file():
        raise DataError(f"{picture} is {'a folder' if picture.is_dir() else 'not there'}. "
                        "Name the file of a picture.")  # fmt: skip
    return picture.read_bytes()


def _check_trusted(ca):
    from tfstyle.clients.trust import roots
    from tfstyle.errors import DataError

    try:
        if ca is not None:
            roots(ca)
    except OSError as error:
        raise DataError(f"{ca} has no certificates in PEM that can be read.") from error


def _target(out, picture, overwrite) -> Path:
    """Return the file to write, before anything is asked of the server."""
    target = out / f"{picture.stem}.png" if os.path.isdir(out) else out
    if target.suffix.lower() != ".png":
        from tfstyle import images

        images.check_written(target)
    if os.path.exists(target) and not overwrite:
        refuse_existing([target], 1)
    return target


def _client(over_grpc) -> ModuleType:
    """Return the module that asks."""
    from tfstyle.errors import UnsupportedOptionError

    try:
        for needed in ("numpy", "grpc", "google.protobuf") if over_grpc else ("httpx",):
            importlib.import_module(needed)
    except ModuleNotFoundError as error:
        raise UnsupportedOptionError(
            f"Asking a server needs {error.name}, which is not installed: "
            "pip install 'tfstyle[serve]'."
        ) from error
    return importlib.import_module(f"tfstyle.clients.{'grpc' if over_grpc else 'rest'}")


def _only_model(client, url, token, timeout, ca) -> str:
    from tfstyle.errors import RemoteError, one_line

    try:
        names = client.models(url, token=token, timeout=timeout, ca=ca)
    except RemoteError as error:
        if error.code == "UNIMPLEMENTED":
            raise RemoteError(f"{error} Name one with --model.", error.code) from error
        raise
    if len(names) != 1:
        raise RemoteError(
            f"{url} serves {one_line(', '.join(names))}. Choose one with --model."
            if names
            else f"{url} has no model that is ready. Its log says why."
        )
    return names[0]


def _write(target, png):
    from tfstyle.files import atomic_file

    if target.suffix.lower() == ".png":
        with atomic_file(target) as temporary:
            temporary.write_bytes(png)
        return
    import io

    from tfstyle import images

    images.write_image(target, images.read_image(io.BytesIO(png)))
