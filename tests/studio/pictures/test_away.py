"""A PostgreSQL and an object store: writers killed 20 times, and each store away for seconds."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from tests.optional import need
from tests.studio import postgres
from tests.studio.pictures.test_kills import CHILD, _read, _wait_for
from tests.studio.stores import open_store, picture

pytestmark = pytest.mark.exhaustive
_CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1",
    "AWS_ALLOW_HTTP": "true",
}  # fmt: skip


@pytest.fixture
def s3(monkeypatch):
    """A server that speaks S3, with a bucket; the environment says where."""
    server = need("moto.server").ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    boto3 = need("boto3")
    need("obstore")
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {**_CREDENTIALS, "AWS_ENDPOINT_URL": f"http://{host}:{port}"}.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3", region_name="us-east-1")
    client.create_bucket(Bucket="studio")
    client.close()
    yield "s3://studio"
    server.stop()


def test_twenty_kills_between_two_servers(postgresql, s3, tmp_path):
    url, log, dice = postgres.new_database(postgresql), tmp_path / "log", random.Random(1)
    store = open_store(url, s3)
    ada = store.person("ada")
    child = CHILD.replace("Path(folder)", "folder")  # a store's URL is no path
    kept, left_over = {}, 0
    for turn in range(20):
        log.write_bytes(b"")
        writer = subprocess.Popen(
            [sys.executable, "-c", child, url, s3, str(log), ada, str(turn)], env=os.environ
        )
        try:
            _wait_for(log, writer)
            time.sleep(dice.uniform(0.1, 0.8))
        finally:
            writer.send_signal(signal.SIGKILL)
            writer.wait()
        undecided = _read(log, kept)
        _until_nobody_writes(store)
        swept = store.pictures.ledger.sweep(older_than=0)
        left_over += len(swept.removed)
        assert swept.missing == (), f"rows without bytes after kill {turn}"
        _check(store, ada, kept, undecided)
    store.db.close()
    assert len(kept) > 20, "the child was always killed too early"
    print(f"{len(kept)} pictures kept, {left_over} blobs swept away")


def _until_nobody_writes(store):
    """Wait until PostgreSQL has seen that the killed one's connections are gone."""
    sa = need("sqlalchemy")
    query = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' "
        "OR (state = 'active' AND pid <> pg_backend_pid() AND backend_type = 'client backend')"
    )
    for _ in range(100):
        with store.db.reading() as session:
            if not session.scalar(query):
                return
        time.sleep(0.05)
    raise AssertionError("A connection of the killed one is still open.")


def _check(store, ada, kept, undecided):
    """What was acknowledged is there, byte for byte, and nothing else."""
    sa = need("sqlalchemy")
    from tfstyle.studio.blobs.store import sha256_of
    from tfstyle.studio.database.schema import Blob, Picture, Work

    with store.db.reading() as session:
        rows = {row.id: row for row in session.scalars(sa.select(Picture))}
        blobs = set(session.scalars(sa.select(Blob.sha256)))
        works = {work.picture_id for work in session.scalars(sa.select(Work))}
    for picture_id in undecided - set(rows):
        kept[picture_id] = None
    for picture_id, sha256 in kept.items():
        assert (picture_id in rows) == (sha256 is not None)
        if sha256 is not None:
            assert sha256_of(store.pictures.original(picture_id, owner_id=ada)) == sha256
    named = {row.blob_sha256 for row in rows.values()} | {r.served_sha256 for r in rows.values()}
    assert blobs == named - {None} == store.stored()
    assert works == {row.id for row in rows.values() if row.kind == "result"}


@pytest.fixture
def own_postgresql():
    """A server that a test may stop: its URL, and what stops and starts it."""
    with postgres.server() as url:
        yield url


def _stop_for(url, seconds):
    """Let a PostgreSQL end all connections and take none for a while."""
    psycopg = need("psycopg")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE keeper SUPERUSER LOGIN")
    keeper = url.replace("studio@", "keeper@")
    with psycopg.connect(keeper, autocommit=True) as connection:
        connection.execute("ALTER ROLE studio NOLOGIN")
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'studio'"
        )
        time.sleep(seconds)
        connection.execute("ALTER ROLE studio LOGIN")


def test_a_database_that_is_away_is_told_and_nothing_is_lost(own_postgresql, tmp_path):
    store = open_store(postgres.new_database(own_postgresql), tmp_path / "blobs")
    ada = store.person("ada")
    kept, refused = _under_load(store, ada, lambda: _stop_for(own_postgresql, 5))
    _all_there(store, ada, kept, refused)


class Door(threading.Thread):
    """Hands connections on to a server, unless it is shut: then they are closed, all of them."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self._port, self._open, self._shut = port, [], False
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]

    def run(self):
        while True:
            try:
                came, _ = self._listening.accept()
            except OSError:
                return
            if self._shut:
                came.close()
                continue
            on = socket.create_connection(("127.0.0.1", self._port))
            self._open += [came, on]
            for pair in ((came, on), (on, came)):
                threading.Thread(target=self._hand_on, args=pair, daemon=True).start()

    @staticmethod
    def _hand_on(one, other):
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        with contextlib.suppress(OSError):
            other.shutdown(socket.SHUT_RDWR)

    def shut_for(self, seconds):
        """Be shut for a while."""
        self._shut = True
        for one in self._open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        time.sleep(seconds)
        self._shut = False

    def end(self):
        """Take no more connections."""
        self._listening.close()
        for one in self._open:
            one.close()


def test_an_object_store_that_is_away_is_told_and_nothing_is_lost(s3, postgresql, monkeypatch):
    door = Door(int(os.environ["AWS_ENDPOINT_URL"].rpartition(":")[2]))
    door.start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{door.port}")
    store = open_store(postgres.new_database(postgresql), s3)
    ada = store.person("ada")
    kept, refused = _under_load(store, ada, lambda: door.shut_for(8))
    _all_there(store, ada, kept, refused)
    door.end()


def _under_load(store, ada, trouble):
    """Bring pictures from four threads while there is trouble; return what came of it."""
    from tfstyle.errors import BusyError, StorageError

    kept, refused, over = {}, [], threading.Event()

    def work(number):
        seed = 1000 * number
        while not over.is_set():
            seed += 1
            data = picture(seed)
            try:
                kept[store.pictures.add(ada, data).id] = data
            except (BusyError, StorageError) as error:
                refused.append(error)
                time.sleep(0.1)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    trouble()
    before = len(kept)
    until = time.monotonic() + 30
    while len(kept) < before + 8 and time.monotonic() < until:
        time.sleep(0.1)
    over.set()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    assert len(kept) >= before + 8, "it did not come back"
    return kept, refused


def _all_there(store, ada, kept, refused):
    assert refused, "the trouble was not felt"
    for picture_id, data in kept.items():
        assert store.pictures.original(picture_id, owner_id=ada) == data
    assert store.pictures.ledger.sweep(older_than=0).missing == ()
    store.db.close()
