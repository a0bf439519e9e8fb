"""What makes a command of one picture start sooner."""

import os
import sys

_THREADS = "OPENBLAS_NUM_THREADS"


def load_numpy() -> None:
    """Load NumPy without the threads of its linear algebra.

    They wait for work busily from the start, which took half of NumPy's loading in processor time;
    where pictures are translated there is never any. What this process starts has them as ever.
    """
    if "numpy" in sys.modules or _THREADS in os.environ:
        return
    os.environ[_THREADS] = "1"
    try:
        import numpy as np

        del np
    finally:
        del os.environ[_THREADS]


class NoBar:
    """A progress bar where nobody looks: a program reads stderr, or a file keeps it.

    It has what of `rich.progress.Progress` this package asks for; loading that takes longer than
    writing a picture.
    """

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def track(self, items, description=""):
        """Return the items as they are."""
        return items

    def add_task(self, description, **_) -> int:
        """Return a number that stands for a task."""
        return 0

    def update(self, task, **_) -> None:
        """Show nothing."""

    def remove_task(self, task) -> None:
        """Do nothing."""
