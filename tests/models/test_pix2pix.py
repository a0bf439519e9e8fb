"""The further losses of pairs: what they are, what they need, and that they stay out unasked."""

import keras
import numpy as np
import pytest

from tests.models.small import pix2pix
from tests.networks.helpers import pictures
from tfstyle.models import Pix2Pix
from tfstyle.networks import VGG19, PatchDiscriminator, UNetGenerator, declare

SIZE = 32
LAYERS = {"relu1_1": 0.25, "relu2_1": 2.0}


def pair():
    return pictures(1, SIZE, SIZE, 3), pictures(1, SIZE, SIZE, 3, seed=2)


def compiled(rate=0.0, **options):
    keras.utils.set_random_seed(0)
    model = Pix2Pix(
        UNetGenerator(filters=4, num_downs=3, dropout=0.0, normalization="instance"),
        PatchDiscriminator(filters=4, num_layers=2, in_channels=6),
        perceptual_layers=LAYERS, **options,
    )
    sgd = keras.optimizers.SGD
    model.compile(sgd(rate), sgd(rate), encoder=VGG19(tuple(LAYERS), filters=4))
    return model


def step(model, data):
    return {name: float(value) for name, value in model.train_step(data).items()}


def test_the_terms_are_those_of_the_papers_by_hand():
    source, target = pair()
    model = compiled(feature_matching=10.0, perceptual=3.0, l1=2.0)
    fake = np.asarray(model.generator(source, training=True))
    logs = step(model, (source, target))

    judge = model.discriminator
    layers = [f"layer{index}_activation" for index in range(3)]
    seen = keras.Model(judge.inputs[0], [judge.get_layer(name).output for name in layers])
    on_real, on_fake = (
        [np.asarray(x) for x in seen(np.concatenate([source, picture], axis=-1))]
        for picture in (target, fake)
    )
    distances = [np.abs(a - b).mean() for a, b in zip(on_real, on_fake, strict=True)]
    matching = 10.0 * 4 / len(distances) * sum(distances)
    assert logs["generator/feature_matching"] == pytest.approx(matching, rel=1e-4)

    on_target, on_result = (
        [np.asarray(x) for x in model.loss_encoder(picture)] for picture in (target, fake)
    )
    perceptual = 3.0 * sum(
        weight * np.abs(a - b).mean() / np.abs(a).mean()
        for weight, a, b in zip(LAYERS.values(), on_target, on_result, strict=True)
    )
    assert logs["generator/perceptual"] == pytest.approx(perceptual, rel=1e-4)

    l1 = 2.0 * np.abs(target - fake).mean()
    assert logs["generator/l1"] == pytest.approx(l1, rel=1e-5)
    terms = ("adversarial", "feature_matching", "l1", "perceptual")
    total = sum(logs[f"generator/{name}"] for name in terms)
    assert logs["generator/loss"] == pytest.approx(total, rel=1e-6)
    shown = model.test_step((source, target))
    assert set(shown) == set(logs)


@pytest.mark.parametrize("term", ["feature_matching", "perceptual"])
def test_each_term_teaches_the_generator_by_itself(term):
    moved = []
    for weight in (0.0, 10.0):
        model = compiled(rate=0.1, l1=0.0, **{term: weight})
        before = model.generator.get_layer("up0_conv").kernel.numpy()
        step(model, pair())
        moved.append(model.generator.get_layer("up0_conv").kernel.numpy() - before)
    assert np.abs(moved[0] - moved[1]).max() > 1e-4


def test_weights_of_zero_ask_for_nothing(monkeypatch):
    def fail(*_, **__):
        raise AssertionError("asked for nothing")

    monkeypatch.setattr("tfstyle.models.shared.loss_encoder.load_vgg19", fail)
    model = pix2pix()
    monkeypatch.setattr(model.discriminator, "features", fail)
    model.compile()
    logs = model.train_step(pair())
    assert {name for name in logs if name.startswith("generator/")} == {
        "generator/loss", "generator/adversarial", "generator/l1"
    }


def test_a_discriminator_without_features_cannot_match_them():
    plain = declare(
        keras.Sequential([keras.Input((None, None, 6)), keras.layers.Conv2D(1, 4, strides=2)])
    )
    generator = UNetGenerator(filters=2, num_downs=2)
    assert Pix2Pix(generator, plain).feature_matching == 0
    with pytest.raises(ValueError, match=r"does not declare features\. Use a network"):
        Pix2Pix(generator, plain, feature_matching=1.0)


def test_a_perceptual_loss_wants_to_be_compiled():
    keras.utils.set_random_seed(0)
    model = pix2pix(perceptual=1.0)
    with pytest.raises(ValueError, match=r"has no encoder.*compile"):
        model._generator_losses(*pair(), pair()[1], training=False)


def test_features_end_with_what_the_network_says():
    judge = PatchDiscriminator(filters=2, num_layers=2)
    x = pictures(1, 48, 64, 3)
    *layers, logits = judge.features(x)
    np.testing.assert_array_equal(logits, judge(x))
    assert [tuple(layer.shape[1:]) for layer in layers] == [
        (24, 32, 2), (12, 16, 4), (11, 15, 8)
    ]
    with pytest.raises(ValueError, match="PatchDiscriminator"):
        judge.features(x[:, :8])
