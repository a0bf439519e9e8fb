"""What each page of the studio costs its process: CPU time, SQL statements, elements, bytes.

    python -m tests.benchmarks.studio_pages [--rounds 20] [--works 40] [--profile PAGE]

Within one process and without a socket, so that nothing else on the computer is in the figures:
CPU milliseconds of the process for one answer (all threads), statements of SQL for it, elements of
NiceGUI, and kilobytes of HTML. The student who looks has a few photographs and works.
"""

import argparse
import asyncio
import cProfile
import pstats
import statistics
import tempfile
import time
from pathlib import Path

from tests.benchmarks.studio_load import PAGES
from tests.studio import real


def fill(rooms, works: int) -> str:
    """Make a student with photographs and works; return the token of their session."""
    user = rooms.accounts.create("Student", real.PASSWORD)
    photos = [rooms.pictures.add(user.id, real.photograph(200 + one)).id for one in range(6)]
    styles = rooms.library.styles(user.id)
    for number in range(works):
        style = styles[number % len(styles)]
        recipe = {"steps": [{"style": style.id, "title": style.name}], "options": {}}
        rooms.gallery.keep(user.id, real.photograph(300 + number), recipe, photos[number % 6])
    return rooms.accounts.log_in(user.name, real.PASSWORD)


async def measure(services, token, options) -> dict[str, tuple]:
    """Return for each page the median CPU ms, SQL statements, elements, and kilobytes."""
    import httpx
    from nicegui import Client

    from tfstyle.studio.app import make_studio
    from tfstyle.studio.routes.guard import BROWSER, SESSION
    from tfstyle.studio.running import settle

    app = make_studio(services.settings, services)
    asked = []
    _count_statements(services.db.engine, asked)
    found = {}
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1:8600",
            cookies={SESSION: token, BROWSER: "0" * 32},
        ) as browser:  # fmt: skip
            for address in PAGES:
                await browser.get(address)
                settle()
                times, statements = [], 0
                profile = cProfile.Profile()
                for _ in range(options.rounds):
                    asked.clear()
                    if options.profile == address:
                        profile.enable()
                    start = time.process_time()
                    answer = await browser.get(address)
                    times.append(1000 * (time.process_time() - start))
                    profile.disable()
                    statements = len(asked)
                    client = list(Client.instances.values())[-1]
                    elements = len(client.elements)
                    client.delete()
                assert answer.status_code == 200, answer.text[:500]
                found[address] = (
                    statistics.median(times), statements, elements, len(answer.content) / 1024
                )  # fmt: skip
                if options.profile == address:
                    pstats.Stats(profile).sort_stats("tottime").print_stats(30)
                    print("\n".join(asked))
    return found


def _count_statements(engine, asked):
    from sqlalchemy import event

    @event.listens_for(engine, "before_cursor_execute")
    def noted(connection, cursor, statement, *rest):
        asked.append(" ".join(statement.split()))


def main():
    """Parse the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--works", type=int, default=40)
    parser.add_argument("--profile", choices=PAGES, default=None)
    options = parser.parse_args()
    real.few_styles()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "studio"
        with real.rooms(home, accounts=True) as rooms:
            rooms.library.seed_from_zoo()
            rooms.accounts.first_admin("Root", real.PASSWORD)
            token = fill(rooms, options.works)
            found = asyncio.run(measure(rooms, token, options))
    print("| page | CPU ms | SQL | elements | KB |\n|---|---|---|---|---|")
    for address, (cpu, statements, elements, size) in found.items():
        print(f"| {address} | {cpu:.0f} | {statements} | {elements} | {size:.0f} |")


if __name__ == "__main__":
    main()
