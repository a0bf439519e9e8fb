"""Who is measured when: processes that take turns, so that a busy machine is busy for all."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from typing import IO

from tfstyle.bench.figures import figures
from tfstyle.bench.subject import Contender
from tfstyle.errors import one_line

ROUNDS, LEAST_CALLS = 5, 10


def measure(contenders: Sequence[Contender], threads: int, seconds: float) -> list[dict]:
    """Measure some ways to run models, each in a process of its own, in turns.

    Each has `ROUNDS` turns, `LEAST_CALLS` calls and `seconds` in all, whichever takes longer. While
    one has its turn, the others wait and compute nothing.

    Args:
        contenders: any number.
        threads: that each computes with.
        seconds: for each.

    Returns:
        A row for each, in their order: `engine`, `threads`, `bytes`; and what `figures` tells with
        `first_ms`, to load and paint one, and `peak_bytes` of its process; or `error`.
    """
    with contextlib.ExitStack() as stack:
        racers = [stack.enter_context(_Racer(one, threads)) for one in contenders]
        for _ in range(ROUNDS):
            for racer in racers:
                racer.turn(-(-LEAST_CALLS // ROUNDS), seconds / ROUNDS)
        return [racer.row() for racer in racers]


class _Racer:
    """A process, from its start to its end; what goes wrong in it ends in its row."""

    def __init__(self, contender: Contender, threads: int):
        self._told = {
            "engine": contender.engine, "threads": threads, "bytes": contender.bytes
        }  # fmt: skip
        self._job = {**contender.job, "threads": threads}
        self._rounds: list[list[float]] = []
        self._errors: IO[str]
        self._process: subprocess.Popen

    def __enter__(self):
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tfstyle.bench.worker"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=self._errors, text=True, encoding="utf-8",
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )  # fmt: skip
        self._say(self._job)
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._errors.close()

    def turn(self, calls, seconds):
        if "error" in self._told:
            return
        told = self._say({"calls": calls, "seconds": seconds})
        self._rounds.append(told.pop("ms", []))

    def row(self) -> dict:
        if "error" in self._told:
            return {key: self._told[key] for key in ("engine", "threads", "bytes", "error")}
        return {**self._told, **figures(self._rounds)}

    def _say(self, what):
        """Tell the process something, note what it answers, and return that."""
        line = ""
        with contextlib.suppress(OSError):  # it is gone: its last words say why
            self._process.stdin.write(json.dumps(what) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        try:
            told = json.loads(line)
        except ValueError:
            told = {"error": self._last_words()}
        self._told.update({key: value for key, value in told.items() if key != "ms"})
        return told

    def _last_words(self) -> str:
        code = self._process.wait()
        self._errors.seek(0)
        lines = self._errors.read().strip().splitlines()
        why = f"its process ended with {code}"
        if code == -9:
            why += ", killed by the system, which may be out of memory"
        return f"{why}: {one_line(lines[-1])}" if lines else why
