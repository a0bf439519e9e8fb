"""Opens pages with their sockets, leaves them, and tells what of them is still there.

    python -m tests.studio.pages.closing FOLDER PAGES

In a process of its own, for NiceGUI has one application a process. The last line is JSON: how many
`clients` NiceGUI has, how many objects of our `pages` by their class, and the resident MiB after
half of the pages and after all.
"""

import asyncio
import collections
import gc
import json
import random
import sys
from pathlib import Path

from tests.benchmarks.studio_load import PAGES, Measured, User, people_of, used
from tests.optional import need
from tests.studio import real

_AT_ONCE = 10
_LEFT = 5.0  # seconds: a browser may come back for three


class _NoAdvice:
    def sections(self, *which, **named):
        return []


async def leave(services, people, count: int) -> dict:
    """Open and leave so many pages; return what is there afterwards."""
    import os

    uvicorn, client = need("uvicorn"), need("nicegui").Client

    from tfstyle.studio.app import make_studio
    from tfstyle.studio.pages import staying
    from tfstyle.studio.running import settle

    services.advice = _NoAdvice()
    staying.EVERY = 1.0  # so long a page that is closed may be asked for its session
    server = uvicorn.Server(uvicorn.Config(
        make_studio(services.settings, services), port=0, log_config=None, access_log=False
    ))  # fmt: skip
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    measured, resident = Measured(), []
    users = [
        User(people[number % len(people)], f"http://127.0.0.1:{port}", [], measured,
             random.Random(number))
        for number in range(_AT_ONCE)
    ]  # fmt: skip
    settle()
    for half in range(2):
        for turn in range(count // 2 // _AT_ONCE):
            address = PAGES[(turn + half) % len(PAGES)]
            await asyncio.gather(*(user.open(address) for user in users))
            await asyncio.gather(*(user.close() for user in users))
        await asyncio.sleep(_LEFT)
        gc.collect()
        resident.append(used(os.getpid()).mib)
    held = collections.Counter(
        type(one).__qualname__ for one in gc.get_objects()
        if type(one).__module__.startswith("tfstyle.studio.pages")
    )  # fmt: skip
    found = {"opened": len(measured.times["page"]), "clients": len(client.instances),
             "held": held, "mib": resident}  # fmt: skip
    server.should_exit = True
    await serving
    return found


def main(home: str, count: str) -> None:
    """Make a studio, do it, print."""
    real.few_styles()
    with real.rooms(Path(home), accounts=True) as rooms:
        rooms.library.seed_from_zoo()
        rooms.accounts.first_admin("Root", real.PASSWORD)
        found = asyncio.run(leave(rooms, people_of(rooms, 2), int(count)))
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
