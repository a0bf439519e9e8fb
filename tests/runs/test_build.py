"""A recipe's keys arrive in the model."""

import keras
import pytest

from tfstyle.losses import WassersteinGANLoss
from tfstyle.models import CycleGAN, Pix2Pix
from tfstyle.networks import ResNetGenerator, UNetGenerator
from tfstyle.runs.build import build_model


def test_pix2pix(tiny):
    model = build_model(tiny(
        "pix2pix", "data.in_channels=1", "data.direction=b2a", "data.domains=['photo', 'label']",
        "loss.l1=7", "discriminator.spectral_normalization=true", "train.clip_norm=2",
        "train.learning_rate=1e-3", "train.discriminator_learning_rate=4e-3", "train.beta_1=0.25",
        "generator.inference_mode=train",
    ))  # fmt: skip
    assert isinstance(model, Pix2Pix) and isinstance(model.generator, UNetGenerator)
    assert model.directions == ("label2photo",) and model.inference_mode == "train"
    assert (model.generator.in_channels, model.generator.out_channels) == (1, 3)
    assert (model.generator.filters, model.generator.num_downs) == (4, 5)
    assert (model.discriminator.in_channels, model.discriminator.num_layers) == (4, 1)
    assert model.discriminator.spectral_normalization
    assert model.get_config()["l1"] == 7 and model.pool_size == 3 and model.ema == 0.9
    assert model.pool.built and tuple(model.pool.pictures.shape) == (3, 32, 32, 4)
    generator, discriminator = model.generator_optimizer, model.discriminator_optimizer
    assert float(generator.learning_rate) == pytest.approx(1e-3)
    assert float(discriminator.learning_rate) == pytest.approx(4e-3)
    assert generator.beta_1 == 0.25 and generator.global_clipnorm == 2


def test_cyclegan(tiny):
    model = build_model(tiny(
        "cyclegan", "data.out_channels=1", "loss.cycle=4", "loss.identity=0",
        "loss.adversarial=wasserstein", "loss.gradient_penalty=3", "discriminator.num_layers=2",
        "generator.upsampling=resize", "discriminator.normalization=none",
    ))  # fmt: skip
    assert isinstance(model, CycleGAN) and isinstance(model.generator_ab, ResNetGenerator)
    assert (model.generator_ab.in_channels, model.generator_ab.out_channels) == (3, 1)
    assert (model.generator_ba.in_channels, model.generator_ba.out_channels) == (1, 3)
    assert (model.discriminator_a.in_channels, model.discriminator_b.in_channels) == (3, 1)
    assert model.generator_ab.upsampling == "resize" and model.generator_ab.num_blocks == 1
    assert model.adversarial_loss == WassersteinGANLoss(3.0)
    assert (model.get_config()["cycle"], model.get_config()["identity"]) == (4.0, 0)
    assert model.directions == ("a2b", "b2a")


def test_the_schedule_is_constant_then_linear(tiny):
    model = build_model(tiny("pix2pix", "train.steps=100", "train.decay_from=50"))
    optimizer = model.generator_optimizer
    rates = []
    for step in (0, 50, 75, 100):
        optimizer.iterations.assign(step)
        rates.append(float(optimizer.learning_rate))
    assert rates == pytest.approx([2e-4, 2e-4, 1e-4, 0.0])


def test_all_variables_exist_before_training(tiny):
    """What `tf.distribute` demands, and what makes a checkpoint complete."""
    from tfstyle.runs.checkpoints import all_variables

    model = build_model(tiny("cyclegan", "loss.identity=0"))
    before = len(all_variables(model))
    pictures = keras.random.uniform((1, 32, 32, 3))
    model.fit(pictures, pictures, batch_size=1, verbose=0)
    assert len(all_variables(model)) == before
    networks = sum(len(network.weights) for network in model.networks.values())
    trained = sum(len(v) for v in (model._generator_weights(), model._discriminator_weights()))
    pools, dropouts, step_counts = 2 * 3, 2 + 2, 2
    # Networks with averages, two Adam moments a trained weight, and the states of randomness.
    assert before == networks + 2 * trained + pools + dropouts + step_counts
