"""Backups that are damaged, or written by someone else: refused, and nothing is left of them."""

import io
import json
import os
import random
import signal
import subprocess
import sys
import tarfile
import time

import pytest

from tests.optional import need
from tests.studio import stores
from tests.studio.backup.test_backup import furnish, told
from tfstyle.errors import DataError, IntegrityError, StorageError

need("sqlalchemy")
need("alembic")


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """A store, and the bytes of its backup."""
    folder = tmp_path_factory.mktemp("once")
    store = stores.new_store(folder)
    from tfstyle.studio.backup import backup

    furnish(store)
    backup(store.db, store.blobs, folder / "studio.tar")
    yield store, (folder / "studio.tar").read_bytes()
    store.db.close()


@pytest.fixture
def saved(once, tmp_path):
    """A store, only to be looked at, and a backup of it."""
    store, data = once
    (tmp_path / "studio.tar").write_bytes(data)
    return store, tmp_path / "studio.tar"


def members(path):
    with tarfile.open(path) as tar:
        return [(about.name, tar.extractfile(about).read()) for about in tar]


def write(path, parts):
    with tarfile.open(path, "w") as tar:
        for name, data in parts:
            about = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            about.size = len(data)
            tar.addfile(about, io.BytesIO(data))


def refused(path, folder, words, error=IntegrityError):
    """Check that a backup is refused and leaves nothing."""
    from tfstyle.studio.backup import restore
    from tfstyle.studio.backup.rows import is_empty
    from tfstyle.studio.blobs import open_blobs
    from tfstyle.studio.database import open_database

    blobs = open_blobs(folder / "new" / "blobs")
    url = f"sqlite:///{folder}/new/studio.db"
    with pytest.raises(error, match=words):
        restore(path, url, blobs)
    assert list(blobs.list()) == []
    db = open_database(url)
    with db.reading() as session:
        assert is_empty(session.connection())
    db.close()


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.6, 0.8])
def test_a_file_cut_short_is_refused(saved, share, tmp_path):
    _, path = saved
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    refused(path, tmp_path, "cut short|no backup|not whole|damaged")


def test_a_changed_byte_anywhere_is_seen(saved, tmp_path):
    _, path = saved
    parts = members(path)
    for place in range(1, len(parts)):
        name, data = parts[place]
        if not data:
            continue
        changed = bytes([data[0] ^ 1]) + data[1:]
        write(path, [*parts[:place], (name, changed), *parts[place + 1 :]])
        refused(path, tmp_path, "damaged")


def test_what_is_left_out_is_missed(saved, tmp_path):
    _, path = saved
    parts = members(path)
    for place in (1, len(parts) - 1):
        write(path, parts[:place] + parts[place + 1 :])
        refused(path, tmp_path, "not whole")


def _special(name, kind, target=""):
    about = tarfile.TarInfo(name)
    about.type, about.linkname = kind, target
    return about


@pytest.mark.parametrize(
    "extra",
    [
        "../../etc/cron.d/x", "/etc/x", "rows/../x.jsonl", "blobs/../../x", "blobs/" + "0" * 63,
        "rows/Users.jsonl", "x" * 300, "blobs",
        _special("blobs/" + "1" * 64, tarfile.SYMTYPE, "/etc"),
        _special("rows/a.jsonl", tarfile.LNKTYPE, "/etc/passwd"), _special("dev", tarfile.CHRTYPE),
        _special("blobs/" + "1" * 64, tarfile.FIFOTYPE), _special("a", tarfile.DIRTYPE),
    ],
    ids=lambda extra: str(getattr(extra, "name", extra))[:40],
)  # fmt: skip
def test_what_belongs_in_no_backup_is_refused(saved, extra, tmp_path):
    _, path = saved
    write(path, [*members(path), (extra, b"")])
    refused(path, tmp_path, "does not belong")
    assert not os.path.exists("/etc/cron.d/x")


def test_the_same_part_twice_is_refused(saved, tmp_path):
    _, path = saved
    parts = members(path)
    write(path, [*parts, parts[-1]])
    refused(path, tmp_path, "does not belong")


def test_a_sparse_part_does_not_fill_the_memory(saved, tmp_path):
    _, path = saved
    about = tarfile.TarInfo("blobs/" + "1" * 64)
    about.pax_headers = {
        "GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.map": "0,1",
        "GNU.sparse.size": str(2**40), "GNU.sparse.name": about.name,
    }  # fmt: skip
    write(path, [*members(path), (about, b"x")])
    refused(path, tmp_path, "does not belong")


@pytest.mark.parametrize(
    ("change", "words", "error"),
    [
        ({"format": 2}, "format 2", IntegrityError), ({"revision": "0999"}, "not known", DataError),
        ({"revision": 1}, "no backup", IntegrityError),
        ({"tables": []}, "no backup", IntegrityError),
        ({"blobs": 10**6}, "not whole", IntegrityError),
        ({"more": 1}, "no backup", IntegrityError),
        (None, "no backup", IntegrityError),
    ],
)  # fmt: skip
def test_a_manifest_that_says_something_else_is_refused(saved, change, words, error, tmp_path):
    _, path = saved
    (name, manifest), *rest = members(path)
    told = b"[]" if change is None else json.dumps({**json.loads(manifest), **change}).encode()
    write(path, [(name, told), *rest])
    refused(path, tmp_path, words, error)


def _with_rows(path, table, change):
    """Write a backup whose sums are right, and whose rows are others."""
    import hashlib

    parts = dict(members(path))
    name = f"rows/{table}.jsonl"
    lines = parts[name] = change(parts[name])
    manifest = json.loads(parts["manifest.json"])
    manifest["tables"][table] |= {"sha256": hashlib.sha256(lines).hexdigest()}
    parts["manifest.json"] = json.dumps(manifest).encode()
    write(path, parts.items())


@pytest.mark.parametrize(
    ("table", "change", "words"),
    [
        ("users", lambda lines: b"{}\n" * 2, "other columns"),
        ("users", lambda lines: b"no json\n", "no JSON"),
        ("users", lambda lines: lines.splitlines(True)[0], "do not fit|says otherwise"),
        ("users", lambda lines: lines.splitlines(True)[0] * 2, "do not fit"),
        ("users", lambda lines: lines.replace(b'"teacher"', b'"emperor"'), "do not fit"),
        ("works", lambda lines: lines.replace(b'"owner_id": "', b'"owner_id": "f'), "do not fit"),
        ("blobs", lambda lines: b"", "do not fit|says otherwise"),
    ],
)
def test_rows_that_do_not_fit_are_refused_whole(saved, table, change, words, tmp_path):
    _, path = saved
    _with_rows(path, table, change)
    refused(path, tmp_path, words)


def test_a_store_that_fails_in_the_middle_leaves_nothing(saved, tmp_path):
    from tfstyle.studio.backup import restore
    from tfstyle.studio.blobs import open_blobs

    store, path = saved
    blobs = open_blobs(tmp_path / "new" / "blobs")
    already = blobs.put(store.blobs.get(max(store.stored())))
    put, count = blobs.put, [0]

    def fail(data):
        count[0] += 1
        if count[0] == 4:
            raise StorageError("The disk is full.")
        return put(data)

    blobs.put = fail
    with pytest.raises(StorageError):
        restore(path, f"sqlite:///{tmp_path}/new/studio.db", blobs)
    blobs.put = put
    assert [entry.sha256 for entry in blobs.list()] == [already]  # what was there stays
    restore(path, f"sqlite:///{tmp_path}/new/studio.db", blobs)
    again = stores.open_store(f"sqlite:///{tmp_path}/new/studio.db", tmp_path / "new" / "blobs")
    assert told(again) == told(store)
    again.db.close()


@pytest.mark.exhaustive
def test_a_restore_that_is_killed_is_nothing_or_all(saved, tmp_path):
    """Either the place is still empty, and restoring again does it, or everything is there."""
    from tfstyle.studio.backup import restore
    from tfstyle.studio.blobs import open_blobs

    store, path = saved
    wanted, dice, empty = told(store), random.Random(0), 0
    code = (
        "import sys\n"
        "from tfstyle.studio.backup import restore\n"
        "from tfstyle.studio.blobs import open_blobs\n"
        "print('ready', flush=True)\n"
        "restore(sys.argv[1], sys.argv[2], open_blobs(sys.argv[3]))\n"
    )
    for turn in range(8):
        folder = tmp_path / f"new{turn}"
        url = f"sqlite:///{folder}/studio.db"
        command = [sys.executable, "-c", code, str(path), url, str(folder / "blobs")]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
            assert child.stdout.readline() == b"ready\n"
            time.sleep(dice.uniform(0, 0.4))
            child.send_signal(signal.SIGKILL)
        again = stores.open_store(url, folder / "blobs")
        if told(again)[0] != wanted[0]:
            empty += 1
            assert not any(told(again)[0].values())
            restore(path, url, open_blobs(folder / "blobs"))
        assert told(again) == wanted
        again.db.close()
    print(f"{empty} of 8 kills left an empty place")
