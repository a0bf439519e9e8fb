"""What the optimisation pulls at: content, style and smoothness, each on its scale."""


import keras
import numpy as np
import pytest
from keras import ops

from tests.models.gatys.helpers import LAYERS, losses, model, values
from tests.networks.helpers import pictures
from tests.optional import need
from tfstyle import images
from tfstyle.losses import gram_loss, gram_matrix
from tfstyle.models.gatys.losses import GatysLosses
from tfstyle.networks.lean_vgg import LeanVGG19
from tfstyle.networks.vgg import VGG19

data = need("skimage.data")


def test_terms_are_zero_at_their_targets_and_one_on_their_scale(encoder):
    content, style = pictures(1, 32, 32, 3), pictures(1, 24, 40, 3, seed=2)
    at_content = values(losses(encoder, content, [(style, 1.0)])(content))
    at_style = values(losses(encoder, content, [(content, 1.0)])(content))
    assert at_content["content"] == 0 and at_content["style"] > 1e-3
    assert at_style == {"content": 0, "style": 0}
    double = losses(encoder, content, [(style, 1.0)], style_weight=2.0, content_weight=3.0)
    other = pictures(1, 32, 32, 3, seed=3)
    one, two = losses(encoder, content, [(style, 1.0)])(other), double(other)
    np.testing.assert_allclose(two["style"], 2 * one["style"], rtol=1e-5)
    np.testing.assert_allclose(two["content"], 3 * one["content"], rtol=1e-5)


def test_layer_weights_add_up_to_one_and_choose_the_layers(encoder):
    content, style, x = (pictures(1, 32, 32, 3, seed=seed) for seed in (1, 2, 3))

    def style_term(**weights):
        made = GatysLosses(
            encoder, content, [(style, 1.0)], content_layers={"relu3_1": 1.0},
            style_layers=weights, content_weight=0.0, style_weight=1.0, tv_weight=0.0,
        )
        terms = made(x)
        assert list(terms) == ["style"]  # no weight, no pass
        return float(terms["style"])

    first, second = style_term(relu1_1=1.0), style_term(relu2_1=5.0)
    assert first != pytest.approx(second)
    mixed = style_term(relu1_1=3.0, relu2_1=1.0, relu3_1=0.0)
    assert mixed == pytest.approx(0.75 * first + 0.25 * second, rel=1e-5)


def test_several_styles_are_the_weighted_mean_of_their_grams(encoder):
    a, b = pictures(1, 32, 32, 3), np.full((1, 32, 32, 3), 0.9, "float32")
    mixed = losses(encoder, a, [(a, 0.25), (b, 0.75)])
    for layer, x, y in zip(LAYERS, encoder(a), encoder(b), strict=True):
        expected = 0.25 * gram_matrix(x) + 0.75 * gram_matrix(y)
        np.testing.assert_allclose(mixed._grams[layer], expected, rtol=1e-5)


def test_a_texture_has_one_gram_at_every_size():
    """Twice the texture is the same style; a Gram that grew with the size would be 4 times."""
    encoder = VGG19(LAYERS, filters=4)
    texture = np.tile(images.resize(data.coffee(), (32, 32)), (4, 4, 1))
    small, large = (images.to_float(x)[None] for x in (texture, np.tile(texture, (2, 2, 1))))
    for a, b in zip(encoder(small), encoder(large), strict=True):
        a, b = gram_matrix(a), gram_matrix(b)
        assert float(ops.max(ops.abs(a - b))) < 0.1 * float(ops.max(ops.abs(a)))


def test_the_targets_are_looked_at_once_a_level(photo, painting):
    seen = []
    inner = VGG19(LAYERS, filters=4)

    class Spy:
        layer_names = LAYERS

        def __call__(self, x):
            seen.append(tuple(x.shape[1:3]))
            return inner(x)

    model(Spy(), steps=6, levels=2).translate(photo, style=[painting, painting])
    # A level: the content, two styles, and the picture, traced once for all of its steps.
    assert len(seen) == 2 * (1 + 2 + 1), seen


def test_the_lean_network_and_its_gradient_are_the_networks_own():
    import tensorflow as tf

    keras.utils.set_random_seed(3)
    layers = ("relu2_1", "relu1_1", "relu3_2")
    network = VGG19(layers, filters=4, pooling="average")
    x = tf.constant(pictures(2, 24, 33, 3))

    def features_and_gradient(encoder):
        with tf.GradientTape() as tape:
            tape.watch(x)
            features = encoder(x)
            total = sum(
                gram_loss(gram_matrix(feature[:1] * 0 + 2), feature[:1]) for feature in features
            )
        return [*features, tape.gradient(total, x) * 1e3]

    expected = features_and_gradient(network)
    for one, other in zip(features_and_gradient(LeanVGG19(network)), expected, strict=True):
        scale = float(ops.max(ops.abs(other)))
        assert scale > 0
        np.testing.assert_allclose(one / scale, other / scale, atol=1e-5)
