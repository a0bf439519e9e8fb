"""What the terminal, or the program behind a pipe, can take."""

import contextlib
import io
import logging
import os
import sys

from tfstyle.cli.terminal import say


def never_refuse_a_letter() -> None:
    r"""Write `\xe9` where the terminal's encoding has no é, instead of failing.

    Names of files and sentences of cards hold any letter; under `LC_ALL=C` or in a console of
    Windows some of them cannot be shown. Text files are UTF-8 everywhere, this is not about them.
    """
    for stream in (sys.stdout, sys.stderr):
        # Others, a notebook's or a test's, take any text; a closed one is None.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@contextlib.contextmanager
def lasting_streams():
    """Context in which stdout and stderr may be closed, or lose their reader, without harm.

    Whoever reads our lines may stop (`tfstyle list | head -1`) or never begin (`tfstyle list >&-`):
    that ends no training. A closed stream becomes one to nowhere, or the next file opened would
    take its number, and get what native code prints; so does a stream whose reader has gone.
    What tfstyle's logger warns of is printed as a line, too.
    """
    for number in (0, 1, 2):
        _open_if_closed(number)
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (_Lasting(stream) for stream in before)
    logger, lines = logging.getLogger("tfstyle"), _Lines()
    logger.addHandler(lines)
    try:
        yield
    finally:
        logger.removeHandler(lines)
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        sys.stdout, sys.stderr = before


def log_with_times(name: str) -> None:
    """Log to stderr what a part of tfstyle tells, each line once and with its time.

    For what runs on and on, a server or a worker: the plain lines of `lasting_streams` would say
    each warning a second time.

    Args:
        name: of the part's logger.
    """
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger(name).setLevel(logging.INFO)
    logger = logging.getLogger("tfstyle")
    for handler in [one for one in logger.handlers if isinstance(one, _Lines)]:
        logger.removeHandler(handler)


def _open_if_closed(number):
    try:
        os.fstat(number)
    except OSError:
        os.open(os.devnull, os.O_RDWR)  # the lowest number that is free, this one


class _Lasting:
    """A text stream that outlasts its reader."""

    def __init__(self, stream):
        if stream is None:
            stream = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 (it stays open)
        self._stream = stream

    def write(self, text):
        with self._reader_may_go():
            return self._stream.write(text)
        return len(text)

    def flush(self):
        with self._reader_may_go():
            self._stream.flush()

    def __getattr__(self, name):
        return getattr(self._stream, name)

    @contextlib.contextmanager
    def _reader_may_go(self):
        try:
            yield
        except BrokenPipeError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)


class _Lines(logging.Handler):
    """Prints what tfstyle warns of."""

    def __init__(self):
        super().__init__(logging.WARNING)

    def emit(self, record):
        say(record.getMessage(), error=True)
