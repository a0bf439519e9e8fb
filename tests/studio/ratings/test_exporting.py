"""Votes on their way to a training elsewhere: the same votes, and nothing else of the studio."""

import pytest

from tfstyle.errors import DataError
from tfstyle.preferences.reading import blob_file, read


def test_what_is_exported_reads_as_the_studio_does(any_room, tmp_path):
    from tfstyle.studio.ratings import export_votes

    room = any_room
    a, b, c = room.work("sea", 0.5), room.work("fire"), room.work("wood")
    room.ratings.prefer(room.ann, a, b)
    room.ratings.rate(room.ann, b, 2)
    path = export_votes(room.store.db, room.store.blobs, tmp_path / "votes")
    ballot = read(path)
    assert len(ballot.works) == 2 and len(ballot.votes) == 2 and ballot.person("ann") == room.ann
    if room.store.db.is_sqlite:
        assert ballot.sha256 == read(room.store.blobs.directory.parent / "studio.db").sha256
    for work in ballot.works:
        for sha256 in (work.picture, work.source):
            stored = room.store.blobs.get(sha256)
            assert blob_file(path.parent / "blobs", sha256).read_bytes() == stored
    unvoted = room.store.gallery.get(c, viewer_id=room.ann).picture_id
    assert unvoted.encode() not in path.read_bytes() and b"bob" not in path.read_bytes()
    with pytest.raises(DataError, match="not empty"):
        export_votes(room.store.db, room.store.blobs, path.parent)


def test_a_studio_without_votes_has_an_empty_ballot(room, tmp_path):
    from tfstyle.studio.ratings import export_votes

    assert len(read(export_votes(room.store.db, room.store.blobs, tmp_path / "votes")).votes) == 0
