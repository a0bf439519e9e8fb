"""`tfstyle studio`: the art platform in a browser."""

from pathlib import Path
from typing import Annotated

import typer

from tfstyle.cli.terminal import say


def studio(
    host: Annotated[
        str, typer.Option(help="The address to listen at; beyond this computer people log in.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 for any that is free.")] = 8600,
    home: Annotated[
        Path | None,
        typer.Option(
            help="The folder of everything it keeps; TFSTYLE_STUDIO, or tfstyle/studio beside "
            "your other data, if not given."
        ),
    ] = None,
    database: Annotated[
        str | None, typer.Option(help="postgresql://… for many people; else a file in the home.")
    ] = None,
    storage: Annotated[
        str | None, typer.Option(help="A folder or s3://… for the pictures; else in the home.")
    ] = None,
    accounts: Annotated[
        bool, typer.Option("--accounts", help="People log in, also on this computer alone.")
    ] = False,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(help="A name by which browsers may call it, as behind a proxy. Repeat."),
    ] = None,
    https: Annotated[
        bool, typer.Option("--https", help="A proxy before it speaks https: secure cookies.")
    ] = False,
    max_upload_mb: Annotated[float, typer.Option(min=0.1, help="Megabytes of one file.")] = 32.0,
    max_video_mb: Annotated[float, typer.Option(min=0.1, help="Megabytes of a video.")] = 128.0,
    max_video_seconds: Annotated[float, typer.Option(min=1, help="How long a video is.")] = 180.0,
    demo: Annotated[
        bool, typer.Option("--demo", help="Fill it with sample photographs first.")
    ] = False,
    serve: Annotated[
        list[str] | None,
        typer.Option(help="A model for the REST API beside the pages (/v1, /v2). Repeat."),
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the browser.")
    ] = True,
    worker: Annotated[
        bool, typer.Option("--worker/--no-worker", help="Do jobs here; else by studio-worker.")
    ] = True,
):
    """Paint, keep, rate and learn: a studio for one person, or for a school."""
    from tfstyle.studio.services import check_installed
    from tfstyle.studio.settings import StudioSettings, default_home

    check_installed()
    settings = StudioSettings(
        home=home or default_home(), host=host, port=port, database=database, storage=storage,
        accounts=accounts, allowed_hosts=tuple(allow_host or ()), secure_cookies=https,
        max_upload_bytes=round(max_upload_mb * 2**20), worker=worker,
        max_video_bytes=round(max_video_mb * 2**20), max_video_seconds=max_video_seconds,
        serve=tuple(serve or ("fast_style_multi",)),
    )  # fmt: skip

    from tfstyle.studio.running import run

    run(settings, demo=demo, browser=browser, say=lambda line: say(line, error=True))
