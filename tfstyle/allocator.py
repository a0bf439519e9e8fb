"""What glibc does with freed memory: by default too little for training, too much for converting.

It returns blocks over a threshold to the kernel at once and keeps smaller ones in its heap. The
threshold begins at 128 KiB and follows what is freed, up to 32 MiB. With other C libraries nothing
is changed.
"""

import contextlib
import ctypes
import platform

# Names of malloc.h; the second argument of each call is a C int.
_M_TRIM_THRESHOLD = -1
_M_TOP_PAD = -2
_M_MMAP_THRESHOLD = -3
_M_MMAP_MAX = -4
_SMALL, _LARGEST = 2**20, 2**25


def keep_freed_memory() -> bool:
    """Let malloc keep what is freed, for the life of the process; call before training starts.

    TensorFlow frees every activation after its last use. Returned to the kernel, each page's first
    touch in the next step is a fault that zeroes it again: half of a CPU training step can be that.
    The process' peak memory hardly changes, it only no longer shrinks between steps.

    Returns:
        True where it took effect: Linux with glibc.
    """
    # No block by mmap, 256 MiB added at a time, and at most 2 GiB - 1 of slack on top.
    return _set({_M_MMAP_MAX: 0, _M_TOP_PAD: 2**28, _M_TRIM_THRESHOLD: 2**31 - 1})


@contextlib.contextmanager
def freed_memory_returned():
    """Context in which arrays of 1 MiB and more are given back to the kernel when they are freed.

    Once a block of up to 32 MiB was freed, the next ones of that size come from the heap, which has
    holes then: building and filling a network of 54 M parameters leaves 90 MiB of them. Afterwards
    the threshold is 32 MiB, where glibc's own ends with such blocks: steady work, as painting is,
    is faster with blocks that are kept.
    """
    _set({_M_MMAP_THRESHOLD: _SMALL, _M_TRIM_THRESHOLD: 2 * _SMALL})
    try:
        yield
    finally:
        _set({_M_MMAP_THRESHOLD: _LARGEST, _M_TRIM_THRESHOLD: 2 * _LARGEST})


def _set(settings) -> bool:
    if platform.libc_ver()[0] != "glibc":
        return False
    libc = ctypes.CDLL(None)
    return all(libc.mallopt(name, value) for name, value in settings.items())
