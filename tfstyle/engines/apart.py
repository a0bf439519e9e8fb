"""Native code in a process of its own: what crashes or hangs there ends that process, not this one.

An engine compiles a graph that nobody has compiled before, in C++ that checks little: what goes
wrong in it is no exception but a signal, which takes a notebook, a server or the studio along.
"""

import os
import signal
import subprocess
import sys
import tempfile

from tfstyle.errors import ExportError, RefusedError, one_line

# What a module's `main` returns when it has said why on stderr, behind this word.
SAID, WORD = 3, "refused: "
# How a process ends by a fault of its own. Killed or interrupted (-9, -15) it was by others: the
# system is out of memory, or somebody wanted it.
_FAULTS = ("SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGSEGV", "SIGSYS", "SIGTRAP")
_WINDOWS_FAULT = 0xC0000000  # exceptions of Windows, and all that is worse


def run_apart(module: str, *arguments: str, engine: str, seconds: float) -> None:
    """Run a module of tfstyle in a process of its own, and wait for its end.

    The process is a new one, no fork: those of a process with threads inherit locks that nobody
    opens.

    Args:
        module: with a `main` that gets the arguments; see `told`.
        *arguments: of its command line.
        engine: that works there; the errors name it.
        seconds: that it may take.

    Raises:
        RefusedError: it crashed, did not end in time, or said why it would not do it.
        ExportError: it failed for a reason that may be gone the next time: it was killed from
            outside, or could not be started.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as words:
        try:
            done = subprocess.run(
                [sys.executable or "python3", "-P", "-m", module, *arguments],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=words,
                env=_environment(), timeout=seconds, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise RefusedError(
                f"{engine} had not ended after {seconds:.0f} s where it was tried out in a process "
                "of its own."
            ) from None
        except OSError as error:
            raise ExportError(
                f"{engine} is tried out in a process of its own, which could not be started: "
                f"{error}. Make room for it, or leave out the engine."
            ) from error
        if done.returncode == 0:
            return
        words.seek(0)
        raise _why(done.returncode, words.read().strip().splitlines(), engine)


def _environment() -> dict[str, str]:
    """Return this process' environment, and in it this very package, whichever way it was found."""
    places = os.pathsep.join(os.path.abspath(place) for place in sys.path)
    return {**os.environ, "PYTHONPATH": places}


def _why(code: int, lines: list[str], engine: str) -> ExportError:
    """Return the error for a process that did not end well.

    Args:
        code: it ended with.
        lines: that it left on stderr.
        engine: that worked there.
    """
    last = lines[-1] if lines else ""
    if code == SAID and last.startswith(WORD):
        return RefusedError(last.removeprefix(WORD))
    name = _signal(code)
    said = f" ({one_line(last)})" if last else ""
    if name in _FAULTS or code >= _WINDOWS_FAULT:
        return RefusedError(
            f"{engine} crashed with {name or hex(code)}{said} where it was tried out in a process "
            "of its own."
        )
    if name == "SIGKILL":
        said = ", which the system does that is out of memory"
    return ExportError(
        f"{engine} was tried out in a process of its own, which ended with {name or code}{said}. "
        "Try it again, or leave out the engine."
    )


def _signal(code: int) -> str:
    """Return the name of the signal that a return code stands for, "" for none."""
    try:
        return signal.Signals(-code).name
    except ValueError:
        return ""


def told(work, *arguments) -> int:
    """Do the work of such a module; return what its process ends with.

    A refusal is told as the last line of stderr. A crash leaves no core file: it would be as large
    as the engine's memory, and somebody waits.

    Args:
        work: what is to be done; it may raise `ExportError`.
        *arguments: for it.
    """
    _leave_no_core()
    try:
        work(*arguments)
    except ExportError as error:
        print(f"{WORD}{one_line(error, 1000)}", file=sys.stderr)
        return SAID
    return 0


def _leave_no_core() -> None:
    try:
        import resource
    except ImportError:  # on Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
