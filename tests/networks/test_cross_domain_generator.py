"""The generator of two pictures: any two sizes, and a style that really gets through."""

import keras
import numpy as np
import pytest

from tfstyle.networks import CrossDomainGenerator

from .helpers import pictures, randomize

FUSIONS = ("add", "adain")


def make(fusion="add", **options):
    return CrossDomainGenerator(**{"filters": 4, "num_blocks": 1, "fusion": fusion, **options})


@pytest.mark.parametrize("fusion", FUSIONS)
def test_content_and_style_have_sizes_of_their_own(fusion):
    network = make(fusion, in_channels=1)
    out = network([pictures(2, 16, 24, 1), pictures(2, 13, 9, 3)])
    assert out.shape == (2, 16, 24, 3) and out.dtype == "float32"
    assert np.abs(out).max() <= 1
    smallest = network.min_size
    x = pictures(1, smallest, smallest, 3)
    assert network([x[..., :1], x]).shape == x.shape


@pytest.mark.parametrize("fusion", FUSIONS)
def test_the_style_reaches_the_picture_and_stays_with_its_own(fusion):
    """An instance norm behind the fusion could wipe it out: then these would be equal."""
    network = randomize(make(fusion))
    content, (one, two) = pictures(1, 16, 16, 3), pictures(2, 16, 16, 3, seed=2)
    two = two * 0.3 + 0.5
    both = np.asarray(network([np.repeat(content, 2, 0), np.stack([one, two])]))
    assert np.abs(both[0] - both[1]).mean() > 0.02
    alone = np.asarray(network([content, two[None]]))
    np.testing.assert_allclose(both[1:], alone, atol=1e-5)


@pytest.mark.parametrize("fusion", FUSIONS)
def test_only_the_statistics_of_a_style_count(fusion):
    """A texture shown twice as large a piece of is the same style, but for its edges."""
    network = randomize(make(fusion))
    content, tile = pictures(1, 16, 16, 3), pictures(1, 16, 16, 3, seed=2)
    small, large = np.tile(tile, (1, 4, 4, 1)), np.tile(tile, (1, 8, 8, 1))
    other = np.asarray(network([content, small * 0.3]))
    small, large = (np.asarray(network([content, style])) for style in (small, large))
    assert np.abs(small - large).mean() < 0.2 * np.abs(small - other).mean()


def test_without_aliases_no_pixel_is_dropped_or_repeated():
    smooth = randomize(make("adain", upsampling="antialiased"))
    names = [layer.name for layer in smooth.layers]
    assert {"down0_blur", "down1_blur", "up0_resize", "up1_resize"} <= set(names)
    out = smooth([pictures(1, 16, 24, 3), pictures(1, 16, 16, 3, seed=2)])
    assert out.shape == (1, 16, 24, 3)
    assert CrossDomainGenerator.from_config(smooth.get_config()).upsampling == "antialiased"


@pytest.mark.parametrize("fusion", FUSIONS)
def test_the_halves_are_the_whole(fusion):
    network = randomize(make(fusion))
    content, style = pictures(2, 16, 20, 3), pictures(2, 12, 16, 3, seed=2)
    names = [weight.path for weight in network.weights]
    encode, paint = network.split()
    code = encode(style)
    assert code.shape == (2, 8 * network.filters)
    painted = paint([keras.ops.convert_to_tensor(content), code])
    np.testing.assert_allclose(painted, network([content, style]), atol=1e-6)
    assert [weight.path for weight in network.weights] == names
    assert {id(w) for half in (encode, paint) for w in half.weights} == {
        id(w) for w in network.weights
    }


@pytest.mark.parametrize(
    "options, message",
    [
        ({"filters": 0}, "from 1 to 1024.*filters=0"),
        ({"num_blocks": -1}, "from 0 to 64.*num_blocks=-1"),
        ({"upsampling": "transpose"}, "upsampling must be one of.*antialiased.*'transpose'"),
        ({"fusion": "multiply"}, "fusion must be one of.*adain.*'multiply'"),
    ],
)
def test_arguments_out_of_range(options, message):
    with pytest.raises(ValueError, match=message):
        CrossDomainGenerator(**options)
