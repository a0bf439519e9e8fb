"""LPIPS where its value is known, and of pictures of any kind."""

import os
from pathlib import Path

import numpy as np
import pytest

from tests.networks.helpers import randomize
from tests.optional import need
from tfstyle import images
from tfstyle.errors import DataError
from tfstyle.evaluation.encoders import load_encoders
from tfstyle.metrics import Measuring, lpips
from tfstyle.metrics.lpips import LAYERS
from tfstyle.networks import LPIPSFeatures

photos = need("skimage.data")


@pytest.fixture(scope="module")
def encoder():
    return randomize(LPIPSFeatures("squeeze", filters=4))


def measure(encoder, *pair):
    ((found),) = Measuring(["lpips_squeeze"], {"lpips_squeeze": encoder}).rows("pair", [pair])
    return found["lpips_squeeze"]


@pytest.mark.parametrize("backbone", LAYERS)
def test_the_metric_names_the_layers_that_its_network_has(backbone):
    assert LPIPSFeatures(backbone, filters=4).layer_names == LAYERS[backbone]


def test_it_is_the_sum_over_layers_of_the_mean_over_places():
    ones = [np.ones((1, 2, 3, 4), "float32"), np.ones((1, 1, 1, 2), "float32")]
    others = [3 * ones[0], ones[1] + [0.5, 0]]
    assert lpips(ones, others) == pytest.approx(4 * 4 + 0.25)


def test_any_size_from_the_smallest_on_and_either_order(encoder):
    photograph = photos.chelsea()
    for height, width in ((17, 17), (32, 45), (64, 17), (111, 200)):
        one, other = photograph[:height, :width], photograph[40 : 40 + height, 60 : 60 + width]
        assert measure(encoder, one, one.copy()) == 0
        assert measure(encoder, one, other) == pytest.approx(measure(encoder, other, one))
        assert measure(encoder, one, other) > 0


def test_gray_and_alpha_are_what_they_look_like(encoder):
    color = photos.astronaut()[:40, :40]
    gray = color.mean(-1, keepdims=True).astype("uint8")
    three = np.repeat(gray, 3, axis=-1)
    assert measure(encoder, gray, three) == 0
    opaque = np.concatenate([color, np.full_like(gray, 255)], axis=-1)
    assert measure(encoder, color, opaque) == 0
    assert measure(encoder, three, opaque) == pytest.approx(measure(encoder, gray, color))
    assert measure(encoder, gray, color) > 0


def test_content_is_the_distance_from_the_photograph_whatever_the_painting(encoder):
    photograph, painting = photos.astronaut()[:48, :60], photos.coffee()[:80, :80]
    result = 255 - photograph
    measuring = Measuring(["content_lpips"], {"lpips_squeeze": encoder})
    rows = [(photograph, painting, photograph.copy()), (photograph, painting, result)]
    first, second = (row["content_lpips"] for row in measuring.rows("stylized", rows))
    assert first == 0 and second == measure(encoder, photograph, result) > 0
    with pytest.raises(DataError, match="one size"):
        measuring.rows("stylized", [(photograph, painting, result[:40])])


def test_what_cannot_be_compared_is_refused(encoder):
    picture = np.zeros((40, 40, 3), "uint8")
    with pytest.raises(DataError, match=r"LPIPS needs pictures of one size.*\(19, 19\).*\(19, 2"):
        measure(encoder, picture, np.zeros((40, 43, 3), "uint8"))
    with pytest.raises(DataError, match=r"lpips_squeeze: pictures need 17 pixels.*: 40x16"):
        measure(encoder, picture[:16], picture[:16])


@pytest.mark.weights
def test_the_published_triplet():
    """The `example` beside the weights: 0.711 and 0.148 through SqueezeNet."""
    place = os.environ.get("TFSTYLE_LPIPS")
    if not place or not Path(place, "example").is_dir():
        pytest.skip("set TFSTYLE_LPIPS to a folder of weights with the published `example` in it")
    reference, far, near = (
        images.read_image(Path(place, "example", f"ex_{name}.png")) for name in ("ref", "p0", "p1")
    )
    encoder = load_encoders(["lpips_squeeze"])["lpips_squeeze"]
    assert round(measure(encoder, reference, far), 3) == 0.711
    assert round(measure(encoder, reference, near), 3) == 0.148
    assert measure(encoder, reference, reference) == 0
