"""A studio's database as training reads it: one moment, nothing written, hostile rows passed by."""

import os
import shutil
import sqlite3

import pytest

from tests.studio.stores import picture
from tfstyle.errors import DataError
from tfstyle.preferences.reading import blob_file, parts_of, read
from tfstyle.studio.painting.recipe import make_recipe, step


def path(room):
    return room.store.blobs.directory.parent / "studio.db"


def test_votes_are_read_as_the_studio_keeps_them(room):
    a, b = room.work("sea", 0.4), room.work("fire")
    room.ratings.prefer(room.ann, a, b)
    room.ratings.rate(room.ann, a, 5)
    ballot = read(path(room))
    assert len(ballot.works) == 2 and len(ballot.votes) == 2
    (who, better, worse), (_, rated, stars) = ballot.votes.comparisons[0], ballot.votes.stars[0]
    assert ballot.works[better].parts == {"sea": (1.0, 0.4)}
    assert ballot.works[worse].models == {"fire": "m"}
    assert (rated, stars) == (better, 5)
    assert ballot.person("ann") == who == room.ann
    blobs = room.store.blobs.directory
    for work in ballot.works:
        assert blob_file(blobs, work.picture).read_bytes() == room.store.blobs.get(work.picture)
        assert blob_file(blobs, work.source).is_file()


def test_the_checksum_is_of_the_votes_and_not_of_ids_or_hours(room, tmp_path_factory):
    from tests.studio.ratings.conftest import Room
    from tests.studio.stores import new_store

    other = Room(new_store(tmp_path_factory.mktemp("other")))
    found = []
    for one in (room, other):
        a, b = one.work("sea"), one.work("fire")
        one.ratings.prefer(one.ann, a, b)
        found.append(read(path(one)).sha256)
        one.ratings.rate(one.ann, b, 2)
        assert read(path(one)).sha256 != found[-1]
    assert found[0] == found[1]
    other.store.db.close()


def test_nothing_is_written_and_the_studio_may_be_writing(room):
    a, b = room.work(), room.work()
    room.ratings.prefer(room.ann, a, b)
    before = path(room).read_bytes()
    with room.store.db.session() as session:  # someone writes, and has not ended
        from tfstyle.studio.database.schema import Comparison

        session.add(Comparison(user_id=room.ann, better_id=b, worse_id=a, created=9e9))
        session.flush()
        ((_, better, worse),) = read(path(room)).votes.comparisons
        assert path(room).read_bytes() == before
    # Now it has, and the last word counts.
    assert [vote[1:] for vote in read(path(room)).votes.comparisons] == [(worse, better)]


def test_a_copy_that_nobody_has_open_is_read_where_one_may_not_write(room, tmp_path):
    room.ratings.prefer(room.ann, room.work(), room.work())
    room.store.db.close()
    folder = tmp_path / "copy"
    folder.mkdir()
    shutil.copy(path(room), folder / "studio.db")
    os.chmod(folder / "studio.db", 0o444)
    assert len(read(folder / "studio.db").votes) == 1


def test_works_without_their_photograph_are_left_out(room):
    lost = room.store.pictures.add(room.ann, picture(70)).id
    a, b, c = room.work(), room.work(source=lost), room.work()
    room.ratings.prefer(room.ann, a, b)
    room.ratings.prefer(room.ann, a, c)
    room.ratings.rate(room.ann, b, 1)
    room.store.pictures.delete(lost, viewer_id=room.ann)
    ballot = read(path(room))
    assert len(ballot.works) == 2 and len(ballot.votes) == 1


def test_what_is_no_studio_is_refused_in_words(tmp_path):
    with pytest.raises(DataError, match=r"no file.*studio\.db"):
        read(tmp_path / "studio.db")
    assert not (tmp_path / "studio.db").exists()  # asked for, and not made
    (tmp_path / "text.db").write_text("no database, but long enough to be looked at" * 99, "utf-8")
    sqlite3.connect(tmp_path / "empty.db").close()
    (tmp_path / "empty.db").touch()
    for name in ("text.db", "empty.db"):
        with pytest.raises(DataError, match=r"no studio's database"):
            read(tmp_path / name)
    with pytest.raises(DataError, match="no file"):
        read(tmp_path)


def test_hostile_names_lead_to_no_file(tmp_path):
    for name in ("../" * 8 + "etc/passwd", "/etc/passwd", "", "A" * 64, "0" * 63, None):
        assert blob_file(tmp_path, name) is None


def test_who_has_not_voted_is_told(room):
    room.ratings.prefer(room.ann, room.work(), room.work())
    with pytest.raises(DataError, match=r"'anne'.*Did you mean 'ann'"):
        read(path(room)).person("anne")
    with pytest.raises(DataError, match="'bob'"):
        read(path(room)).person("bob")


@pytest.mark.parametrize(
    ("recipe", "expected"),
    [
        (None, {}), ([], {}), ({"steps": "x"}, {}), ({"steps": [None, {"style": ["a"]}]}, {}),
        ({"steps": [{"style": "a"}]}, {"a": (1.0, 1.0)}),
        ({"steps": [{"style": "a", "options": {"strength": float("nan")}}]}, {"a": (1.0, 1.0)}),
        ({"steps": [{"style": "a", "options": {"strength": "1"}}]}, {"a": (1.0, 1.0)}),
        ({"steps": [{"style": "a", "options": {"strength": 1e300}}]}, {"a": (1.0, 1.0)}),
        ({"steps": [{"style": "a", "options": {"strength": 0.2}}, {"style": "b"}]},
         {"a": (0.5, 0.2), "b": (0.5, 1.0)}),
        ({"steps": [{"style": "a", "options": {"strength": 0.2}}, {"style": "a"}]},
         {"a": (1.0, 0.6)}),
    ],
)  # fmt: skip
def test_any_json_is_a_recipe_or_none(recipe, expected):
    parts, models = parts_of(recipe)
    assert parts == {style: pytest.approx(of) for style, of in expected.items()}
    assert set(models) == set(expected)


def test_a_recipe_of_the_painter_tells_its_strength_and_shares():
    steps = [
        step("one", "0" * 64, style_id="a", weight=3.0), step("two", "1" * 64, style_id="b"),
    ]  # fmt: skip
    parts, models = parts_of(make_recipe("2" * 64, None, steps, {"strength": 0.4, "size": None}))
    assert parts == {"a": pytest.approx((0.75, 0.4)), "b": pytest.approx((0.25, 0.4))}
    assert models == {"a": "one", "b": "two"}


@pytest.mark.parametrize("weight", [0.0, -1.0, float("nan"), "2", True, None])
def test_weights_that_are_none_count_alike(weight):
    steps = [{"style": one, "options": {"weight": weight}} for one in "ab"]
    assert {share for share, _ in parts_of({"steps": steps})[0].values()} == {0.5}
