"""Pages first: what computes stands back where cores are few.

| process | steps behind the pages |
|---|---|
| paintings, the advice, videos, jobs; `tfstyle studio-worker` | 10: somebody waits for them |
| a training that it began | 15: takes hours anyway; on Linux what cores are idle |

Twenty would mean next to nothing beside other programs of the same computer.
"""

import contextlib
import os
import time
from pathlib import Path

COMPUTES = 10
TRAINS = 5  # more than the worker that began it

_GROUP = Path("/proc/self/autogroup")


def stand_back(steps: int, *, idle: bool = False) -> None:
    """Let this process, and those it starts, have cores after others; not on Windows.

    Linux may share cores between sessions first (`sched_autogroup`, the default of desktops), and
    only then by priority within each. A process that leads a session therefore lets it all stand
    back.

    Args:
        steps: of `nice`, 0 to 19.
        idle: only what nobody else wants at the moment, where the system knows such a thing: a
            page that wakes up need not wait for the end of a slice.
    """
    if idle and (policy := getattr(os, "SCHED_IDLE", None)) is not None:
        with contextlib.suppress(OSError):  # a container may forbid it
            os.sched_setscheduler(0, policy, os.sched_param(0))
    if not hasattr(os, "nice"):
        return
    now = os.nice(steps)
    if os.getsid(0) == os.getpid():
        _of_the_session(now)


def _of_the_session(steps: int) -> None:
    for _ in range(5):
        try:
            _GROUP.write_text(str(steps), "utf-8")
        except BlockingIOError:  # Linux takes one in a tenth of a second, of all users together
            time.sleep(0.1)
        except OSError:  # no Linux, or without groups
            return
        else:
            return
