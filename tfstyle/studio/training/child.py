"""A process that does what takes long, for as long as its job is wanted and its worker lives."""

import contextlib
import logging
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tfstyle.errors import TrainingError
from tfstyle.studio.jobs import Cancelled
from tfstyle.studio.texts.telling import Told

_LOG = logging.getLogger("tfstyle.studio.training")
PATIENCE = 120.0  # seconds for the last step and its checkpoint
_LEASH = "tfstyle.studio.training.leash"
_TAIL = 16 * 1024


def run(
    arguments: Sequence[str], log: Path, look: Callable[[], object], *,
    patience: float = PATIENCE, between: float = 0.3,
) -> None:  # fmt: skip
    """Do what a command line of `tfstyle` does, and wait for its end.

    Args:
        arguments: behind `tfstyle`.
        log: what it says is appended to this file.
        look: called every now and then; where it raises, the process saves and ends first; after
            `Cancelled` it ends at once.
        patience: seconds until it is killed then.
        between: seconds between two looks.

    Raises:
        TrainingError: it failed, with what it said.
    """
    command = [sys.executable, "-m", _LEASH, *map(str, arguments)]
    with open(log, "ab") as out:
        start = out.seek(0, 2)
        # In a session of its own: Ctrl-C reaches the worker, and the worker decides.
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=out, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
    try:
        while process.poll() is None:
            look()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(between)
    except Cancelled:
        process.kill()  # nothing is to be saved
        raise
    finally:
        end(process, patience)
    if process.returncode:
        said = _tail(log, start)
        _LOG.warning("It ended with %d: %s", process.returncode, said)
        raise TrainingError(_in_a_sentence(said, process.returncode))


def end(process: subprocess.Popen, patience: float) -> None:
    """Let a process save and end, see `leash`; kill it where that takes too long."""
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _tail(log, start) -> str:
    with open(log, "rb") as file:
        file.seek(max(start, file.seek(0, 2) - _TAIL))
        return file.read().decode("utf-8", "replace")


def _in_a_sentence(said, code) -> str:
    errors = [line for line in said.splitlines() if line.startswith("Error: ")]
    if errors:
        return errors[-1].removeprefix("Error: ")
    if code == -getattr(signal, "SIGKILL", 9):
        return Told("killed")
    return Told("ended")
