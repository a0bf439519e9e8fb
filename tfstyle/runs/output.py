"""What a run says, to a terminal or a pipe that may go away before it ends."""

import contextlib
import os
import sys
from typing import IO, cast

from rich.console import Console


class LastingOutput:
    """A text stream that goes quiet when nobody reads it any more: training does not depend on it.

    `train ... | head -1` closes the pipe after a line, and a closed terminal refuses every one.

    Args:
        stream: where the text goes.
        lost: called once, when it cannot be written any more.
    """

    def __init__(self, stream, lost=lambda: None):
        self.stream = stream
        self.lost = lost
        self._gone = stream is None

    @property
    def encoding(self) -> str:
        """What the stream writes letters as."""
        return getattr(self.stream, "encoding", None) or "utf-8"

    def isatty(self) -> bool:
        """Tell whether a person sits there."""
        return not self._gone and self.stream.isatty()

    def fileno(self) -> int:
        """Return the stream's handle."""
        return self.stream.fileno()

    def write(self, text: str) -> int:
        """Write, if somebody reads."""
        self._if_read(lambda: self.stream.write(text))
        return len(text)

    def flush(self) -> None:
        """Flush, if somebody reads."""
        self._if_read(lambda: self.stream.flush())

    def _if_read(self, work):
        if self._gone:
            return
        try:
            work()
        except (OSError, ValueError):  # ValueError: the stream is closed
            self._gone = True
            _discard_the_rest(self.stream)
            self.lost()


def lasting_console(lost_message: str) -> Console:
    """Return a console on stdout that outlives it.

    Args:
        lost_message: said on stderr, once, if stdout goes away.
    """

    def lost():
        with contextlib.suppress(OSError, ValueError, AttributeError):
            sys.stderr.write(f"{lost_message}\n")
            sys.stderr.flush()

    # The part of a file that rich uses.
    return Console(file=cast(IO[str], LastingOutput(sys.stdout, lost)))


def _discard_the_rest(stream) -> None:
    """Send what is still buffered nowhere: Python would fail to write it when it ends."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
