"""What every model keeps, whatever it learns: training, saving, configuration, inference."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.models.cases import CASES, SIZE
from tests.networks.helpers import pictures
from tfstyle.losses import ADVERSARIAL_LOSSES, WassersteinGANLoss

OPTIMIZERS = ("generator_optimizer", "discriminator_optimizer")


@pytest.fixture(params=CASES)
def case(request):
    keras.utils.set_random_seed(0)
    return CASES[request.param]


def having(*options):
    """Cases whose model takes all of these constructor options."""
    names = [name for name, case in CASES.items() if case.options.issuperset(options)]
    return pytest.mark.parametrize("case", names, indirect=True)


def options(case, **wanted):
    """The options of `wanted` that the case's model takes."""
    return {name: value for name, value in wanted.items() if name in case.options}


def optimizers(model):
    return [name for name in OPTIMIZERS if hasattr(model, name)]


def optimizers_of(case):
    """The optimizers that `compile` of the case's model takes."""
    players = ("discriminator_optimizer",) if "adversarial_loss" in case.options else ()
    return ("generator_optimizer", *players)


def step(case, model):
    """Do one step eagerly (tracing a graph takes ten times as long); return its losses."""
    return {key: float(value) for key, value in model.train_step(case.batch()).items()}


def test_fit_moves_every_weight_creates_none_and_survives_a_keras_file(case, tmp_path):
    model = case.make(**options(case, ema=0.9, pool_size=2))
    model.compile(image_shape=(1, SIZE, SIZE, 3), **case.compile())
    variables = {id(v) for v in model.variables}
    before = {name: net.get_weights() for name, net in model.networks.items()}
    data = tf.data.Dataset.from_tensors(case.batch()).repeat(2)
    history = model.fit(data, shuffle=False, verbose=0).history

    assert "generator/loss" in history
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
    x = pictures(1, SIZE, SIZE, 3)
    np.testing.assert_array_equal(case.translator(again)(x), case.translator(model)(x))
    for name in optimizers(model):
        old, new = getattr(model, name), getattr(again, name)
        assert int(new.iterations) == 2
        for a, b in zip(old.variables, new.variables, strict=True):
            np.testing.assert_array_equal(a.numpy(), b.numpy())


@pytest.mark.parametrize("name", ADVERSARIAL_LOSSES)
@having("adversarial_loss")
def test_every_adversarial_loss_trains(case, name):
    model = case.make(adversarial_loss=name)
    model.compile(**case.compile())
    assert np.isfinite(step(case, model)["generator/loss"])


@having("adversarial_loss")
def test_the_gradient_penalty_takes_part(case):
    losses = {}
    for weight in (0.0, 1e6):
        keras.utils.set_random_seed(0)
        model = case.make(adversarial_loss=WassersteinGANLoss(gradient_penalty=weight))
        model.compile(**case.compile())
        losses[weight] = sum(v for k, v in step(case, model).items() if k.startswith("disc"))
    assert losses[1e6] > losses[0.0] + 1e3


@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16"])
def test_mixed_precision_keeps_float32_weights_and_pictures(case, policy):
    keras.config.set_dtype_policy(policy)
    try:
        model = case.make(**options(case, ema=0.9))
        model.compile(**case.compile())
        logs = step(case, model)
        out = case.translator(model)(pictures(1, SIZE, SIZE, 3))
    finally:
        keras.config.set_dtype_policy("float32")
    assert all(np.isfinite(value) for value in logs.values())
    assert keras.backend.standardize_dtype(out.dtype) == "float32"
    assert {weight.dtype for weight in model.trainable_weights} == {"float32"}
    scaled = isinstance(model.generator_optimizer, keras.optimizers.LossScaleOptimizer)
    assert scaled == (policy == "mixed_float16")


def test_gradient_clipping_is_the_optimizers(case):
    model = case.make()
    model.compile(
        generator_optimizer=keras.optimizers.SGD(1.0, global_clipnorm=1e-6), **case.compile()
    )
    name = next(name for name in model.networks if name.startswith("generator"))
    before = model.networks[name].get_weights()[0]
    step(case, model)
    assert 0 < np.linalg.norm(model.networks[name].get_weights()[0] - before) < 2e-6


def test_configuration_round_trip(case):
    wanted = options(case, ema=0.5, adversarial_loss="hinge", domains=("night", "day"))
    model = case.make(**wanted)
    twin = type(model).from_config(model.get_config())
    assert twin.get_config() == model.get_config()
    assert "domains" not in wanted or twin.directions[0] == "night2day"


def test_weights_file(case, tmp_path):
    model, other = case.make(), case.make()
    model.save_weights(tmp_path / "model.weights.h5")
    other.load_weights(tmp_path / "model.weights.h5")
    for name, network in model.networks.items():
        for old, new in zip(network.weights, other.networks[name].weights, strict=True):
            np.testing.assert_array_equal(new.numpy(), old.numpy())


@having("adversarial_loss")
def test_without_a_discriminator_it_translates_and_refuses_to_train(case):
    model = case.make()
    names = [name for name in model.networks if name.startswith("discriminator")]
    config = model.get_config() | dict.fromkeys(names)
    alone = type(model).from_config(config)
    assert case.translator(alone)(pictures(1, SIZE, SIZE, 3)).shape == (1, SIZE, SIZE, 3)
    with pytest.raises(ValueError, match="can only translate"):
        alone.compile()


@pytest.mark.parametrize("mode", ["eval", "batch_statistics", "train"])
@having("inference_mode")
def test_translating_changes_nothing_in_the_model(case, mode):
    model = case.make(inference_mode=mode, **options(case, ema=0.5))
    before = [v.numpy() for v in model.variables]
    out = case.translator(model)(pictures(1, SIZE, SIZE, 3))
    assert np.abs(out).max() <= 1
    for old, variable in zip(before, model.variables, strict=True):
        np.testing.assert_array_equal(variable.numpy(), old)


def test_every_direction_has_a_translator_of_its_own(case):
    model = case.make()
    x = pictures(1, SIZE, SIZE, 3)
    results = [np.asarray(case.translator(model, d)(x)) for d in model.directions]
    assert len({r.tobytes() for r in results}) == len(model.directions)
    np.testing.assert_array_equal(results[0], case.translator(model, "a2b")(x))


def test_it_overfits_one_batch(case):
    """The training signal reaches the picture: what it learns by falls by more than half."""
    model = case.make()
    rates = {name: keras.optimizers.Adam(5e-3, beta_1=0.5) for name in optimizers_of(case)}
    model.compile(**rates, **case.compile())
    batch = case.easy()
    train = tf.function(lambda: model.train_step(batch)[case.learns], autograph=False)
    losses = [float(train()) for _ in range(120)]
    assert np.mean(losses[-10:]) < 0.5 * losses[0], losses[::20]
