"""A real PostgreSQL, started for the tests: in a folder of its own, reached by a socket in it."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.optional import need


def programs() -> Path | None:
    """Return where PostgreSQL's programs lie; Debian does not put them on the path."""
    if found := shutil.which("postgres"):
        return Path(found).parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Yield the URL of a server's database, or skip."""
    need("psycopg")
    place = programs()
    if place is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    # It refuses to run as root, and then this folder must be one that somebody else can enter.
    user = {"user": "postgres", "group": "postgres"} if os.getuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # a socket's path may have 107 letters
    data = folder / "data"
    try:
        if user:
            shutil.chown(folder, **user)
        options = ["-A", "trust", "-U", "studio", "-E", "UTF8", "--no-sync", "--locale=C"]
        subprocess.run(
            [place / "initdb", "-D", data, *options], check=True, capture_output=True, **user
        )
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [place / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-F"],
                stdout=subprocess.DEVNULL, stderr=log, **user,
            )  # fmt: skip
        try:
            _wait_for(folder, process)
            yield f"postgresql://studio@/postgres?host={folder}"
        finally:
            process.send_signal(signal.SIGQUIT)  # at once: nothing here is kept
            process.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(folder, process):
    psycopg = need("psycopg")

    until = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(host=str(folder), user="studio", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            said = (folder / "log").read_text("utf-8")
            assert process.poll() is None and time.monotonic() < until, said
            time.sleep(0.05)


def new_database(url: str) -> str:
    """Return the URL of what behaves as an empty database: a schema, which takes no 300 files."""
    import uuid

    psycopg = need("psycopg")

    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"{url}&options=-csearch_path%3D{name}"
