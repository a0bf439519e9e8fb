"""A studio that a class uses, on loopback, beside a training run.

    python -m tests.benchmarks.studio_load [--seconds 300] [--users 20] [--output benchmark.json]

`tfstyle studio --accounts` with its worker, on SQLite and the disk, and few styles in its library.
Each user has an account and a browser: pages with their WebSocket, thumbnails, uploads, tiles of
the contact sheet, and now and then a painting. Between two things a user looks at the last one for
half a second to one and a half. A training run goes on meanwhile.

The table has the latencies in ms by kind of request, `page` being all pages together; the bar is no
error and a 95th percentile of `page` below 300 ms. Of three processes follow the cores that they
kept busy and their memory: the one that answers, the one beside it that computes, and this one,
which asks, and needs its share of the same computer. `paint` is from the page that asks for a
painting to the moment it is on it.
"""

import argparse
import ast
import asyncio
import contextlib
import dataclasses
import json
import os
import random
import re
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.studio import real

PAGES = ("/", "/library", "/gallery", "/rate", "/advice", "/jobs")
BAR = 300.0  # ms
_AGE = re.compile(r"max-age=(\d+)")
_QUERY = re.compile(r"\bquery: (\{[^}]*\})")


@dataclasses.dataclass
class Measured:
    """What was asked: milliseconds by kind, and what went wrong."""

    times: dict[str, list[float]] = dataclasses.field(default_factory=dict)
    errors: list[str] = dataclasses.field(default_factory=list)

    def note(self, kind: str, milliseconds: float) -> None:
        """Take in one answer."""
        self.times.setdefault(kind, []).append(milliseconds)


@dataclasses.dataclass(frozen=True)
class Person:
    """Someone with a browser that is logged in."""

    cookies: dict[str, str]
    token: str
    photo: str


class User:
    """Goes through the rooms as people do, until it is over.

    Args:
        person: whose cookies.
        address: of the studio.
        styles: ids to paint in.
        measured: filled.
        dice: what is done next.
    """

    def __init__(self, person, address, styles, measured, dice):
        import httpx

        self.person, self.address, self.styles = person, address, styles
        self.measured, self.dice, self.photo = measured, dice, person.photo
        self._client = httpx.AsyncClient(
            base_url=address, cookies=person.cookies, timeout=60, trust_env=False
        )
        self._socket: Any = None
        self._fresh: dict[str, float] = {}

    async def live(self, until: float) -> None:
        """Do one thing after another."""
        acts = [(self.page, 10), (self.tile, 6), (self.upload, 1), (self.paint, 1)]
        doing, weights = zip(*acts, strict=True)
        async with self._client:
            while time.monotonic() < until:
                act = self.dice.choices(doing, weights)[0]
                try:
                    await act()
                except Exception as error:  # whatever it is, it is an error of the studio
                    self.measured.errors.append(f"{act.__name__}: {error!r}"[:300])
                await asyncio.sleep(self.dice.uniform(0.5, 1.5))
            await self.close()

    async def page(self) -> None:
        """Open a page: its HTML, its socket, and the pictures on it."""
        address = self.dice.choice(PAGES)
        text = await self.open(address)
        pictures = sorted(set(re.findall(r"/pictures/[0-9a-f]{32}/thumb\?size=\d+", text)))[:12]
        await asyncio.gather(*(self._get("thumbnail", one) for one in pictures))

    async def tile(self) -> None:
        """Look at one's photograph in a style."""
        style = self.dice.choice(self.styles)
        await self._get("tile", f"/pictures/{self.photo}/in/{style}")

    async def upload(self) -> None:
        """Bring a photograph of one's own."""
        data = real.photograph(self.dice.randrange(200, 400))
        answer = await self._timed("upload", self._client.post(
            "/pictures", files={"file": ("x.png", data)}, data={"kind": "photo"},
            headers={"X-CSRF-Token": self.person.token},
        ))  # fmt: skip
        if answer.status_code == 201:
            self.photo = answer.json()["id"]

    async def paint(self) -> None:
        """Ask for a painting by the address of picture and style; wait until it is there."""
        style, start = self.dice.choice(self.styles), time.perf_counter()
        here = asyncio.Event()
        await self.open(f"/?picture={self.photo}&style={style}", here)
        await asyncio.wait_for(here.wait(), 120)
        self.measured.note("paint", 1000 * (time.perf_counter() - start))

    async def open(self, address: str, painted: asyncio.Event | None = None) -> str:
        """Open a page with its socket; the one before is left."""
        await self.close()
        answer = await self._get("page", address, name=address.partition("?")[0])
        query = _QUERY.search(answer.text)
        if query is None:
            raise AssertionError(f"{address} has no socket: {answer.text[:200]}")
        await self._listen(ast.literal_eval(query[1]), painted)
        return answer.text

    async def _listen(self, query, painted):
        import urllib.parse

        import socketio

        made = self._socket = socketio.AsyncClient(reconnection=False)

        @made.on("*")
        async def heard(event, *told):
            if painted is not None and '"painted": "/pictures/' in json.dumps(told):
                painted.set()

        query = {**query, "document_id": os.urandom(8).hex(), "tab_id": os.urandom(8).hex(),
                 "old_tab_id": "", "implicit_handshake": "true"}  # fmt: skip
        cookies = "; ".join(f"{name}={value}" for name, value in self.person.cookies.items())
        start = time.perf_counter()
        await made.connect(
            f"{self.address}?{urllib.parse.urlencode(query)}", transports=["websocket"],
            socketio_path="/_nicegui_ws/socket.io", wait_timeout=30,
            headers={"Cookie": cookies, "Origin": self.address},
        )  # fmt: skip
        self.measured.note("socket", 1000 * (time.perf_counter() - start))

    async def close(self) -> None:
        """Leave the page."""
        if self._socket is not None:
            with contextlib.suppress(Exception):  # it may be over already
                await self._socket.disconnect()
            self._socket = None

    async def _get(self, kind, address, name=""):
        now = time.monotonic()
        if self._fresh.get(address, 0) > now:  # as a browser keeps it
            return None
        answer = await self._timed(kind, self._client.get(address), name)
        if age := _AGE.search(answer.headers.get("cache-control", "")):
            self._fresh[address] = now + int(age[1])
        return answer

    async def _timed(self, kind, asked, name=""):
        start = time.perf_counter()
        answer = await asked
        passed = 1000 * (time.perf_counter() - start)
        for one in {kind, f"{kind} {name}".strip()}:
            self.measured.note(one, passed)
        if answer.status_code >= 400:
            self.measured.errors.append(f"{kind} {answer.status_code}: {answer.text[:200]}")
        return answer


def people_of(rooms, count) -> list[Person]:
    """Make students with a photograph each, logged in."""
    from tfstyle.studio.routes.csrf import token_of
    from tfstyle.studio.routes.guard import BROWSER, SESSION

    made = []
    for number in range(count):
        user = rooms.accounts.create(f"Student {number}", real.PASSWORD)
        photo = rooms.pictures.add(user.id, real.photograph(200 + number), title="Squares").id
        browser = f"{number:032d}"
        cookies = {
            SESSION: rooms.accounts.log_in(user.name, real.PASSWORD), BROWSER: browser,
        }  # fmt: skip
        made.append(Person(cookies, token_of(rooms.secret, browser), photo))
    return made


@dataclasses.dataclass(frozen=True)
class Used:
    """What a process has used so far: CPU seconds of its own, and MiB resident."""

    cpu: float
    mib: float


def used(pid: int) -> Used:
    """Return what a process has used; its children are not in it."""
    folder = Path(f"/proc/{pid}")
    resident = re.search(r"VmRSS:\s+(\d+)", (folder / "status").read_text("utf-8"))[1]
    fields = (folder / "stat").read_text("utf-8").rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    return Used(ticks / os.sysconf("SC_CLK_TCK"), int(resident) / 1024)


def child_of(pid: int) -> int:
    """Return the process beside the one that answers: of its children the largest."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()
    return max(map(int, children), key=lambda one: used(one).mib)


async def load(people, address, styles, seconds) -> Measured:
    """Let everyone live for a while at once."""
    measured = Measured()
    until = time.monotonic() + seconds
    users = [
        User(one, address, styles, measured, random.Random(number))
        for number, one in enumerate(people)
    ]
    await asyncio.gather(*(user.live(until) for user in users))
    return measured


def measure(options, home: Path) -> dict:
    """Return all figures."""
    with real.rooms(home, accounts=True) as rooms:
        root = rooms.accounts.first_admin("Root", real.PASSWORD).id
        people = people_of(rooms, options.users)
        with real.studio(home, "--accounts", seconds=300) as studio:
            styles = [style.id for style in rooms.library.styles(root)]
            job = real.training(rooms, root, "Beside")
            asyncio.run(load(people[:2], studio.address, styles, 5))  # networks are loaded
            pids = {"answers": studio.process.pid, "computes": child_of(studio.process.pid),
                    "asks": os.getpid()}  # fmt: skip
            before, start = {name: used(pid) for name, pid in pids.items()}, time.monotonic()
            measured = asyncio.run(load(people, studio.address, styles, options.seconds))
            seconds = time.monotonic() - start
            after = {name: used(pid) for name, pid in pids.items()}
            state = rooms.jobs.get(job, root)
            rooms.jobs.cancel(job, root)
    return {
        "users": options.users, "seconds": options.seconds, "load_average": os.getloadavg()[0],
        "processes": {
            name: {"cores": (after[name].cpu - before[name].cpu) / seconds,
                   "mib_before": before[name].mib, "mib_after": after[name].mib}
            for name in pids
        }, "errors": measured.errors,
        "training": f"{state.state}: {state.message}",
        "requests": {kind: figures(times) for kind, times in sorted(measured.times.items())},
    }  # fmt: skip


def figures(times) -> dict[str, float]:
    """Return how often, and quantiles in ms."""
    cuts = statistics.quantiles(times, n=100, method="inclusive") if len(times) > 1 else times * 99
    return {"count": len(times), "p50": cuts[49], "p95": cuts[94], "p99": cuts[98]}


def main():
    """Parse the command line, measure, print and write JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--output", type=Path, default=None)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(options, Path(folder) / "studio")
    print("| request | count | p50 ms | p95 ms | p99 ms |\n|---|---|---|---|---|")
    for kind, row in found["requests"].items():
        print(
            f"| {kind} | {row['count']} | {row['p50']:.0f} | {row['p95']:.0f} | {row['p99']:.0f} |"
        )
    print("\n| process | cores | MiB before | MiB after |\n|---|---|---|---|")
    for name, row in found["processes"].items():
        print(
            f"| {name} | {row['cores']:.2f} | {row['mib_before']:.0f} | {row['mib_after']:.0f} |"
        )
    good = not found["errors"] and found["requests"]["page"]["p95"] < BAR
    print(
        f"{len(found['errors'])} errors; load average {found['load_average']:.1f}; the "
        f"training run is {found['training']}. The bar is {'met' if good else 'not met'}."
    )
    for error in sorted(set(found["errors"]))[:10]:
        print(error)
    if options.output:
        options.output.write_text(json.dumps(found, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
