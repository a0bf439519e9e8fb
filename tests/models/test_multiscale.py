"""Phases that a resumed run agrees on, losses that are what they say, both kinds of data."""

import keras
import numpy as np
import pytest

from tests.networks.helpers import pictures
from tfstyle.errors import DataError
from tfstyle.models import MultiScale
from tfstyle.networks import VGG19, MultiScaleDiscriminator, MultiScaleGenerator
from tfstyle.training import FusedAdam

SIZE = 32


def make(in_channels=6, num_scales=2, generator=(), **options):
    keras.utils.set_random_seed(0)
    return MultiScale(
        MultiScaleGenerator(
            num_scales, filters=2, num_downs=1, num_blocks=0, local_blocks=1, **dict(generator)
        ),
        MultiScaleDiscriminator(2, filters=4, num_layers=1, in_channels=in_channels),
        **options,
    )


def pair(size=SIZE):
    return pictures(1, size, size, 3), pictures(1, size, size, 3, seed=2)


def values(weights):
    return [weight.numpy() for weight in weights]


def everything(model):
    optimizers = model.generator_optimizer, model.discriminator_optimizer
    return [*model.variables, *(v for optimizer in optimizers for v in optimizer.variables)]


def moved(before, weights):
    return [bool(np.any(a != b.numpy())) for a, b in zip(before, weights, strict=True)]


def test_each_phase_trains_its_own_part():
    model = make(coarse_steps=1, enhancer_steps=2, ema=0.5)
    model.compile()
    generator = model.generator
    parts = generator.global_weights, generator.enhancer_weights
    assert len(parts[0]) + len(parts[1]) == len(generator.trainable_weights)
    expected = [(True, False), (False, True), (False, True), (True, True)]
    for step, (coarse, fine) in enumerate(expected):
        assert model.phase_at(step) == ("coarse", "enhancers", "enhancers", "joint")[step]
        before = [values(part) for part in parts]
        judge = values(model.discriminator.trainable_weights)
        logs = model.train_step(pair())
        assert any(moved(before[0], parts[0])) == coarse, step
        assert any(moved(before[1], parts[1])) == fine, step
        assert all(moved(judge, model.discriminator.trainable_weights)), step
        assert np.isfinite(float(logs["generator/loss"]))


def test_the_coarse_phase_learns_from_the_shrunk_target():
    """An L1 step of the global generator alone, written out."""
    source, target = pair()
    model = make(adversarial=0.0, feature_matching=0.0, l1=1.0, coarse_steps=1)
    model.compile(keras.optimizers.SGD(0.0))
    small = target.reshape(1, SIZE // 2, 2, SIZE // 2, 2, 3).mean((2, 4))
    expected = np.abs(small - model.generator.coarse_picture(source).numpy()).mean()
    logs = model.train_step((source, target))
    assert float(logs["generator/l1"]) == pytest.approx(expected, rel=1e-5)
    assert set(logs) & {"generator/adversarial", "generator/feature_matching"} == set()


@pytest.mark.exhaustive
def test_fit_changes_phase_by_itself_and_a_resumed_model_is_bit_identical():
    import tensorflow as tf

    batches = tf.data.Dataset.from_tensor_slices(
        tuple(pictures(4, 1, SIZE, SIZE, 3, seed=side) for side in (1, 2))
    )

    def fit(model, some):
        model.fit(some, shuffle=False, verbose=0)

    whole = make(coarse_steps=2, ema=0.9)
    whole.compile()
    fit(whole, batches)

    first = make(coarse_steps=2, ema=0.9)
    first.compile()
    fit(first, batches.take(2))  # up to the switch, all in the coarse phase
    assert not any(moved(values(make().generator.enhancer_weights),
                         first.generator.enhancer_weights))
    state = [variable.numpy() for variable in everything(first)]
    second = make(coarse_steps=2, ema=0.9)
    second.compile()
    for variable, value in zip(everything(second), state, strict=True):
        variable.assign(value)
    fit(second, batches.skip(2))
    for a, b in zip(whole.variables, second.variables, strict=True):
        np.testing.assert_array_equal(a.numpy(), b.numpy(), err_msg=a.path)


def test_enhancers_begin_at_the_pace_of_a_first_step():
    """With the common count, Adam's first step of a late variable is up to 16 times too long."""
    rate = 1e-3
    model = make(coarse_steps=200, adversarial=0.0, feature_matching=0.0, l1=1.0)
    model.compile(FusedAdam(rate, beta_1=0.5))
    model.generator_optimizer.iterations.assign(200)
    weights = model.generator.enhancer_weights
    before = values(weights)
    model.train_step(pair())
    longest = max(
        float(np.abs(w.numpy() - b).max()) for w, b in zip(weights, before, strict=True)
    )
    assert longest == pytest.approx(rate, rel=0.02)


def test_the_generators_loss_is_the_sum_of_its_terms():
    model = make(l1=1.0, l2=2.0, perceptual=3.0, content=4.0, style=5.0)
    model.compile(encoder=VGG19(tuple(model.perceptual_layers), filters=4))
    logs = {key: float(value) for key, value in model.train_step(pair()).items()}
    terms = ("adversarial", "feature_matching", "perceptual", "l1", "l2", "content", "style")
    assert all(logs[f"generator/{term}"] > 0 for term in terms)
    total = sum(logs[f"generator/{term}"] for term in terms)
    assert logs["generator/loss"] == pytest.approx(total, rel=1e-5)


def test_the_terms_of_a_painting_are_in_the_sum_and_outliers_once_all_of_it_learns():
    weights = {"tv": 1.0, "tone": 2.0, "outliers": 3.0, "statistics": "centred_gram"}
    model = make(coarse_steps=1, style=1.0, **weights)
    model.compile(encoder=VGG19(tuple(model.perceptual_layers), filters=4))
    for phase, missing in (("coarse", {"outliers"}), ("joint", set())):
        assert model.phase_at(int(model.generator_optimizer.iterations)) == phase
        logs = {key: float(value) for key, value in model.train_step(pair()).items()}
        terms = {key: value for key, value in logs.items() if key.startswith("generator/")}
        total = terms.pop("generator/loss")
        assert {"tv", "tone", "outliers"} - {key.rsplit("/")[-1] for key in terms} == missing
        assert total == pytest.approx(sum(terms.values()), rel=1e-5)
    with pytest.raises(ValueError, match="statistics is one of gram"):
        make(statistics="grams")


def test_the_perceptual_loss_does_not_depend_on_the_encoders_units():
    model = make(perceptual=1.0, adversarial=0.0, feature_matching=0.0)
    encoder = VGG19(tuple(model.perceptual_layers), filters=4)
    found = []
    for scale in (1.0, 100.0):
        louder = keras.Model(encoder.inputs[0], [scale * output for output in encoder.outputs])
        model.compile(keras.optimizers.SGD(0.0), encoder=louder)
        found.append(float(model.train_step(pair())["generator/perceptual"]))
    assert found[0] == pytest.approx(found[1], rel=1e-4)


def test_a_weight_of_zero_needs_no_encoder_and_loads_none(monkeypatch):
    def fail(*_):
        raise AssertionError("VGG19 was loaded for nothing")

    monkeypatch.setattr("tfstyle.models.shared.loss_encoder.load_vgg19", fail)
    make().compile()


def test_without_pairs_the_discriminator_sees_the_target_alone():
    model = make(in_channels=3, feature_matching=0.0, content=1.0, style=1.0)
    model.compile(encoder=VGG19(tuple(model.perceptual_layers), filters=4))
    logs = model.train_step(pair())
    assert {"generator/content", "generator/style"} <= set(logs)
    with pytest.raises(ValueError, match=r"6 channels .* or 3 .*in_channels=4"):
        make(in_channels=4)


def test_a_generator_of_one_scale_has_no_coarse_phase():
    with pytest.raises(ValueError, match=r"num_scales=1 .*Received: 5, 0"):
        make(num_scales=1, coarse_steps=5)
    with pytest.raises(ValueError, match="must be 0 or more"):
        make(coarse_steps=-1)


def test_three_scales_with_edges_train():
    model = make(num_scales=3, generator={"label_edges": True}, coarse_steps=1)
    model.compile()
    with pytest.raises(DataError, match=r"at least 12 pixels.*8x8 .*48x48"):
        model.train_step(pair())
    for _ in range(2):
        assert np.isfinite(float(model.train_step(pair(64))["generator/loss"]))
    assert model.translate(np.zeros((50, 70, 3), "uint8")).shape == (50, 70, 3)


@pytest.mark.exhaustive
def test_it_trains_in_both_phases_under_a_strategy():
    """Each phase updates inside `strategy.run`, where a branch of one graph could not."""
    import tensorflow as tf

    with tf.distribute.MirroredStrategy(["CPU:0"]).scope():
        model = make(coarse_steps=1, ema=0.9)
        model.compile()
    parts = model.generator.global_weights, model.generator.enhancer_weights
    before = [values(part) for part in parts]
    data = tf.data.Dataset.from_tensors(pair()).repeat(2)
    history = model.fit(data, shuffle=False, verbose=0).history
    assert np.isfinite(history["generator/loss"]).all()
    assert all(any(moved(old, part)) for old, part in zip(before, parts, strict=True))
