"""What native code writes to stderr past Python, and that no setting of its own silences."""

import contextlib
import os


@contextlib.contextmanager
def dropped():
    """Context in which what native code writes to stderr is dropped; Python's errors still come.

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
