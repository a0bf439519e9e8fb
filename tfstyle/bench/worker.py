"""The process that is measured: it loads one thing, and calls it when it is told to.

It talks JSON, a line at a time. In: a job (`callers.caller`), then for each turn
`{"calls": at least, "seconds": at least}`. Out: `{"first_ms": ...}` once it is ready, then
`{"ms": [...], "peak_bytes": ...}` for each turn; `{"error": ...}` instead where something fails.
It ends with its input.
"""

import json
import os
import sys
import time
from pathlib import Path

_WARM_CALLS, _WARM_SECONDS = 2, 0.3


def main() -> None:
    """Read a job, and then turns, until the input ends."""
    # What libraries print must not come between the lines.
    talk = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        _work(lambda told: print(json.dumps(told), file=talk, flush=True))
    except Exception as error:
        if os.environ.get("TFSTYLE_BENCH_DEBUG"):
            raise
        text = " ".join(str(error).split())
        print(json.dumps({"error": text or type(error).__name__}), file=talk, flush=True)


def _work(tell) -> None:
    from tfstyle.bench.callers import caller

    job = json.loads(sys.stdin.readline())
    start = time.perf_counter()
    call = caller(job)
    call()
    first = 1000 * (time.perf_counter() - start)
    timed(call, _WARM_CALLS, _WARM_SECONDS)
    tell({"first_ms": first})
    for line in sys.stdin:
        turn = json.loads(line)
        times = timed(call, turn["calls"], turn["seconds"])
        tell({"ms": times, "peak_bytes": peak_bytes()})


def timed(call, calls: int, seconds: float, clock=time.perf_counter) -> list[float]:
    """Call a function at least so many times and so long; return the milliseconds of each."""
    times: list[float] = []
    begin = clock()
    while len(times) < calls or clock() - begin < seconds:
        start = clock()
        call()
        times.append(1000 * (clock() - start))
    return times


def peak_bytes() -> int | None:
    """Return the most memory this process has had resident, `None` where no system tells.

    Linux' own account of this program: what `getrusage` tells there counts the parent's memory in,
    as it was when it started this process.
    """
    try:
        for line in Path("/proc/self/status").read_text("ascii", "replace").splitlines():
            if line.startswith("VmHWM:"):
                return 1024 * int(line.split()[1])
    except (OSError, ValueError):
        pass
    try:
        import resource
    except ImportError:
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else 1024 * most


if __name__ == "__main__":
    main()
