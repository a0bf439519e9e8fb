"""`tfstyle serve`: models behind REST and gRPC."""

import contextlib
import os
from pathlib import Path
from typing import Annotated

import typer

from tfstyle.cli.streams import log_with_times
from tfstyle.cli.terminal import say

TOKEN = "TFSTYLE_TOKEN"


def serve(
    models: Annotated[
        list[str],
        typer.Argument(
            metavar="MODEL...",
            help="Presets, exported models or bases of TensorFlow Serving; NAME=MODEL names one.",
        ),
    ],
    host: Annotated[
        str, typer.Option(help="The address to listen at; 0.0.0.0 for every one of this computer.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Of REST; 0 for any.")] = 8501,
    grpc_port: Annotated[int, typer.Option(min=0, max=65535, help="Of gRPC; 0 for any.")] = 8500,
    grpc: Annotated[bool, typer.Option("--grpc/--no-grpc", help="Speak gRPC, too.")] = True,
    engine: Annotated[
        str, typer.Option(help="What computes presets and exported files; see docs/engines.md.")
    ] = "auto",
    style: Annotated[
        str | None, typer.Option(help="For presets that take one: a style's name or a picture.")
    ] = None,
    token_file: Annotated[
        Path | None,
        typer.Option(
            help="A file with the bearer token that every request has to send; "
            f"{TOKEN} if not given, and nobody has to send one without both."
        ),
    ] = None,
    tls_cert: Annotated[
        Path | None,
        typer.Option(help="A PEM file with the certificate, and those it rests on: HTTPS, grpcs."),
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option(help="A PEM file with the certificate's key, not encrypted.")
    ] = None,
    cors_origin: Annotated[
        list[str] | None,
        typer.Option(
            metavar="URL", help="Pages of this origin may ask from a browser; several times."
        ),
    ] = None,
    batch: Annotated[int, typer.Option(min=1, help="Pictures of a request, and of a call.")] = 32,
    queue: Annotated[int, typer.Option(min=1, help="Requests that may wait for a model.")] = 64,
    timeout: Annotated[
        float, typer.Option(min=0.001, help="Seconds after which a request has taken too long.")
    ] = 60.0,
    max_body_mb: Annotated[
        float, typer.Option(min=0.001, help="Megabytes of a request, also unpacked.")
    ] = 64.0,
    max_megapixels: Annotated[
        float, typer.Option(min=0.001, help="Of a picture's file; SavedModels have their own.")
    ] = 50.0,
    drain: Annotated[
        float, typer.Option(min=0, help="Seconds that requests may still take at the end.")
    ] = 30.0,
):
    """Answer over REST and gRPC what TensorFlow Serving and the Open Inference Protocol ask."""
    from tfstyle.cli.quiet import start_tensorflow
    from tfstyle.serving.requirements import check_installed

    check_installed(grpc=grpc)
    from tfstyle.serving.app import make_app
    from tfstyle.serving.batching import Limits
    from tfstyle.serving.metrics import Metrics
    from tfstyle.serving.naming import sources_of
    from tfstyle.serving.server import listen, run
    from tfstyle.serving.store import ModelStore

    most = round(max_body_mb * 2**20)
    identity = _identity(tls_cert, tls_key)
    settings = _settings(
        max_body_bytes=most, seconds=timeout, token=_token(token_file),
        cors_origins=tuple(cors_origin or ()),
    )  # fmt: skip
    sources = sources_of(
        models, engine=engine, style=style, starting=start_tensorflow,
        max_pixels=round(max_megapixels * 1e6),
    )  # fmt: skip
    metrics = Metrics()
    store = ModelStore(
        sources, limits=Limits(batch=batch, queue=queue, seconds=timeout), observe=metrics.computed
    )
    with contextlib.ExitStack() as stack:
        sock = stack.enter_context(listen(host, port))  # before the models take their time
        grpc_server = None
        if grpc:
            from tfstyle.serving.grpc_server import make_grpc_server

            grpc_server = make_grpc_server(
                store, token=settings.token, max_bytes=most, identity=identity
            )
            stack.callback(grpc_server.stop, 0)
            grpc_port = grpc_server.listen(host, grpc_port)
        log_with_times("tfstyle.serving")
        say(f"Loading {', '.join(store.names())}", error=True)
        stack.callback(store.close)
        store.start()
        _check_loaded(store)
        shown = f"[{host}]" if ":" in host else host
        also = f", gRPC on {shown}:{grpc_port}" if grpc_server else ""
        scheme = "http" if identity is None else "https"
        line = f"Answering on {scheme}://{shown}:{sock.getsockname()[1]}{also}. Ctrl-C ends it."
        app = make_app(store, settings, metrics)

        def stopping():
            app.state.draining = True

        run(
            app, store, sock, grpc=grpc_server, drain=drain, ready=lambda: say(line),
            stopping=stopping, identity=identity,
        )  # fmt: skip


def _identity(certificate: Path | None, key: Path | None):
    """Return what the server shows to be encrypted, `None` if it is not.

    Raises:
        DataError: see `read_identity`; or one of the two is missing.
    """
    from tfstyle.errors import DataError

    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        missing = "--tls-cert" if certificate is None else "--tls-key"
        raise DataError(f"--tls-cert and --tls-key go together, and {missing} is missing.")
    from tfstyle.serving.tls import read_identity

    return read_identity(certificate, key)


def _settings(**given):
    """Return `Settings`.

    Raises:
        DataError: an origin is none, or every page there is beside a token.
    """
    from tfstyle.errors import DataError
    from tfstyle.serving.settings import Settings

    try:
        return Settings(**given)
    except ValueError as error:
        raise DataError(str(error)) from error


def _token(path: Path | None) -> str | None:
    """Return the bearer token, `None` if there is none.

    Raises:
        DataError: the file cannot be read, or the token is none that a header can hold.
    """
    from tfstyle.errors import DataError

    where = TOKEN if path is None else str(path)
    try:
        token = os.environ.get(TOKEN) if path is None else path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"The token cannot be read from {path} ({error}).") from error
    if token is None:
        return None
    token = token.strip()
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise DataError(f"A token is one word of ASCII, at least one character. {where} has none.")
    return token


def _check_loaded(store) -> None:
    """Say which models do not answer.

    Raises:
        ExportError: none of them does.
    """
    from tfstyle.errors import ExportError
    from tfstyle.serving.problems import ServingError

    missing = []
    for name in store.names():
        try:
            store.find(name)
        except ServingError:
            missing.append(name)
    if not missing:
        return
    if len(missing) == len(store.names()):
        raise ExportError(f"{', '.join(missing)}: nothing could be loaded; the reasons are above.")
    say(f"Not loaded, and looked for again: {', '.join(missing)}", error=True)
