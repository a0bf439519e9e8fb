"""What the embedded server makes of a model's speed, on loopback.

    python -m tests.benchmarks.serving_load [--preset mobile_udnie] [--engine litert]
        [--side 256] [--seconds 20] [--soak 2000] [--output benchmark.json]

The bare model is a servable run in a loop, in a process of its own: the same file in, PNG out. Then
`tfstyle serve` runs the same, and

- `wrk` (Debian: `apt-get install wrk`) asks it as fast as it answers, over 4 connections: its
  pictures a second are the server's;
- requests come at a fixed pace of 50, 80 and 150 % of that, whether others have been answered or
  not: latencies by the clock of who asks, and how many were turned away;
- `--soak` requests one after the other: the memory before and behind them.

Every answer is compared with the first one: a wrong one counts as lost.
"""

import argparse
import asyncio
import base64
import contextlib
import io
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SERVE = "import sys; from tfstyle.cli import main; main(sys.argv[1:])"
LUA = """
local file = io.open(os.getenv("BODY"), "rb")
wrk.method = "POST"
wrk.body = file:read("*a")
wrk.headers["Content-Type"] = "application/json"
"""
BARE = """
import sys, time
import numpy as np
from tfstyle.cli.quiet import start_tensorflow
from tfstyle.serving.naming import sources_of
(source,) = sources_of([sys.argv[1]], engine=sys.argv[2], starting=start_tensorflow)
run = source.load(1).signatures["serving_bytes"].run
inputs = {"image_bytes": np.array([open(sys.argv[3], "rb").read()], object)}
run(inputs)
end, count, start = time.perf_counter() + float(sys.argv[4]), 0, time.perf_counter()
while time.perf_counter() < end:
    run(inputs)
    count += 1
print(count / (time.perf_counter() - start))
"""


def photograph(side: int) -> bytes:
    """Return a photograph as a PNG file."""
    from PIL import Image
    from skimage import data

    from tfstyle import images

    file = io.BytesIO()
    Image.fromarray(images.resize(data.chelsea(), (side, side))).save(file, "PNG")
    return file.getvalue()


@contextlib.contextmanager
def server(preset, engine):
    """Yield a server's process and its address."""
    command = [
        sys.executable, "-c", SERVE, "serve", preset, "--engine", engine, "--port", "0",
        "--no-grpc", "--queue", "16",
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.search(r"http://\S+?:\d+", line)
            if not found:
                raise SystemExit(f"The server did not start: {line}")
            yield process, found[0]
        finally:
            process.terminate()


def by_wrk(url, body: Path, seconds) -> dict | None:
    """Return requests a second and latencies of wrk, `None` where it is not installed."""
    script = body.with_suffix(".lua")
    script.write_text(LUA, "utf-8")
    try:
        done = subprocess.run(
            ["wrk", "-t1", "-c4", f"-d{seconds}s", "--timeout", "30s", "--latency", "-s", script,
             url],
            capture_output=True, text=True, check=True, env={**os.environ, "BODY": str(body)},
            encoding="utf-8",
        )  # fmt: skip
    except FileNotFoundError:
        return None
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    return {
        "per_second": float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1]),
        "p50": re.search(r"50%\s+(\S+)", done.stdout)[1],
        "p99": re.search(r"99%\s+(\S+)", done.stdout)[1],
        "wrong": int(wrong[1]) if wrong else 0,
    }


async def at_pace(url, body: bytes, expected: bytes, rate, seconds) -> dict:
    """Return what becomes of requests that come `rate` times a second."""
    import httpx

    times, turned_away, lost = [], 0, 0
    limits = httpx.Limits(max_connections=500, max_keepalive_connections=100)
    async with httpx.AsyncClient(timeout=60, limits=limits, trust_env=False) as client:

        async def one():
            nonlocal turned_away, lost
            start = time.perf_counter()
            try:
                answer = await client.post(url, content=body)
            except httpx.HTTPError:
                lost += 1
                return
            if answer.status_code in (429, 503) and "retry-after" in answer.headers:
                turned_away += 1
            elif answer.status_code == 200 and answer.content == expected:
                times.append(1000 * (time.perf_counter() - start))
            else:
                lost += 1

        tasks, begin = [], time.perf_counter()
        for number in range(max(int(rate * seconds), 5)):
            await asyncio.sleep(max(begin + number / rate - time.perf_counter(), 0))
            tasks.append(asyncio.create_task(one()))
        await asyncio.gather(*tasks)
    cuts = statistics.quantiles(times, n=100) if len(times) > 1 else [float("nan")] * 99
    return {
        "asked": len(tasks), "answered": len(times), "turned_away": turned_away, "lost": lost,
        "p50": cuts[49], "p95": cuts[94], "p99": cuts[98],
    }  # fmt: skip


def resident(process) -> float:
    """Return the MiB that a process has resident."""
    status = Path(f"/proc/{process.pid}/status").read_text("utf-8")
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def measure(options, folder: Path) -> dict:
    """Return all figures."""
    import httpx

    picture = photograph(options.side)
    (folder / "photo.png").write_bytes(picture)
    bare = float(subprocess.run(
        [sys.executable, "-c", BARE, options.preset, options.engine, folder / "photo.png",
         str(options.seconds)],
        capture_output=True, text=True, check=True, encoding="utf-8",
    ).stdout)  # fmt: skip
    told = {"signature_name": "serving_bytes"}
    told["instances"] = [{"b64": base64.b64encode(picture).decode()}]
    body = folder / "body.json"
    body.write_text(json.dumps(told), "utf-8")
    found = {"bare_per_second": bare}
    with server(options.preset, options.engine) as (process, address):
        url = f"{address}/v1/models/{options.preset}:predict"
        content = body.read_bytes()
        first = httpx.post(url, content=content, timeout=60, trust_env=False)
        first.raise_for_status()
        found["wrk"] = by_wrk(url, body, options.seconds)
        capacity = (found["wrk"] or {"per_second": bare})["per_second"]
        found["share_of_bare"] = capacity / bare
        for percent in (50, 80, 150):
            found[f"at_{percent}"] = asyncio.run(
                at_pace(url, content, first.content, capacity * percent / 100, options.seconds)
            )
        before, wrong = resident(process), 0
        with httpx.Client(timeout=60, trust_env=False) as client:
            for _ in range(options.soak):
                wrong += client.post(url, content=content).content != first.content
        found["soak"] = {
            "requests": options.soak, "wrong": wrong, "mib_before": before,
            "mib_after": resident(process),
        }  # fmt: skip
    return found


def main():
    """Parse the command line, measure, print and write JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--preset", default="mobile_udnie")
    parser.add_argument("--engine", default="litert")
    parser.add_argument("--side", type=int, default=256)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--soak", type=int, default=2000)
    parser.add_argument("--output", type=Path, default=None)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(options, Path(folder))
    print(f"bare model {found['bare_per_second']:.1f}/s; server {found['share_of_bare']:.0%} of it")
    print("| pace | asked | answered | turned away | lost | p50 ms | p95 ms | p99 ms |")
    print("|---|---|---|---|---|---|---|---|")
    for percent in (50, 80, 150):
        row = found[f"at_{percent}"]
        print(
            f"| {percent} % | {row['asked']} | {row['answered']} | {row['turned_away']} | "
            f"{row['lost']} | {row['p50']:.0f} | {row['p95']:.0f} | {row['p99']:.0f} |"
        )
    soak = found["soak"]
    print(
        f"{soak['requests']} requests: {soak['wrong']} wrong, "
        f"{soak['mib_before']:.0f} MiB before and {soak['mib_after']:.0f} MiB after"
    )
    if options.output:
        options.output.write_text(json.dumps(found, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
