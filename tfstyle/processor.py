"""What this machine's processor calls itself, and which of the fast instructions it has."""

import os
import platform
from pathlib import Path

_CPUINFO = "/proc/cpuinfo"  # of Linux; elsewhere nothing is known of the instructions
# Those that decide how fast a network computes, of x86 and of ARM.
_FAST = (
    "avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "amx_int8", "asimd", "bf16"
)  # fmt: skip
# Any of them multiplies numbers of bfloat16 as they are; all other processors emulate it.
BFLOAT16 = ("amx_bf16", "avx512_bf16", "bf16")


def model() -> str:
    """Return the processor's name, or at least its architecture."""
    return _facts().get("model name") or platform.processor() or platform.machine()


def features() -> list[str]:
    """Return which of the instructions that networks compute fast with it has.

    Example:
        >>> set(features()) <= set(_FAST)
        True
    """
    facts = _facts()
    has = set(f"{facts.get('flags', '')} {facts.get('Features', '')}".split())
    return [name for name in _FAST if name in has]


def cores() -> int | None:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def _facts() -> dict[str, str]:
    """Return what the system tells of the first core."""
    try:
        text = Path(_CPUINFO).read_text("utf-8", errors="replace")
    except OSError:
        return {}
    pairs = (line.partition(":") for line in text.strip().partition("\n\n")[0].splitlines())
    return {name.strip(): value.strip() for name, _, value in pairs}
