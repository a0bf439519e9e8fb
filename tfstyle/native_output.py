"""What native code writes to stderr past Python, and that no setting of its own silences."""

import contextlib
import os
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def dropped():
    """Context in which what is written to descriptor 2 is dropped; exceptions still come.

    Other threads' lines on stderr are dropped, too, unless they are within `kept_apart`.

    Nothing is dropped when `TF_CPP_MIN_LOG_LEVEL` is 0, which `--debug` sets.
    """
    if os.environ.get("TF_CPP_MIN_LOG_LEVEL") == "0":
        yield
        return
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


@contextlib.contextmanager
def kept_apart() -> Iterator[None]:
    """Context in which Python's stderr has a descriptor of its own, which `dropped` does not touch.

    For programs whose threads load models while others have something to say. Where stderr is no
    descriptor 2 already (a test that captures it), nothing changes.
    """
    before = sys.stderr
    try:
        apart = before.fileno() != 2
    except (AttributeError, OSError, ValueError):
        apart = True
    if apart:
        yield
        return
    before.flush()
    own = os.fdopen(
        os.dup(2), "w", 1, encoding=before.encoding, errors="backslashreplace"
    )
    sys.stderr = own
    try:
        yield
    finally:
        sys.stderr = before
        own.flush()  # not closed: a logger may still have it
