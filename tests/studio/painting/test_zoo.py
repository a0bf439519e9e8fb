"""With the zoo's own weights: the same bits again, and all styles at once."""

import numpy as np
import pytest

from tests.optional import need
from tests.studio.stand_ins import Blobs, Library, Pictures, style
from tfstyle.studio.painting import Layer, Models, Painter, PaintOptions

pytestmark = pytest.mark.exhaustive
ME = "me"


def zoo():
    """The library's module of the zoo's styles, which is among those with tables."""
    need("sqlalchemy")
    from tfstyle.studio.library import zoo_styles

    return zoo_styles


@pytest.fixture(scope="module")
def models():
    return Models()


@pytest.fixture
def store(models):
    blobs = Blobs()
    pictures = Pictures(blobs)
    y, x = np.mgrid[:96, :128]
    photo = np.stack([x * 2 % 256, y * 2 % 256, (x + y) % 256], -1).astype("uint8")
    painting = pictures.add(ME, photo[::-1, ::-1].copy())
    styles = [
        style(f"{one.model}/{one.style}", one.model, style=one.style, direction=one.direction)
        for one in zoo().zoo_styles()
    ]
    styles.append(style("own", zoo().ARBITRARY, painting_sha256=painting.blob_sha256))
    painter = Painter(Library(*styles), pictures, blobs, models=models)
    return painter, pictures.add(ME, photo).id, pictures


def test_the_recipe_gives_the_same_bytes_in_another_studio(store):
    painter, photo, pictures = store
    mask = pictures.add(ME, np.tri(96, 128, dtype="uint8")[..., None] * 255)
    options = PaintOptions(
        layers=[
            Layer(style_id="fast_style_multi/udnie", weight=2.0),
            Layer(style_id="fast_style_multi/great_wave"),
            Layer(style_id="cyclegan_monet2photo_256/None"),
            Layer(style_id="own", mask_id=mask.id),
        ],
        strength=0.8, preserve_color=True, feather=2.0, restore=True, size=80,
    )  # fmt: skip
    first = painter.paint(photo, options, viewer_id=ME)
    other = Painter(Library(), pictures, painter.blobs)
    assert other.repaint(photo, first.recipe, viewer_id=ME).png == first.png


def test_one_style_is_the_picture_that_translate_gives(store, models):
    painter, photo, pictures = store
    layers = [Layer(style_id="fast_style_multi/udnie")]
    painted = painter.paint(photo, PaintOptions(layers=layers), viewer_id=ME)
    wanted = models.get("fast_style_multi").model.translate(
        pictures.image(photo, viewer_id=ME), style="udnie"
    )
    again = pictures.add(ME, wanted)
    from tfstyle.studio.painting.encoding import encode
    from tfstyle.studio.painting.recipe import provenance_of

    assert painted.png == encode(
        pictures.image(again.id, viewer_id=ME), "png", provenance_of(painted.recipe)
    )


def test_the_sheet_shows_all_styles_as_they_paint(store, models):
    painter, photo, pictures = store
    sheet = dict(painter.contact_sheet(photo, viewer_id=ME, size=96))
    assert set(sheet) == set(painter.library.held)
    import io

    from PIL import Image

    shown = np.asarray(Image.open(io.BytesIO(sheet["fast_style_multi/udnie"])), "float32")
    wanted = models.get("fast_style_multi").model.translate(
        pictures.image(photo, viewer_id=ME), style="udnie"
    )
    assert np.abs(shown - wanted).mean() < 8  # JPEG's loss
