"""Models whose discriminator looks through fixed features, alone or beside their own."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.networks.helpers import pictures
from tfstyle.losses import JointGANLoss
from tfstyle.models import CUT, CycleGAN, MultiScale, NoiseGAN, Pix2Pix
from tfstyle.networks import (
    JointDiscriminator,
    MultiScaleDiscriminator,
    MultiScaleGenerator,
    NoiseDiscriminator,
    NoiseGenerator,
    PatchDiscriminator,
    ProjectedDiscriminator,
    ResNetGenerator,
    UNetGenerator,
)

PAIR = [pictures(2, 32, 32, 3, seed=seed) for seed in (1, 2)]


def projected(in_channels=3, **options):
    return ProjectedDiscriminator(
        **{"filters": 4, "in_channels": in_channels, "backbone": "random", **options}
    )


def beside(own, **options):
    """Return a discriminator and a projected one as one."""
    return JointDiscriminator([own, projected(own.in_channels, **options)])


def joint_loss(first="least_squares"):
    return JointGANLoss([first, "hinge"], [1.0, 0.25])


def resnet():
    return ResNetGenerator(filters=4, num_blocks=1)


def pix2pix(**options):
    """Return one with all that looks at a discriminator."""
    judge = beside(PatchDiscriminator(2, 1, in_channels=6))
    settings = {"adversarial_loss": joint_loss(), "feature_matching": 1.0, "r1": 0.1}
    return Pix2Pix(UNetGenerator(filters=4, num_downs=3), judge, **{**settings, **options})


def cyclegan():
    judges = [beside(PatchDiscriminator(2, 1)) for _ in "ab"]
    return CycleGAN(resnet(), resnet(), *judges, adversarial_loss=joint_loss(), pool_size=2)


def cut():
    return CUT(resnet(), projected(), adversarial_loss="hinge", num_patches=16)


def multiscale():
    generator = MultiScaleGenerator(2, filters=4, num_downs=1, num_blocks=1, local_blocks=1)
    judge = beside(MultiScaleDiscriminator(2, 2, 1, in_channels=6))
    return MultiScale(generator, judge, adversarial_loss=joint_loss())


def noise_gan():
    own = NoiseDiscriminator(2, 28, channels=1, num_classes=3)
    looking = projected(1, colors=1, num_classes=3, least_side=32)
    return NoiseGAN(
        NoiseGenerator(6, 2, 28, channels=1, num_classes=3), JointDiscriminator([own, looking]),
        adversarial_loss=joint_loss("hinge"), diff_augment=("color", "translation"),
    )


def batch_of(make):
    """Return what a model trains on."""
    if make is noise_gan:
        return pictures(2, 28, 28, 1), np.array([0, 2])
    size = 64 if make is multiscale else 32
    return [pictures(2, size, size, 3, seed=seed) for seed in (1, 2)]


def trained(make):
    """Return a model after two updates, and what it logged."""
    keras.utils.set_random_seed(0)
    model = make()
    model.compile(image_shape=(1, 32, 32, 3))
    x, y = batch_of(make)
    return model, model.fit(x, y, batch_size=1, verbose=0, shuffle=False).history


@pytest.mark.exhaustive
def test_both_players_learn_and_what_is_fixed_stays_and_costs_no_optimizer():
    keras.utils.set_random_seed(0)
    model = pix2pix()
    model.compile(image_shape=(1, 32, 32, 3))
    judge = model.discriminator
    before = {w.path: w.numpy().copy() for w in judge.weights}
    painter = [w.numpy().copy() for w in model.generator.trainable_weights]
    logs = model.train_on_batch(*PAIR, return_dict=True)
    assert all(np.isfinite(value) for value in logs.values())
    learned = {w.path for w in judge.trainable_weights}
    for weight in judge.weights:
        if weight.path.endswith("judge/bias"):  # the hinge's two sides may pull at it alike
            continue
        moved = np.any(weight.numpy() != before[weight.path])
        assert moved == (weight.path in learned or "vector_u" in weight.path), weight.path
    assert all(np.any(a != b) for a, b in zip(painter, model.generator.trainable_weights,
                                             strict=True))  # fmt: skip
    kept = sum(int(np.prod(v.shape)) for v in model.discriminator_optimizer.variables)
    assert kept < 2.5 * sum(int(np.prod(w.shape)) for w in judge.trainable_weights)


def test_the_generator_learns_from_the_projected_judge():
    model = pix2pix(l1=0.0, feature_matching=0.0, r1=0.0)
    model.discriminator = JointDiscriminator([projected(6)])
    model.adversarial_loss = JointGANLoss(["hinge"])
    source, target = PAIR
    with tf.GradientTape() as tape:
        fake = model.generator(source, training=True)
        loss = model._generator_losses(source, target, fake, training=True)["generator/loss"]
    for slope in tape.gradient(loss, model.generator.trainable_weights):
        assert np.isfinite(slope).all() and np.any(slope)


def test_a_model_comes_back_with_its_judges_and_their_loss(tmp_path):
    model = pix2pix()
    model.compile(image_shape=(1, 32, 32, 3))
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    assert again.adversarial_loss == joint_loss() and again.get_config() == model.get_config()
    pair = np.concatenate(PAIR, axis=-1)
    for one, other in zip(
        keras.tree.flatten(again.discriminator(pair)),
        keras.tree.flatten(model.discriminator(pair)), strict=True,
    ):  # fmt: skip
        np.testing.assert_allclose(one, other, atol=1e-6)
    model.save_to_preset(tmp_path / "preset")
    size = sum(file.stat().st_size for file in (tmp_path / "preset").rglob("*") if file.is_file())
    assert size < 300_000  # no judge in it


@pytest.mark.parametrize("loss", ["wasserstein", "hinge"])
def test_gradients_behind_fixed_features_are_not_penalized(loss):
    model = Pix2Pix(
        UNetGenerator(filters=2, num_downs=2), projected(6), adversarial_loss=loss,
        r1=1.0 if loss == "hinge" else 0.0,
    )  # fmt: skip
    words = r"ProjectedDiscriminator are not penalized.*'wasserstein', and r1=0.*beside a PatchGAN"
    with pytest.raises(ValueError, match=words):
        model.compile()


def test_what_has_no_layers_cannot_be_matched():
    with pytest.raises(ValueError, match=r"ProjectedDiscriminator does not declare features"):
        Pix2Pix(UNetGenerator(filters=2, num_downs=2), projected(6), feature_matching=1.0)


@pytest.mark.exhaustive
def test_what_tells_its_logits_alone_cannot_be_matched():
    generator = MultiScaleGenerator(2, filters=2, num_downs=1, num_blocks=1, local_blocks=1)
    model = MultiScale(generator, projected(6), adversarial_loss="hinge")
    model.compile(run_eagerly=True)
    with pytest.raises(ValueError, match=r"tells its logits alone\. Use feature_matching=0"):
        model.train_on_batch(*[one.repeat(2, 1).repeat(2, 2) for one in PAIR])


@pytest.mark.exhaustive
@pytest.mark.parametrize("make", [pix2pix, cyclegan, cut, multiscale, noise_gan])
def test_every_model_trains_the_same_again_and_tells_what_its_judges_say(make):
    (model, logs), (_, again) = trained(make), trained(make)
    assert logs == again and all(np.isfinite(v).all() for v in logs.values())
    maps = {pix2pix: 5, cyclegan: 5, cut: 4, multiscale: 6, noise_gan: 5}[make]
    for sides in model.judgements(*batch_of(make)).values():
        assert [len(side) for side in sides] == [maps, maps]
