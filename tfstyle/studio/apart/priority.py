"""Pages first: what computes stands back where cores are few."""

import os

# Less than a training, which takes ten more: somebody waits for a painting. Twenty would mean next
# to nothing beside other programs of the same computer.
_NICE = 5


def stand_back() -> None:
    """Let this process, and those it starts, have cores after those who answer; not on Windows."""
    if hasattr(os, "nice"):
        os.nice(_NICE)
