"""Pictures of a store: recipes, the sheet, what is cached, and who may see what."""

import io
import threading

import numpy as np
import pytest

from tests.studio.stand_ins import Blobs, Library, Model, Pictures, style
from tfstyle.errors import DataError, IntegrityError, TfstyleError
from tfstyle.images import read_provenance
from tfstyle.studio.painting import Layer, Models, Painter, PaintOptions

ME = "me"


@pytest.fixture
def blobs():
    return Blobs()


@pytest.fixture
def pictures(blobs):
    return Pictures(blobs)


@pytest.fixture
def photo(pictures):
    noise = np.random.default_rng(3).integers(0, 255, (40, 60, 3), "uint8")
    return pictures.add(ME, noise).id


@pytest.fixture
def painter(pictures, blobs):
    loaded = {}

    def load(name):
        return loaded.setdefault(name, Model(level=200 if "udnie" in name else 50))

    library = Library(style("udnie"), style("scream", model="fast_style_the_scream"))
    made = Painter(library, pictures, blobs, models=Models(load))
    made.loaded = loaded
    return made


def options(*names, **values):
    return PaintOptions(layers=[Layer(style_id=name) for name in names], **values)


def test_the_recipe_gives_the_same_bytes(painter, photo, pictures):
    mask = pictures.add(ME, np.eye(40, 60, dtype="uint8")[..., None] * 255)
    asked = PaintOptions(
        layers=[Layer(style_id="udnie"), Layer(style_id="scream", mask_id=mask.id)],
        strength=0.7, feather=1.5, size=64, restore=True,
    )  # fmt: skip
    first = painter.paint(photo, asked, viewer_id=ME)
    painter.library.held.clear()  # the recipe needs no library
    assert painter.repaint(photo, first.recipe, viewer_id=ME).png == first.png


def test_other_options_are_another_picture(painter, photo):
    one = painter.paint(photo, options("udnie"), viewer_id=ME)
    assert one.png != painter.paint(photo, options("udnie", strength=0.5), viewer_id=ME).png


def test_the_file_tells_how_it_was_made(painter, photo):
    painted = painter.paint(photo, options("udnie", strength=0.5), viewer_id=ME)
    (step,) = read_provenance(io.BytesIO(painted.png)).steps
    assert step.origin.name == "fast_style_udnie" and step.options == {"strength": 0.5}
    assert step.origin.files["model.weights.h5"] == painted.recipe["steps"][0]["checksum"]


def test_other_weights_are_refused(painter, photo):
    recipe = painter.paint(photo, options("udnie"), viewer_id=ME).recipe
    recipe["steps"][0]["checksum"] = "0" * 64
    with pytest.raises(IntegrityError, match="other weights"):
        painter.repaint(photo, recipe, viewer_id=ME)


def test_a_recipe_of_another_picture_is_refused(painter, photo, pictures):
    recipe = painter.paint(photo, options("udnie"), viewer_id=ME).recipe
    other = pictures.add(ME, np.zeros((9, 9, 3), "uint8"))
    with pytest.raises(IntegrityError, match="another picture"):
        painter.repaint(other.id, recipe, viewer_id=ME)


@pytest.mark.parametrize("recipe", [{}, [], None, {"version": 99}, {"version": 1}])
def test_what_is_no_recipe_is_refused(painter, photo, recipe):
    with pytest.raises(DataError, match="recipe"):
        painter.repaint(photo, recipe, viewer_id=ME)


def test_pictures_and_masks_of_others_are_not_there(painter, photo, pictures):
    theirs = pictures.add("ada", np.zeros((9, 9, 3), "uint8")).id
    with pytest.raises(TfstyleError, match="no such"):
        painter.paint(theirs, options("udnie"), viewer_id=ME)
    masked = PaintOptions(layers=[Layer(style_id="udnie", mask_id=theirs)])
    with pytest.raises(TfstyleError, match="no such"):
        painter.paint(photo, masked, viewer_id=ME)


def test_the_sheet_shows_every_style_and_is_painted_once(painter, photo, fake_thumbnails):
    first = dict(painter.contact_sheet(photo, viewer_id=ME, size=16))
    assert set(first) == {"udnie", "scream"} and all(d[:2] == b"\xff\xd8" for d in first.values())
    assert len(fake_thumbnails) == 2
    assert dict(painter.contact_sheet(photo, viewer_id=ME, size=16)) == first
    assert len(fake_thumbnails) == 2
    sha256 = painter.pictures.info(photo, viewer_id=ME).blob_sha256
    painter.cache.forget(sha256)
    list(painter.contact_sheet(photo, viewer_id=ME, size=16))
    assert len(fake_thumbnails) == 4


def test_the_sheet_yields_each_as_it_is_ready(painter, photo, fake_thumbnails):
    sheet = painter.contact_sheet(photo, viewer_id=ME, size=16)
    next(sheet)
    assert len(fake_thumbnails) == 1


@pytest.fixture
def fake_thumbnails(monkeypatch):
    calls = []

    def paint(loaded, image, wanted):
        for number, _ in enumerate(wanted):
            calls.append(number)
            yield number, loaded.model.translate(image)

    monkeypatch.setattr("tfstyle.studio.painting.painter.paint_thumbnails", paint)
    return calls


def test_a_style_that_cannot_be_loaded_is_left_out_of_the_sheet(painter, photo, fake_thumbnails):
    working = painter.models.get

    def get(name):
        if "udnie" in name:
            raise IntegrityError("damaged")
        return working(name)

    painter.models.get = get
    assert set(dict(painter.contact_sheet(photo, viewer_id=ME, size=16))) == {"scream"}


def test_models_are_loaded_once_and_few_are_kept():
    names, gate = [], threading.Event()

    def load(name):
        gate.wait(5)
        names.append(name)
        return object()

    models = Models(load, most=2)
    threads = [threading.Thread(target=models.get, args=("a",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    gate.set()
    for thread in threads:
        thread.join(5)
    assert names == ["a"]
    for name in ("b", "a", "c", "a", "b"):
        models.get(name)
    assert names == ["a", "b", "c", "b"]


def test_a_model_that_fails_to_load_is_tried_again():
    answers = [IntegrityError("damaged"), "model"]

    def load(name):
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    models = Models(load)
    with pytest.raises(IntegrityError):
        models.get("a")
    assert models.get("a").model == "model"
