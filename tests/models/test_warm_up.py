"""CycleGAN reconstructs first: by itself, without its discriminators, and resumed bit by bit."""

import keras
import numpy as np
import pytest

from tests.models.small import cyclegan
from tests.networks.helpers import pictures
from tfstyle.errors import RecipeError
from tfstyle.models import CycleGAN
from tfstyle.networks import ResNetGenerator
from tfstyle.recipes import make_recipe
from tfstyle.runs.build import build_model

SIZE = 16


def make(**options):
    keras.utils.set_random_seed(0)
    model = cyclegan(**{"warm_up_steps": 2, "ema": 0.9, **options})
    model.compile(image_shape=(1, SIZE, SIZE, 3))
    return model


def pair(seed=1):
    return pictures(1, SIZE, SIZE, 3, seed=seed), pictures(1, SIZE, SIZE, 3, seed=seed + 1)


def values(weights):
    return [weight.numpy() for weight in weights]


def moved(before, weights):
    return [bool(np.any(a != b.numpy())) for a, b in zip(before, weights, strict=True)]


def everything(model):
    optimizers = model.generator_optimizer, model.discriminator_optimizer
    return [*model.variables, *(v for optimizer in optimizers for v in optimizer.variables)]


def test_the_warm_up_teaches_generators_their_own_pictures_and_nobody_else():
    model, (a, b) = make(), pair()
    expected = {
        "reconstruction/a": 10 * np.abs(a - model.generator_ab(a, training=True).numpy()).mean(),
        "reconstruction/b": 10 * np.abs(b - model.generator_ba(b, training=True).numpy()).mean(),
    }
    judges = [*model.discriminator_a.weights, *model.discriminator_b.weights]
    before = values(judges), values(model._generator_weights()), values([model.pool_a.count])
    logs = {name: float(value) for name, value in model.train_step((a, b)).items()}
    assert model.phase_at(1) == "warm_up" and model.phase_at(2) == "game"
    assert set(logs) == {"generator/loss", *expected}
    for name, value in expected.items():
        assert logs[name] == pytest.approx(value, rel=1e-5)
    assert logs["generator/loss"] == pytest.approx(sum(expected.values()), rel=1e-5)
    assert not any(moved(before[0], judges)) and not any(moved(before[2], [model.pool_a.count]))
    assert sum(moved(before[1], model._generator_weights())) > 0.9 * len(before[1])
    assert int(model.discriminator_optimizer.iterations) == 0
    assert model.judgements(a, b) == {}  # nobody knows how to

    model.train_step(pair(3))
    logs = model.train_step(pair(5))
    assert "generator_ab/adversarial" in logs and "reconstruction/a" not in logs
    assert any(moved(before[0], judges)) and int(model.discriminator_optimizer.iterations) == 1
    assert set(model.judgements(a, b)) == {"discriminator_a", "discriminator_b"}


@pytest.mark.exhaustive
def test_it_does_learn_to_reconstruct():
    model, batch = make(warm_up_steps=1000), pair()
    model.compile(keras.optimizers.Adam(2e-3), image_shape=(1, SIZE, SIZE, 3))
    history = model.fit(*batch, batch_size=1, epochs=40, verbose=0).history["generator/loss"]
    first, last = history[0], history[-1]
    assert last < 0.6 * first


@pytest.mark.exhaustive
def test_fit_changes_over_by_itself_and_a_resumed_model_is_bit_identical():
    import tensorflow as tf

    batches = tf.data.Dataset.from_tensor_slices(
        tuple(pictures(4, 1, SIZE, SIZE, 3, seed=side) for side in (1, 2))
    )
    whole, first, second = make(), make(), make()
    whole.fit(batches, shuffle=False, verbose=0)
    first.fit(batches.take(1), shuffle=False, verbose=0)  # in the middle of the warm-up
    for variable, value in zip(everything(second), values(everything(first)), strict=True):
        variable.assign(value)
    second.fit(batches.skip(1), shuffle=False, verbose=0)
    for a, b in zip(everything(whole), everything(second), strict=True):
        np.testing.assert_array_equal(a.numpy(), b.numpy(), err_msg=a.path)


def test_a_discriminator_that_joins_late_decays_with_the_run():
    recipe = make_recipe({"model": "cyclegan"}, [
        "generator.filters=2", "generator.num_blocks=0", "discriminator.filters=2",
        "discriminator.num_layers=1", "data.crop=32", "train.steps=100", "train.decay_from=60",
        "train.warm_up_steps=20", "train.discriminator_learning_rate=1e-3",
    ])  # fmt: skip
    model = build_model(recipe)
    rate = model.discriminator_optimizer._learning_rate
    assert [float(rate(update)) for update in (0, 40, 60, 80)] == pytest.approx(
        [1e-3, 1e-3, 5e-4, 0.0]
    )  # of the run's steps 20, 60, 80, 100


@pytest.mark.parametrize(
    "said, message",
    [
        (["train.warm_up_steps=100"], r"leaves nothing of train\.steps = 100"),
        (["train.warm_up_steps=51"], r"lasts longer than the full learning rate.*50"),
        (["train.warm_up_steps=5", "data.out_channels=1", "loss.identity=0"], "takes 3 channels"),
        (["train.warm_up_steps=-1"], "at least 0"),
    ],
)
def test_a_recipe_that_cannot_warm_up_says_why(said, message):
    with pytest.raises(RecipeError, match=message):
        make_recipe({"model": "cyclegan"}, ["train.steps=100", *said])


def test_generators_that_cannot_reconstruct_are_refused():
    there, back = (
        ResNetGenerator(2, 0, in_channels=a, out_channels=b) for a, b in ((3, 1), (1, 3))
    )
    assert CycleGAN(there, back, identity=0.0).warm_up_steps == 0
    with pytest.raises(ValueError, match="take 3 channels and make 1"):
        CycleGAN(there, back, identity=0.0, warm_up_steps=1)
    with pytest.raises(ValueError, match="0 or more"):
        make(warm_up_steps=-1)
