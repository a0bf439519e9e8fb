"""How much of the machine's memory pictures may take."""

import os


def memory_to_use() -> int:
    """Return a quarter of the machine's memory, 4 GiB at most, in bytes."""
    return min(physical_memory() // 4, 4 * 2**30)


def physical_memory() -> int:
    """Return the machine's memory in bytes, or 8 GiB where the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return 8 * 2**30
