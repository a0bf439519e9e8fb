"""A process killed at any moment loses no acknowledged picture, and leaves nothing half done."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from tests.optional import need
from tests.studio.stores import new_store

sa = need("sqlalchemy")

# Brings and deletes pictures from two threads. What it is about to do and has done it says in lines
# of a file, each written at once: they are there even if it is killed right after.
CHILD = """
import hashlib, io, json, os, random, sys, threading
import numpy as np
from PIL import Image
from tests.studio.stores import open_store
from pathlib import Path

url, folder, log, ada, seed = sys.argv[1:]
store = open_store(url, Path(folder))
log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)


def say(*words):
    os.write(log, (json.dumps(words) + "\\n").encode())


def photo(dice):
    exif = Image.Exif()
    exif[0x010F] = "ACME"  # so that a second version is served
    size = dice.choice([(8, 8), (200, 150)])
    pixels = np.frombuffer(dice.randbytes(size[0] * size[1] * 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels.reshape(size[1], size[0], 3)).save(file, "JPEG", exif=exif, quality=95)
    return file.getvalue()


def work(number):
    dice, mine, last = random.Random(f"{seed}/{number}"), [], None
    while True:
        if last is None or dice.random() < 0.7:
            last = photo(dice)  # otherwise the same bytes again
        if dice.random() < 0.5:
            info = store.pictures.add(ada, last)
        else:
            done = store.gallery.keep(ada, last, {"steps": [number]})
            info = store.pictures.info(done.picture_id, viewer_id=ada)
        say("kept", info.id, hashlib.sha256(last).hexdigest())
        mine.append(info.id)
        while len(mine) > 3 or (mine and dice.random() < 0.4):
            gone = mine.pop(dice.randrange(len(mine)))
            say("deleting", gone)
            store.pictures.delete(gone, viewer_id=ada)
            say("deleted", gone)


# What takes long at the first time shall not be all that is ever killed.
store.gallery.delete(store.gallery.keep(ada, photo(random.Random(0)), {}).id, viewer_id=ada)
say("ready")
for number in range(2):
    threading.Thread(target=work, args=(number,)).start()
"""


@pytest.mark.exhaustive
def test_twenty_kills_lose_no_picture_and_leave_nothing_half_done(tmp_path):
    store = new_store(tmp_path)
    ada, log, dice = store.person("ada"), tmp_path / "log", random.Random(0)
    arguments = [store.url, str(tmp_path / "blobs"), str(log), ada]
    kept, left_over = {}, 0
    for turn in range(20):
        log.write_bytes(b"")
        child = subprocess.Popen([sys.executable, "-c", CHILD, *arguments, str(turn)])
        try:
            _wait_for(log, child)
            time.sleep(dice.uniform(0, 1))
        finally:
            child.send_signal(signal.SIGKILL)
            child.wait()
        undecided = _read(log, kept)
        swept = store.pictures.ledger.sweep(older_than=0)
        left_over += len(swept.removed)
        assert swept.missing == (), f"rows without bytes after kill {turn}"
        _check(store, ada, kept, undecided, tmp_path / "blobs")
    assert len(kept) > 20, "the child was always killed too early"
    print(f"{len(kept)} pictures kept, {left_over} blobs swept away")


def _wait_for(log, child):
    until = time.monotonic() + 60
    while b"ready" not in log.read_bytes():
        assert child.poll() is None and time.monotonic() < until
        time.sleep(0.01)


def _read(log, kept):
    """Note what was acknowledged in `kept`; return what a kill may have cut in the middle."""
    undecided = set()
    for line in log.read_bytes().splitlines():
        what, *about = json.loads(line)
        if what == "kept":
            kept[about[0]] = about[1]
        elif what == "deleting":
            undecided.add(about[0])
        elif what == "deleted":
            undecided.remove(about[0])
            kept[about[0]] = None
    return undecided


def _check(store, ada, kept, undecided, folder):

    from tfstyle.studio.blobs.store import sha256_of
    from tfstyle.studio.database.schema import Blob, Picture, Work

    with store.db.reading() as session:
        rows = {row.id: row for row in session.scalars(sa.select(Picture))}
        blobs = set(session.scalars(sa.select(Blob.sha256)))
        works = {work.picture_id for work in session.scalars(sa.select(Work))}
        broken = session.connection().exec_driver_sql("PRAGMA foreign_key_check").all()
        sound = session.connection().exec_driver_sql("PRAGMA integrity_check").scalar()
    assert sound == "ok" and not broken
    for picture_id in undecided - set(rows):  # it came so far
        kept[picture_id] = None
    for picture_id, sha256 in kept.items():
        assert (picture_id in rows) == (sha256 is not None)
        if sha256 is not None:
            original = store.pictures.original(picture_id, owner_id=ada)
            assert sha256_of(original) == sha256
            store.pictures.read(picture_id, viewer_id=ada)
    named = {row.blob_sha256 for row in rows.values()} | {r.served_sha256 for r in rows.values()}
    assert blobs == named - {None} == store.stored()
    assert works == {row.id for row in rows.values() if row.kind == "result"}
    for entry in store.blobs.list():
        store.blobs.get(entry.sha256)  # checks its SHA-256
    files = {name for _, _, names in os.walk(folder) for name in names}
    assert files == store.stored(), "something else lies beside the bytes"
