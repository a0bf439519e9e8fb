"""Content and style distances beside the losses', which compute the same another way."""

import numpy as np
import pytest

from tests.optional import need
from tfstyle import images
from tfstyle.losses import content_loss, gram_loss, gram_matrix
from tfstyle.metrics import Measuring, get_metric, needed_layers, painting_as_measured
from tfstyle.metrics.style import STYLE_LAYERS
from tfstyle.networks import VGG19

photos = need("skimage.data")
NAMES = ("content", "style", "style_before")


@pytest.fixture(scope="module")
def encoder():
    return VGG19(STYLE_LAYERS, filters=4)


@pytest.fixture(scope="module")
def three():
    """A photograph, a painting of another size, and a result."""
    photograph, painting = photos.astronaut()[:48, :64], photos.coffee()[:80, :80]
    return photograph, painting, (photograph * 0.6).astype("uint8")


def measure(encoder, *row):
    (measured,) = Measuring(NAMES, {"vgg19": encoder}).rows("stylized", [row])
    return measured


def test_they_are_the_losses_of_the_same_features(encoder, three):
    photo, painting, result = (encoder(images.to_float(picture)[None]) for picture in three)

    def style(output):
        losses = [
            gram_loss(gram_matrix(target), features)
            for target, features in zip(painting, output, strict=True)
        ]
        return float(np.mean(losses))

    measured = measure(encoder, *three)
    assert measured["content"] == pytest.approx(
        float(content_loss(photo[2], result[2], normalize=True)), rel=1e-4
    )
    assert measured["style"] == pytest.approx(style(result), rel=1e-4)
    assert measured["style_before"] == pytest.approx(style(photo), rel=1e-4)


def test_the_style_of_a_layer_is_its_share_of_the_style(encoder, three):
    names = ["style", *(f"style_{layer}" for layer in STYLE_LAYERS)]
    for row in (three, (three[0], three[1], three[1])):
        (measured,) = Measuring(names, {"vgg19": encoder}).rows("stylized", [row])
        layers = [measured[name] for name in names[1:]]
        assert measured["style"] == pytest.approx(np.mean(layers), rel=1e-6)
    assert layers == [0, 0, 0, 0]  # of the painting itself
    assert needed_layers([get_metric("style_relu2_1")]) == {"vgg19": ("relu2_1",)}


def test_the_photograph_and_the_painting_are_the_ends(encoder, three):
    photograph, painting, _ = three
    assert measure(encoder, photograph, painting, photograph)["content"] == 0
    same = measure(encoder, painting, painting, painting)
    assert same["style"] == same["style_before"] == 0


def test_each_picture_is_looked_at_once(encoder, three):
    photograph, painting, result = three
    looked = []

    class Counting:
        layer_names = encoder.layer_names

        def __call__(self, batch):
            looked.append(len(batch))
            return encoder(batch)

    measuring = Measuring(NAMES, {"vgg19": Counting()})
    rows = [(photograph, painting, result), (photograph, painting, result.copy())]
    first, second = measuring.rows("stylized", rows)
    assert first == second and looked == [1] * 4


def test_no_more_is_remembered_than_has_room(encoder, three, monkeypatch):
    photograph, painting, result = three
    measuring = Measuring(["content", "style"], {"vgg19": encoder})
    looking = measuring._looking["stylized"]
    looked, at = [], looking.at
    monkeypatch.setattr(looking, "at", lambda picture: looked.append(id(picture)) or at(picture))
    of_one = sum(one.nbytes for kept in at(photograph).values() for one in kept)
    looking._room = 3 * of_one
    rows = [(photograph.copy(), painting, result) for _ in range(9)]
    first = measuring.rows("stylized", rows)
    assert measuring.rows("stylized", rows) == first
    assert looked.count(id(painting)) == 1 and looked.count(id(result)) == 18
    again = [looked.count(id(row[0])) for row in rows]
    assert again[:1] == [1] and again[-5:] == [2] * 5


def test_a_network_that_is_missing_is_named(encoder):
    with pytest.raises(ValueError, match=r"vgg19 at relu3_1.*without relu3_1: \[\]"):
        Measuring(["content"])
    shallow = VGG19(["relu1_1"], filters=4)
    with pytest.raises(ValueError, match="without relu2_1, relu3_1, relu4_1"):
        Measuring(["style"], {"vgg19": shallow})


def test_paintings_are_compared_at_one_size():
    assert painting_as_measured(np.zeros((40, 60, 3), "uint8")).shape == (256, 384, 3)
