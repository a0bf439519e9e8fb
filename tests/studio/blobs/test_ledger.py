"""Rows and bytes in step, whoever comes between."""

import os
import threading
import time

import pytest

from tests.optional import need
from tests.studio.stores import picture

need("sqlalchemy")


def hold(store, data):
    """Name bytes by a row that nothing else names."""
    store.blobs.put(data)
    with store.db.session() as session:
        return store.pictures.ledger.hold(session, data, "text/plain")


def test_bytes_go_with_the_last_row_that_names_them(any_store):
    from tfstyle.studio.database.schema import Blob

    ada, ben = any_store.person("ada"), any_store.person("ben")
    mine = any_store.pictures.add(ada, picture(1))
    twin = any_store.pictures.add(ada, picture(1))
    theirs = any_store.pictures.add(ben, picture(1))
    assert len(any_store.stored()) == 1
    any_store.pictures.delete(mine.id, viewer_id=ada)
    any_store.pictures.delete(twin.id, viewer_id=ada)
    assert any_store.pictures.original(theirs.id, owner_id=ben) == picture(1)
    any_store.pictures.delete(theirs.id, viewer_id=ben)
    assert not any_store.stored() and any_store.rows(Blob) == 0


def test_bytes_that_a_style_names_stay(any_store):
    from tfstyle.studio.database.schema import Style

    ada = any_store.person("ada")
    sha256 = any_store.blobs.put(b"a preset")
    with any_store.db.session() as session:
        any_store.pictures.ledger.hold(session, b"a preset", "application/zip")
        session.add(Style(
            owner_id=ada, name="mine", kind="trained", model="m", preset_sha256=sha256
        ))  # fmt: skip
    assert any_store.pictures.ledger.release([sha256]) == []
    assert any_store.pictures.usage(ada) == len(b"a preset")
    any_store.pictures.ledger.sweep(older_than=0)
    assert any_store.stored() == {sha256}


def test_a_sweep_removes_what_is_old_and_of_nobody(store):
    from tfstyle.studio.database.schema import Blob

    ada = store.person("ada")
    kept = store.pictures.add(ada, picture(1)).blob_sha256
    young = store.blobs.put(b"of someone who is not done yet")
    old = store.blobs.put(b"of someone who was killed")
    path = store.blobs.directory / old[:2] / old[2:4] / old
    os.utime(path, (time.time() - 3700,) * 2)
    row = hold(store, b"named by a row that nobody names")
    swept = store.pictures.ledger.sweep()
    assert swept.removed == (old,) and swept.missing == ()
    assert store.stored() == {kept, young, row}
    assert set(store.pictures.ledger.sweep(older_than=0).removed) == {young, row}
    assert store.stored() == {kept} and store.rows(Blob) == 1


def test_a_sweep_reports_rows_without_bytes_and_leaves_them(store):
    from tfstyle.studio.database.schema import Blob

    ada = store.person("ada")
    info = store.pictures.add(ada, picture(1))
    store.blobs.delete(info.blob_sha256)
    swept = store.pictures.ledger.sweep(older_than=0)
    assert swept.missing == (info.blob_sha256,) and swept.removed == ()
    assert store.rows(Blob) == 1


def test_bytes_removed_between_put_and_row_are_put_again(any_store):
    """The order of a race: A has put, B deletes the last picture with these bytes, A writes."""
    ada, ben = any_store.person("ada"), any_store.person("ben")
    theirs = any_store.pictures.add(ben, picture(1))
    put = any_store.blobs.put

    def put_and_be_late(data):
        sha256 = put(data)
        any_store.blobs.put = put
        any_store.pictures.delete(theirs.id, viewer_id=ben)
        assert not any_store.blobs.exists(sha256)
        return sha256

    any_store.blobs.put = put_and_be_late
    mine = any_store.pictures.add(ada, picture(1))
    assert any_store.pictures.original(mine.id, owner_id=ada) == picture(1)


def test_a_row_written_between_delete_and_removal_keeps_the_bytes(any_store):
    ada, ben = any_store.person("ada"), any_store.person("ben")
    theirs = any_store.pictures.add(ben, picture(1))
    ledger, added = any_store.pictures.ledger, []
    remove = ledger._remove

    def add_and_remove(sha256):
        ledger._remove = remove
        added.append(any_store.pictures.add(ada, picture(1)))
        return remove(sha256)

    ledger._remove = add_and_remove
    any_store.pictures.delete(theirs.id, viewer_id=ben)
    assert any_store.pictures.original(added[0].id, owner_id=ada) == picture(1)


@pytest.mark.parametrize("rounds", [5, pytest.param(60, marks=pytest.mark.exhaustive)])
def test_threads_that_add_and_delete_the_same_picture_end_in_step(any_store, rounds):
    from tfstyle.studio.database.schema import Blob, Picture

    people = [any_store.person(f"number {n}") for n in range(4)]
    failed = []

    def come_and_go(person):
        try:
            for _ in range(rounds):
                info = any_store.pictures.add(person, picture(1))
                original = any_store.pictures.original(info.id, owner_id=person)
                assert original == picture(1)
                any_store.pictures.delete(info.id, viewer_id=person)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=come_and_go, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert any_store.stored() == set() and any_store.rows(Blob) == any_store.rows(Picture) == 0
