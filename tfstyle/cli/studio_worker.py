"""`tfstyle studio-worker`: does the studio's jobs, beside it or on another computer."""

import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

from tfstyle.cli.streams import log_with_times
from tfstyle.cli.terminal import say


def studio_worker(
    home: Annotated[
        Path | None,
        typer.Option(
            help="The studio's folder, where runs are kept: the same for all workers, if one is "
            "to go on with what another began. TFSTYLE_STUDIO if not given."
        ),
    ] = None,
    database: Annotated[
        str | None, typer.Option(help="The studio's: postgresql://…; else the file in its home.")
    ] = None,
    storage: Annotated[
        str | None, typer.Option(help="The studio's: a folder or s3://…; else in its home.")
    ] = None,
    lease: Annotated[
        float,
        typer.Option(min=1, help="Seconds without a sign of life until another does a job."),
    ] = 30.0,
):
    """Train styles and translate videos for a studio; SIGTERM or Ctrl-C give the job back."""
    from tfstyle.studio.services import check_installed, open_services
    from tfstyle.studio.settings import StudioSettings, default_home

    check_installed()
    settings = StudioSettings(home=home or default_home(), database=database, storage=storage)
    log_with_times("tfstyle.studio")

    from tfstyle.studio.jobs import Worker
    from tfstyle.studio.priority import COMPUTES, stand_back
    from tfstyle.studio.training import handlers

    stand_back(COMPUTES)
    services = open_services(settings)
    worker = Worker(services.jobs, handlers(services), lease=lease)
    say(f"{worker.name} waits for jobs of {settings.home}", error=True)
    worker.run(_until_a_signal())
    say("The worker has ended.", error=True)


def _until_a_signal() -> threading.Event:
    """Return an event that SIGTERM or Ctrl-C sets; a second signal works as usual."""
    stop, before = threading.Event(), {}

    def set_it(number, frame):
        stop.set()
        for one, handler in before.items():
            signal.signal(one, handler)

    for number in (signal.SIGINT, signal.SIGTERM):
        before[number] = signal.signal(number, set_it)
    return stop
