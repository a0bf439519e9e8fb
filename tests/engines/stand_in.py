"""An engine's process that fails as it is told, by its first argument or by `STAND_IN`."""

import os
import signal
import sys
import time

import numpy as np

from tfstyle.engines.apart import told
from tfstyle.errors import ExportError


def work(what, path=None, given=None, made=None):
    """Fail.

    Args:
        what: how; as `STAND_IN` says, if that is said.
        path: of the export, not looked at.
        given: file with the pictures.
        made: file for what is painted.
    """
    what = os.environ.get("STAND_IN", what)
    if what == "abort":
        print("free(): invalid next size (fast)", file=sys.stderr, flush=True)
        os.abort()
    if what == "hang":
        time.sleep(600)
    if what == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "raise":
        raise ValueError("a bug")
    if what == "refuse":
        raise ExportError("no such operation")
    if given is not None:
        with np.load(given) as found:
            pictures = [found[name] for name in found.files]
        change = {
            "wrong": lambda picture: -picture,
            "shape": lambda picture: picture[:, ::2],
            "nan": lambda picture: picture * np.nan,
        }[what]
        painted = {
            f"painted_{index}_{turn}": change(picture)
            for index, picture in enumerate(pictures) for turn in range(2)
        }  # fmt: skip
        np.savez(made, first_ms=1, ms=1, **painted)


if __name__ == "__main__":
    sys.exit(told(work, *sys.argv[1:]))
