"""Large arrays that leave memory as soon as nobody needs them."""

import contextlib
import ctypes
import sys

# Of mallopt(3).
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_BLOCK = 2**20
_LARGEST = 2**25


@contextlib.contextmanager
def returned():
    """Context in which arrays of 1 MiB and more are given back to the system when they are freed.

    glibc keeps them otherwise: once a block of up to 32 MiB was freed, the next ones of that size
    come from its heap, which has holes then. Building and filling a network of 54 M parameters
    leaves 90 MiB of them. Afterwards the limit is 32 MiB, where glibc's own ends with such blocks:
    steady work, as painting is, is faster with blocks that are kept.

    With other C libraries nothing is changed.
    """
    _set(_BLOCK)
    try:
        yield
    finally:
        _set(_LARGEST)


def _set(size):
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, size)
        mallopt(_TRIM_THRESHOLD, 2 * size)
