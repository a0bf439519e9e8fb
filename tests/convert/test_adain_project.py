"""The PyTorch AdaIN project's two files paint the same picture in Keras, in any style."""

import keras
import numpy as np
import pytest

from tests.convert import torch_style_reference as reference
from tests.convert.style_checks import (
    assert_knows_no_other,
    assert_same_picture,
    network_of,
    shapes_of,
    unit,
)
from tests.networks.helpers import pictures
from tfstyle import presets
from tfstyle.convert.architectures.adain_project import (
    AdaINEncoder,
    AdaINProjectDecoder,
    assemble,
)
from tfstyle.layers import unbiased_statistics
from tfstyle.models import AdaINStyle
from tfstyle.networks import NormalizedVGG19

pytestmark = pytest.mark.reference


def published(width=4):
    """Return the project's networks with random weights and pictures that span 0 to 1."""
    encoder = reference.randomize(reference.adain_encoder(width))
    decoder = reference.randomize(reference.adain_decoder(width), seed=1)
    x, style = (reference.to_torch(pictures(1, 32, 32, 3, seed=seed), 0, 1) for seed in (1, 3))
    reference.stretch(
        decoder[28], reference.adain_picture(encoder, decoder, x, [style]), 0, 1
    )
    return encoder, decoder


def converted(encoder, decoder):
    """Return our model of them; styles are looked at as large as they are."""
    model = assemble(
        {"encoder": network_of(AdaINEncoder(), reference.arrays_of(encoder)),
         "decoder": network_of(AdaINProjectDecoder(), reference.arrays_of(decoder))}, "adain",
    )  # fmt: skip
    model.style_size = None
    return model


def bytes_of(*shape, seed):
    return (unit(pictures(*shape, 3, seed=seed)) * 255).astype("uint8")


@pytest.mark.parametrize(
    ("width", "size", "style_size", "alpha"),
    [(4, (32, 40), (32, 32), 1.0), (3, (24, 16), (27, 45), 1.0), (4, (40, 32), (33, 16), 0.3)],
)
def test_it_paints_the_same_picture(width, size, style_size, alpha):
    encoder, decoder = published(width)
    model = converted(encoder, decoder)
    x, style = pictures(2, *size, 3), bytes_of(*style_size, seed=3)
    ours = model.translator(style=style, alpha=alpha)(x)
    theirs = reference.adain_picture(
        encoder, decoder, reference.to_torch(x, 0, 1),
        [reference.to_torch(style[None] / 127.5 - 1, 0, 1)], alpha=alpha,
    )  # fmt: skip
    assert_same_picture(unit(ours), reference.to_unit(theirs, 0, 1))


def test_a_weaker_style_is_painted_whole_pictures_too():
    model = converted(*published())
    photo, style = bytes_of(32, 40, seed=1), bytes_of(32, 32, seed=3)
    weak = model.translate(photo, style=style, alpha=0.3)
    ours = model.translator(style=style, alpha=0.3)(photo[None] / np.float32(127.5) - 1)
    assert np.abs(unit(ours)[0] * 255 - weak).max() <= 0.51
    for options in ({}, {"strength": 0.3}):
        other = model.translate(photo, style=style, **options)
        assert np.abs(weak - other.astype(int)).max() > 8


def test_styles_mix_as_the_project_mixes_them():
    encoder, decoder = published()
    x = pictures(1, 32, 32, 3)
    styles = [bytes_of(32, 32, seed=3), bytes_of(40, 24, seed=4) // 2]
    ours = converted(encoder, decoder).translator(style=[(styles[0], 3.0), (styles[1], 1.0)])(x)
    theirs = reference.adain_picture(
        encoder, decoder, reference.to_torch(x, 0, 1),
        [reference.to_torch(style[None] / 127.5 - 1, 0, 1) for style in styles], (0.75, 0.25),
    )  # fmt: skip
    assert_same_picture(unit(ours), reference.to_unit(theirs, 0, 1))


@pytest.mark.parametrize("size", [(32, 48), (31, 45), (17, 16)])
def test_every_layer_of_the_encoder_is_the_same_at_any_size(size):
    encoder, _ = published()
    network = network_of(AdaINEncoder(), reference.arrays_of(encoder))
    x = pictures(1, *size, 3)
    theirs = reference.to_torch(x, 0, 1)
    places = [0, 4, 11, 18, 31]
    for ours, first, last in zip(network(x), places, places[1:], strict=False):
        theirs = encoder[first:last](theirs)
        wanted = np.moveaxis(theirs.detach().numpy(), 1, -1)
        np.testing.assert_allclose(ours, wanted, atol=1e-4)


def test_other_files_are_not_taken_for_it():
    encoder, decoder = (reference.arrays_of(module) for module in published(2))
    assert_knows_no_other(AdaINEncoder(), decoder)
    assert_knows_no_other(AdaINProjectDecoder(), encoder)
    for architecture in (AdaINEncoder(), AdaINProjectDecoder()):
        assert_knows_no_other(architecture, reference.arrays_of(reference.FastNeuralStyle(2, 1)))
        assert architecture.arguments({"2.weight": (), "28.weight": (3,)}) is None
    assert AdaINEncoder().arguments(shapes_of(encoder) | {"29.weight": (16, 9, 3, 3)}) is None


def test_a_file_cut_at_relu4_1_will_do():
    encoder, _ = published(2)
    network_of(AdaINEncoder(), reference.arrays_of(encoder[:31]))


def test_the_model_is_saved_and_its_decoder_trained_on(tmp_path):
    keras.utils.set_random_seed(0)
    model = converted(*published(2))
    x, style = pictures(1, 16, 16, 3), bytes_of(24, 16, seed=3)
    before = np.asarray(model.translator(style=style)(x))
    model.save_to_preset(tmp_path / "preset")
    again = presets.load(tmp_path / "preset", training=True)
    assert again.unbiased and isinstance(again, AdaINStyle)
    np.testing.assert_array_equal(again.translator(style=style)(x), before)

    again.compile()
    eye = [value.copy() for value in again.encoder.get_weights()]
    again.train_step((x, pictures(1, 16, 16, 3, seed=2)))
    assert np.abs(np.asarray(again.translator(style=style)(x)) - before).max() > 1e-4
    for old, new in zip(eye, again.encoder.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_deviations_are_counted_as_pytorch_does():
    x = pictures(1, 3, 4, 2)
    mean, deviation = unbiased_statistics(x, epsilon=0)
    np.testing.assert_allclose(mean[0, 0, 0], x.mean((0, 1, 2)), atol=1e-6)
    np.testing.assert_allclose(deviation[0, 0, 0], x.std((0, 1, 2), ddof=1), rtol=1e-5)


def test_unknown_layers_are_named():
    with pytest.raises(ValueError, match=r"Received: 'relu4_9'\. Did you mean"):
        NormalizedVGG19(["relu4_9"])
    with pytest.raises(ValueError, match="a list of 1 to 16"):
        NormalizedVGG19([])
