"""The real studio in a process of its own: accounts, jobs, worker, tables, bytes, networks.

    python -m tests.studio.real FOLDER [options of tfstyle studio]

is `tfstyle studio --home FOLDER` at a free port, with only the styles of `KEPT` in its library: a
sheet is there in a moment. A test has it by

    with real.studio(folder, "--accounts") as studio:
        studio.address, studio.log()

and prepares or looks into its rooms by `real.rooms`, from outside, as another process of the same
studio would.
"""

import contextlib
import dataclasses
import io
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.optional import need

KEPT = ("fast_style_udnie", "mobile_udnie", "fast_style_the_scream")
# What the REST server beside the pages answers for: there must be one, and this is the smallest.
_SERVED = "mobile_udnie"
PASSWORD = "correct horse battery"
_ROOT = Path(__file__).parents[2]


@dataclasses.dataclass
class Studio:
    """One that runs.

    Attributes:
        address: of its pages.
        process: `tfstyle studio`.
        home: its folder.
    """

    address: str
    process: subprocess.Popen
    home: Path

    def log(self) -> str:
        """Return what it said so far."""
        return _log_of(self.home).read_text("utf-8", "replace")


@contextlib.contextmanager
def studio(
    home: Path, *options: str, environment: Mapping[str, str] | None = None, seconds: float = 120.0
) -> Iterator[Studio]:  # fmt: skip
    """Yield a studio that answers; it is ended at the end, and must not have shown a traceback.

    Args:
        home: its folder.
        *options: of `tfstyle studio`.
        environment: variables beside those of this process.
        seconds: to wait for it.
    """
    check()
    home.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.studio.real", str(home), *options]
    given = {**os.environ, "PYTHONPATH": str(_ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"}
    log = _log_of(home)
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, cwd=_ROOT, env={**given, **(environment or {})}, stdout=file, stderr=file
        )
    try:
        yield Studio(_address(log, process, seconds), process, home)
    finally:
        process.terminate()
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    said = log.read_text("utf-8", "replace")
    assert "Traceback" not in said, said[-6000:]


def check() -> None:
    """Skip where a package of the studio is missing."""
    for module in ("fastapi", "nicegui", "sqlalchemy", "alembic", "argon2", "multipart", "uvicorn"):
        need(module)


def _log_of(home):
    return home.with_name(f"{home.name}.log")


def _address(log, process, seconds):
    until = time.monotonic() + seconds
    while True:
        said = log.read_text("utf-8", "replace")
        if found := re.search(r"The studio is open: (http://\S+)", " ".join(said.split())):
            return found[1]
        assert process.poll() is None and time.monotonic() < until, said[-6000:]
        time.sleep(0.1)


@contextlib.contextmanager
def rooms(home: Path, **settings: Any) -> Iterator[Any]:
    """Yield the `Services` of a studio's folder, opened from this process.

    Args:
        home: its folder.
        **settings: of `StudioSettings`.
    """
    check()
    from tfstyle.studio.accounts import Accounts
    from tfstyle.studio.blobs import open_blobs
    from tfstyle.studio.database import migrate, open_database
    from tfstyle.studio.jobs import Jobs
    from tfstyle.studio.services import Services, library_rooms
    from tfstyle.studio.settings import StudioSettings, secret_of

    told = StudioSettings(**{"home": home, "warm": False, "serve": (), **settings})
    db = open_database(told.database_url)
    migrate(db)
    try:
        made = library_rooms(told, db, open_blobs(told.storage_place))
        yield Services(
            settings=told, secret=secret_of(home), db=db, accounts=Accounts(db), jobs=Jobs(db),
            **made,
        )  # fmt: skip
    finally:
        db.close()


@dataclasses.dataclass(frozen=True)
class School:
    """Who is in a school: ids, all with the password `PASSWORD`."""

    root: str
    tea: str
    ada: str
    bob: str
    room: str


def school(services: Any) -> School:
    """Make the admin Root, the teacher Tea with the class 9b, and its students Ada and Bob."""
    accounts = services.accounts
    root = accounts.first_admin("Root", PASSWORD)
    tea = accounts.create("Tea", PASSWORD, "teacher")
    room = accounts.create_classroom(tea.id, "9b")
    students = [
        accounts.accept(accounts.invite(tea.id, "student", room.id), name, PASSWORD)
        for name in ("Ada", "Bob")
    ]
    return School(root.id, tea.id, *(one.id for one in students), room.id)


def photograph(size: int = 96) -> bytes:
    """Return a PNG with something to paint, 4 : 3 and `size` pixels high."""
    import numpy as np
    from PIL import Image

    y, x = np.mgrid[:size, : size * 4 // 3]
    image = np.stack([(x * 2) % 256, (y * 2) % 256, 255 * ((x // 16 + y // 16) % 2)], -1)
    file = io.BytesIO()
    Image.fromarray(image.astype("uint8")).save(file, "PNG")
    return file.getvalue()


def training(services: Any, owner_id: str, name: str, steps: int = 100_000) -> str:
    """Ask for a training run of a tiny network, which lasts until it is cancelled; return its id.

    Args:
        services: of the studio.
        owner_id: whose.
        name: of the style that it makes.
        steps: until its end.
    """
    ids = [
        services.pictures.add(owner_id, photograph(size), kind="painting", title=f"{name} {row}").id
        for row, size in enumerate(range(48, 56))
    ]
    payload = {"a": ids[:4], "b": ids[4:], "steps": steps, "crop": 32, "filters": 4, "every": 200,
               "name": name, "licence": "CC0", "source": "squares"}  # fmt: skip
    return services.jobs.add(owner_id, "train_domains", payload)


def few_styles() -> None:
    """Let new studios of this process have only the styles of `KEPT`."""
    from tfstyle.studio.library import library

    every = library.zoo_styles
    library.zoo_styles = lambda: [style for style in every() if style.model in KEPT]


def main(home: str, *options: str) -> None:
    """Run it, with few styles."""
    few_styles()
    from tfstyle.cli import main as tfstyle

    command = ["studio", "--home", home, "--no-browser", "--serve", _SERVED]
    port = [] if "--port" in options else ["--port", "0"]
    tfstyle([*command, *port, *options])


if __name__ == "__main__":
    main(*sys.argv[1:])
