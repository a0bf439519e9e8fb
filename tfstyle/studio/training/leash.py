"""`python -m tfstyle.studio.training.leash train …`: `tfstyle train …` that ends with its parent.

The parent holds the other end of this process' standard input. When the parent closes it, or dies
in whatever way, this process sends itself SIGTERM, and the run saves and ends. Otherwise it would
go on with nobody watching, in the directory that the next worker wants to go on in. The parent
sends no signal itself: a second one would end the run in the middle of its saving.
"""

import os
import runpy
import signal
import sys
import threading
import time

from tfstyle.studio.priority import TRAINS, stand_back

_PATIENCE = 120.0  # seconds for the last step and its checkpoint


def watch(descriptor: int, end=os.kill, patience: float = _PATIENCE) -> None:
    """Wait until the other end of a pipe is closed, and end this process.

    Args:
        descriptor: of this end. No file object: Python could not end while a thread reads one.
        end: called with this process' id and a signal.
        patience: seconds until it is ended whatever it does.
    """
    while os.read(descriptor, 1024):
        pass
    end(os.getpid(), signal.SIGTERM)
    time.sleep(patience)
    os._exit(1)


def main() -> None:
    """Run `tfstyle` with the arguments of the command line, behind whoever shows pages."""
    threading.Thread(target=watch, args=(sys.stdin.fileno(),), daemon=True).start()
    trains = sys.argv[1:2] == ["train"]  # somebody waits for a video
    stand_back(TRAINS if trains else 0, idle=trains)
    runpy.run_module("tfstyle", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
