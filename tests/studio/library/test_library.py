"""Styles in real tables: who sees which, what is asked for, what comes as a file."""

import io
import json
import zipfile

import pytest

from tests.optional import need
from tfstyle.errors import DataError, IntegrityError, NotFoundError, UnsupportedOptionError


@pytest.fixture
def rooms(tmp_path):
    need("sqlalchemy")
    need("alembic")
    from tfstyle.studio.blobs import open_blobs
    from tfstyle.studio.database import migrate, open_database
    from tfstyle.studio.database.schema import Classroom, Membership, User
    from tfstyle.studio.library import Library
    from tfstyle.studio.pictures import Pictures

    db = open_database(f"sqlite:///{tmp_path}/studio.db")
    migrate(db)
    with db.session() as session:
        for name in ("ada", "bob", "eve", "tom"):
            session.add(User(id=name, name=name, role="teacher" if name == "tom" else "student"))
        session.flush()
        session.add(Classroom(id="room", name="Room", teacher_id="tom"))
        session.flush()
        for name in ("ada", "bob"):
            session.add(Membership(classroom_id="room", user_id=name))
    blobs = open_blobs(tmp_path / "blobs")
    pictures = Pictures(db, blobs)
    return Library(db, pictures, blobs, tmp_path / "presets"), pictures, blobs


@pytest.fixture
def library(rooms):
    return rooms[0]


@pytest.fixture
def painting(rooms):
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (40, 30), (10, 90, 200)).save(file, "PNG")
    return rooms[1].add("ada", file.getvalue(), kind="painting").id


def add(library, painting, name="Sunrise", **values):
    told = {"licence": "my own work", "source": "painted in May", **values}
    return library.add_painting("ada", painting, name, told["licence"], told["source"],
                                values.get("tags", ("sun", "sea")))  # fmt: skip


def test_the_zoo_is_entered_once(library):
    assert library.seed_from_zoo() >= 20
    assert library.seed_from_zoo() == 0
    names = {style.name: style for style in library.styles("ada")}
    udnie = names["Udnie"]
    assert (udnie.model, udnie.tags[0], udnie.owner_id) == (
        "fast_style_udnie", "Francis Picabia", None,
    )  # fmt: skip
    assert all(style.licence and style.source for style in names.values())


def test_no_style_of_the_zoo_wants_a_label_map(library):
    library.seed_from_zoo()
    assert not any("facades" in style.model for style in library.styles("ada"))


def test_words_tags_and_orders(library, painting):
    library.seed_from_zoo()
    add(library, painting)
    assert [one.name for one in library.styles("ada", query="SUN sea")] == ["Sunrise"]
    assert [one.name for one in library.styles("ada", query="may", tags=("sun",))] == ["Sunrise"]
    assert library.styles("ada", tags=("sun", "moon")) == []
    assert library.styles("ada", order="newest")[0].name == "Sunrise"
    assert library.tags("ada")[0] == "painting"
    with pytest.raises(UnsupportedOptionError, match="order"):
        library.styles("ada", order="price")


def test_what_is_liked_comes_first(library, painting):
    library.seed_from_zoo()
    best = add(library, painting).id
    library._scores = lambda viewer, styles: {best: 1.0} if viewer == "ada" else {}
    assert library.styles("ada", order="liked")[0].id == best


@pytest.mark.parametrize(
    ("visibility", "seen"),
    [("private", "ada"), ("class", "ada bob tom"), ("published", "ada bob eve tom")],
)
def test_who_sees_a_style(library, painting, visibility, seen):
    style = add(library, painting)
    library.share(style.id, "ada", visibility)
    for name in ("ada", "bob", "eve", "tom"):
        found = [one.id for one in library.styles(name)]
        assert found == ([style.id] if name in seen.split() else [])
        if name not in seen.split():
            with pytest.raises(NotFoundError):
                library.get(style.id, viewer_id=name)


def test_only_its_owner_changes_a_style(library, painting):
    style = add(library, painting)
    library.share(style.id, "ada", "published")
    for act in (
        lambda: library.share(style.id, "bob", "private"),
        lambda: library.delete(style.id, "bob"),
        lambda: library.set_strength(style.id, "bob", 0.5),
    ):
        with pytest.raises(NotFoundError):
            act()
    library.set_strength(style.id, "ada", 0.5)
    assert library.get(style.id, viewer_id="bob").strength == 0.5


def test_a_painting_of_another_is_none(library, painting, rooms):
    rooms[1].share(painting, "published", owner_id="ada")
    with pytest.raises(NotFoundError):
        library.add_painting("bob", painting, "Mine", "none", "none")


@pytest.mark.parametrize("key", ["name", "licence", "source"])
@pytest.mark.parametrize("value", ["", "  \n ", "x" * 600])
def test_name_licence_and_source_are_asked_for(library, painting, key, value):
    with pytest.raises(DataError, match=key):
        add(library, painting, **{"name": "N", key: value})


def test_two_styles_of_one_name_are_refused(library, painting):
    add(library, painting)
    with pytest.raises(DataError, match="already"):
        add(library, painting)


def test_a_painting_is_no_file(library, painting):
    style = add(library, painting)
    with pytest.raises(UnsupportedOptionError, match="Train it first"):
        library.export(style.id, viewer_id="ada")


@pytest.fixture
def exported(library):
    library.seed_from_zoo()
    style = next(one for one in library.styles("ada") if one.model == "mobile_udnie")
    return library.export(style.id, viewer_id="ada")


def test_a_style_goes_out_and_comes_in_whole(library, exported, rooms):
    style = library.import_preset("bob", exported, name="Udnie of a friend")
    assert (style.kind, style.owner_id, style.visibility) == ("trained", "bob", "private")
    assert style.licence == "Apache-2.0" and style.source
    assert library.export(style.id, viewer_id="bob") == exported
    directory = library.preset_directory(style.preset_sha256)
    from tfstyle.zoo import resolve

    assert resolve(directory).is_preset
    library.delete(style.id, "bob")
    assert not rooms[2].exists(style.preset_sha256) and not directory.exists()


def changed(data, **entries):
    """Return a zip with entries replaced, added, or taken out (`None`)."""
    before = zipfile.ZipFile(io.BytesIO(data))
    held = {name: before.read(name) for name in before.namelist()} | entries
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in held.items():
            if content is not None:
                archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize("entries", [
    {"../x": b"x"}, {"/etc/x": b"x"}, {"x.py": b"x"}, {"a/config.json": b"{}"},
    {"config.json": None}, {"checksums.json": None},
    {"README.md": b"x" * (2**20 + 1)},
])  # fmt: skip
def test_a_file_of_another_shape_is_refused(library, exported, entries, tmp_path):
    with pytest.raises(DataError):
        library.import_preset("bob", changed(exported, **entries))
    assert not [one for one in (tmp_path / "presets").glob("*")]


def test_other_weights_than_recorded_are_refused(library, exported):
    with pytest.raises(IntegrityError, match=r"model\.weights\.h5"):
        library.import_preset("bob", changed(exported, **{"model.weights.h5": b"x"}))
    for sums in (b"[]", b"{}", b'{"config.json": 1}'):
        with pytest.raises(IntegrityError):
            library.import_preset("bob", changed(exported, **{"checksums.json": sums}))


@pytest.mark.parametrize("data", [b"", b"PK", b"x" * 100, b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_zip_is_refused(library, data):
    with pytest.raises(DataError, match="no preset file"):
        library.import_preset("bob", data)


def test_a_zip_bomb_is_not_unpacked(library, exported):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("config.json", "checksums.json"):
            archive.writestr(name, b"{}")
        archive.writestr("model.weights.h5", bytes(65 * 2**20))
    assert len(file.getvalue()) < 2**20
    with pytest.raises(DataError, match="larger"):
        library.import_preset("bob", file.getvalue())


def test_odd_words_about_a_style_do_no_harm(library, exported):
    about = {"name": 3, "tags": [1, "<b>", "x" * 99], "style": ["?"], "direction": 7,
             "licence": "L\0", "source": "S"}  # fmt: skip
    data = changed(exported, **{"style.json": json.dumps(about)})
    style = library.import_preset("bob", data, name="N")
    assert (style.name, style.direction, style.style) == ("N", None, None)
    assert style.tags == ("<b>", "x" * 40)


def test_a_trained_style_counts_towards_the_quota(library, exported, rooms, tmp_path):
    from tfstyle.errors import QuotaError
    from tfstyle.studio.database.schema import User

    def limit(quota):
        with rooms[1].db.session() as session:
            session.get(User, "bob").quota_bytes = quota

    stored = {entry.sha256 for entry in rooms[2].list()}
    limit(1000)
    with pytest.raises(QuotaError, match="are free"):
        library.import_preset("bob", exported)
    with zipfile.ZipFile(io.BytesIO(exported)) as file:
        file.extractall(tmp_path / "preset")
    with pytest.raises(QuotaError, match="are free"):
        library.add_trained("bob", tmp_path / "preset", "Mine", "my own", "me")
    assert {entry.sha256 for entry in rooms[2].list()} == stored
    assert not (tmp_path / "presets").exists() or not list((tmp_path / "presets").iterdir())
    limit(len(exported))
    library.import_preset("bob", exported)
    assert rooms[1].usage("bob") == len(exported)


def test_what_was_unpacked_for_nobody_is_tidied(library, exported, rooms, tmp_path):
    from tfstyle.studio.library.unpacked import tidy

    style = library.import_preset("bob", exported)
    left = tmp_path / "presets" / ("f" * 64)
    left.mkdir()
    (tmp_path / "presets" / "something else").mkdir()
    assert tidy(rooms[1].db, tmp_path / "presets") == []  # it may be just coming in
    assert tidy(rooms[1].db, tmp_path / "presets", older_than=-1) == [left.name]
    assert library.preset_directory(style.preset_sha256).is_dir()
    library.delete(style.id, "bob")
    assert [path.name for path in (tmp_path / "presets").iterdir()] == ["something else"]
