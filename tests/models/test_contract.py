"""What every model keeps, whatever it learns: training, saving, configuration, inference.

What one cannot do its class declares, and `test_capabilities.py` asks whether that is so.
"""

import inspect

import keras
import numpy as np
import pytest
import tensorflow as tf

import tfstyle
from tests.models.case import SIZE
from tests.models.cases import CASES, TRAINED, those_that
from tfstyle import models
from tfstyle.losses import ADVERSARIAL_LOSSES, WassersteinGANLoss

KEPT = those_that(lambda can: not can.optimizes)  # they have weights


@pytest.fixture(params=CASES)
def case(request):
    keras.utils.set_random_seed(0)
    return CASES[request.param]


def among(cases, *options):
    """Those of some cases whose model takes all of these constructor options."""
    names = [name for name, case in cases.items() if case.options.issuperset(options)]
    return pytest.mark.parametrize("case", names, indirect=True)


def options(case, **wanted):
    """The options of `wanted` that the case's model takes."""
    return {name: value for name, value in wanted.items() if name in case.options}


def step(case, model):
    """Do one step eagerly (tracing a graph takes ten times as long); return its losses."""
    return {key: float(value) for key, value in model.train_step(case.batch()).items()}


def painted(case, model, direction=None):
    return np.asarray(case.painter(model, direction)(case.inputs(model)))


def test_no_model_is_missing():
    kinds = {one for name in models.__all__ if inspect.isclass(one := getattr(models, name))}
    assert {case.kind for case in CASES.values()} == kinds
    assert all(type(case.make()) is case.kind for case in CASES.values())


@among(TRAINED)
def test_fit_moves_every_weight_creates_none_and_survives_a_keras_file(case, tmp_path):
    model = case.make(**options(case, ema=0.9, pool_size=2))
    model.compile(image_shape=(1, SIZE, SIZE, 3), **case.compile())
    variables = {id(v) for v in model.variables}
    before = {name: net.get_weights() for name, net in model.networks.items()}
    data = tf.data.Dataset.from_tensors(case.batch()).repeat(2)
    history = model.fit(data, shuffle=False, verbose=0).history

    assert case.loss in history
    assert all(np.isfinite(value) for values in history.values() for value in values)
    # Under tf.distribute and in a checkpoint all variables must exist before training.
    assert {id(v) for v in model.variables} == variables
    for name, network in model.networks.items():
        moved = [
            np.any(new != old)
            for new, old in zip(network.get_weights(), before[name], strict=True)
        ]
        if not network.trainable_weights and not name.endswith("_ema"):
            assert not any(moved), f"{name} is fixed, and moved"
            continue
        assert np.mean(moved) > 0.9, f"{name}: {np.mean(moved):.0%} of the weights moved"

    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(painted(case, again), painted(case, model))
    for name, old in model.optimizers.items():
        new = again.optimizers[name]
        assert int(new.iterations) == 2
        for a, b in zip(old.variables, new.variables, strict=True):
            np.testing.assert_array_equal(a.numpy(), b.numpy())


@pytest.mark.parametrize("name", ADVERSARIAL_LOSSES)
@among(TRAINED, "adversarial_loss")
def test_every_adversarial_loss_trains(case, name):
    model = case.make(adversarial_loss=name)
    model.compile(**case.compile())
    assert np.isfinite(step(case, model)["generator/loss"])


@among(TRAINED, "adversarial_loss")
def test_the_gradient_penalty_takes_part(case):
    losses = {}
    for weight in (0.0, 1e6):
        keras.utils.set_random_seed(0)
        model = case.make(adversarial_loss=WassersteinGANLoss(gradient_penalty=weight))
        model.compile(**case.compile())
        losses[weight] = sum(v for k, v in step(case, model).items() if k.startswith("disc"))
    assert losses[1e6] > losses[0.0] + 1e3


@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16"])
@among(TRAINED)
def test_mixed_precision_keeps_float32_weights_and_pictures(case, policy):
    keras.config.set_dtype_policy(policy)
    try:
        model = case.make(**options(case, ema=0.9))
        model.compile(**case.compile())
        logs = step(case, model)
        out = case.painter(model)(case.inputs(model))
    finally:
        keras.config.set_dtype_policy("float32")
    assert all(np.isfinite(value) for value in logs.values())
    assert keras.backend.standardize_dtype(out.dtype) == "float32"
    assert {weight.dtype for weight in model.trainable_weights} == {"float32"}
    scaled = isinstance(model.generator_optimizer, keras.optimizers.LossScaleOptimizer)
    assert scaled == (policy == "mixed_float16")


@among(TRAINED)
def test_gradient_clipping_is_the_optimizers(case):
    model = case.make()
    model.compile(
        generator_optimizer=keras.optimizers.SGD(1.0, global_clipnorm=1e-6), **case.compile()
    )
    firsts = ("generator", "patch_judge", "decoder")
    name = next(name for name in model.networks if name.startswith(firsts))
    learns = model.networks[name].trainable_weights
    before = [weight.numpy() for weight in learns]
    step(case, model)
    moved = [
        np.linalg.norm(weight.numpy() - old) for weight, old in zip(learns, before, strict=True)
    ]
    assert 0 < np.linalg.norm(moved) < 2e-6


def test_configuration_round_trip(case):
    wanted = options(case, ema=0.5, adversarial_loss="hinge", domains=("night", "day"))
    model = case.make(**wanted)
    twin = type(model).from_config(model.get_config())
    assert twin.get_config() == model.get_config()
    assert "domains" not in wanted or twin.directions[0] == "night2day"


@among(KEPT)
def test_weights_file(case, tmp_path):
    model, other = case.make(), case.make()
    model.save_weights(tmp_path / "model.weights.h5")
    other.load_weights(tmp_path / "model.weights.h5")
    for name, network in model.networks.items():
        for old, new in zip(network.weights, other.networks[name].weights, strict=True):
            np.testing.assert_array_equal(new.numpy(), old.numpy())


@among(KEPT)
def test_a_preset_brings_back_the_model_and_its_facts(case, tmp_path):
    model = case.make(**options(case, ema=0.5))
    model.save_to_preset(tmp_path / "preset")
    again = tfstyle.from_preset(tmp_path / "preset")
    assert type(again) is case.kind
    for fact in ("directions", "size_multiple", "min_size", "inference_mode", "styles"):
        assert getattr(again, fact) == getattr(model, fact), fact
    for direction in model.directions or (None,):
        np.testing.assert_array_equal(
            painted(case, again, direction), painted(case, model, direction)
        )


@among(TRAINED, "adversarial_loss")
def test_without_a_discriminator_it_paints_and_refuses_to_train(case):
    model = case.make()
    names = [name for name in model.networks if name.startswith("discriminator")]
    config = model.get_config() | dict.fromkeys(names)
    alone = type(model).from_config(config)
    assert painted(case, alone).shape == painted(case, model).shape
    with pytest.raises(ValueError, match="can only translate"):
        alone.compile()


@pytest.mark.parametrize("mode", ["eval", "batch_statistics", "train"])
@among(KEPT, "inference_mode")
def test_translating_changes_nothing_in_the_model(case, mode):
    model = case.make(inference_mode=mode, **options(case, ema=0.5))
    before = [v.numpy() for v in model.variables]
    assert np.abs(painted(case, model)).max() <= 1
    for old, variable in zip(before, model.variables, strict=True):
        np.testing.assert_array_equal(variable.numpy(), old)


@among(those_that(lambda can: can.translates))
def test_every_direction_has_a_translator_of_its_own(case):
    model = case.make()
    results = [painted(case, model, direction) for direction in model.directions]
    assert len({r.tobytes() for r in results}) == len(model.directions) == case.can.directions
    np.testing.assert_array_equal(results[0], painted(case, model, "a2b"))


@among({name: case for name, case in TRAINED.items() if case.learns})
def test_it_overfits_one_batch(case):
    """The training signal reaches the picture: what it learns by falls by more than half."""
    model = case.make()
    rates = {name: keras.optimizers.Adam(5e-3, beta_1=0.5) for name in case.kind.optimizer_names}
    model.compile(**rates, **case.compile())
    batch = case.easy()
    train = tf.function(lambda: model.train_step(batch)[case.learns], autograph=False)
    losses = [float(train()) for _ in range(120)]
    assert np.mean(losses[-10:]) < 0.5 * losses[0], losses[::20]
