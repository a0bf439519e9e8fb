"""Works taken along: a zip that any program opens, with names that are harmless anywhere."""

import io
import json
import re
import zipfile

import pytest

from tests.optional import need
from tests.studio.stores import picture, video
from tfstyle.errors import DataError, NotFoundError
from tfstyle.images import read_image

need("sqlalchemy")


def opened(data):
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.testzip() is None
    return archive


def test_a_zip_has_the_pictures_a_sheet_and_the_recipes(store):
    ada = store.person("ada")
    source = store.pictures.add(ada, picture(9), title="harbour.jpg")
    works = [store.gallery.keep(ada, picture(n, (30, 20)), {"n": n}, source.id) for n in range(5)]
    with opened(store.gallery.zip([work.id for work in works], viewer_id=ada)) as archive:
        names = [f"{n:03d}_harbour.png" for n in range(1, 6)]
        assert archive.namelist() == [*names, "contact_sheet.jpg", "recipes.json"]
        assert [archive.read(name) for name in names] == [picture(n, (30, 20)) for n in range(5)]
        told = json.loads(archive.read("recipes.json"))
        assert [(one["file"], one["recipe"]) for one in told] == [
            (name, {"n": n}) for n, name in enumerate(names)
        ]
        assert {one["source_id"] for one in told} == {source.id}
        sheet = read_image(io.BytesIO(archive.read("contact_sheet.jpg")))
    assert sheet.shape == (3 * 248 - 8, 2 * 248 - 8, 3)
    assert sheet[110:130, 110:130].std() > 20 and sheet[0, 0].min() > 250


@pytest.mark.parametrize(
    "title",
    ["../../etc/passwd", "C:\\con", "a/b\\c", "山水", "", "x" * 300, "-rf", ".hidden", "a\nb"],
)
def test_names_in_a_zip_are_harmless(store, title):
    ada = store.person("ada")
    work = store.gallery.keep(ada, picture(1), {}, title=title)
    with opened(store.gallery.zip([work.id], viewer_id=ada)) as archive:
        assert re.fullmatch(r"001_[a-z0-9-]{1,40}\.png", archive.namelist()[0])


def test_each_work_is_packed_once_and_none_is_refused(store):
    ada = store.person("ada")
    work = store.gallery.keep(ada, picture(1), {})
    with opened(store.gallery.zip([work.id, work.id], viewer_id=ada)) as archive:
        assert len(archive.namelist()) == 3
    with pytest.raises(DataError, match="at least one"):
        store.gallery.zip([], viewer_id=ada)
    with pytest.raises(NotFoundError):
        store.gallery.zip([work.id, "0" * 32], viewer_id=ada)


def test_a_video_is_packed_and_shown_by_a_frame(store):
    ada = store.person("ada")
    film = store.gallery.keep(ada, video(), {}, title="waves")
    with opened(store.gallery.zip([film.id], viewer_id=ada)) as archive:
        assert archive.namelist() == ["001_waves.mp4", "contact_sheet.jpg", "recipes.json"]


def test_pictures_of_any_shape_find_a_place_on_the_sheet(store):
    ada = store.person("ada")
    sizes = [(1, 1), (1000, 2), (2, 1000), (300, 300)]
    works = [store.gallery.keep(ada, picture(1, size), {}) for size in sizes]
    with opened(store.gallery.zip([work.id for work in works], viewer_id=ada)) as archive:
        assert "contact_sheet.jpg" in archive.namelist()
