"""What was measured, with all that is needed to measure it again, as plain values."""

import os
import platform
from collections.abc import Sequence
from importlib import metadata

import tfstyle
from tfstyle import processor
from tfstyle.bench.figures import NOISY, times_as_fast
from tfstyle.bench.rounds import LEAST_CALLS, ROUNDS
from tfstyle.bench.subject import BATCH, CONVENTION, Subject
from tfstyle.engine_names import ENGINES, package
from tfstyle.errors import ExportError

FORMAT = 1


def row_of(subject: Subject, rows: list[dict]) -> dict:
    """Return a model with what was measured of it.

    Args:
        subject: that was measured.
        rows: of `rounds.measure`.

    Raises:
        ExportError: no engine could run it.
    """
    if all("error" in row for row in rows):
        reasons = dict.fromkeys(f"{row['engine']}: {row['error']}" for row in rows)
        raise ExportError(f"{subject.name} cannot be run. {' '.join(reasons)}")
    failed = [{"engine": engine, "error": why} for engine, why in subject.failed.items()]
    return {
        "name": subject.name, "size": list(subject.size), "parameters": subject.parameters,
        "macs": subject.macs, "notes": list(subject.notes), "rows": [*rows, *failed],
    }  # fmt: skip


def beside(told: dict, peers: list[dict]) -> dict:
    """Return a model's figures with those of its peers, and how many times as fast it is.

    Each row is compared with the peer's row of as many threads: of the same engine if the peer has
    one, else of the peer's fastest.
    """
    for row in told["rows"]:
        if "error" in row or not peers:
            continue
        row["against"] = []
        for peer in peers:
            others = [
                one for one in peer["rows"]
                if "error" not in one and one["threads"] == row["threads"]
            ]  # fmt: skip
            if not others:
                continue
            other = min(others, key=lambda one: (one["engine"] != row["engine"], one["median_ms"]))
            row["against"].append({
                "peer": peer["name"], "engine": other["engine"],
                "times_as_fast": times_as_fast(row["round_ms"], other["round_ms"]),
            })  # fmt: skip
    return {**told, "peers": peers}


def report(told: Sequence[dict], size, seconds: float, threads: Sequence[int]) -> dict:
    """Return everything: `format`, `machine`, `settings` and `subjects`."""
    return {
        "format": FORMAT,
        "machine": machine(),
        "settings": {
            "size": list(size), "batch": BATCH, "threads": list(threads), "seconds": seconds,
            "rounds": ROUNDS, "least_calls": LEAST_CALLS, "noisy_above": NOISY,
            "convention": CONVENTION,
        },
        "subjects": list(told),
    }  # fmt: skip


def machine() -> dict:
    """Return what the figures belong to: processor, cores, system, versions, and how busy it is."""
    versions = {}
    for name in dict.fromkeys([*(package(engine) for engine in ENGINES), "keras", "numpy"]):
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return {
        "processor": processor.model(),
        "features": processor.features(),
        "cores": processor.cores(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "tfstyle": tfstyle.__version__,
        "packages": versions,
        # Processes that computed or waited to, over the last minute, these included.
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
    }
