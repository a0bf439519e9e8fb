"""NoiseGAN beyond the contract: what it draws, its players, and pictures from latent vectors."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import tfstyle
from tests.networks.helpers import pictures, randomize
from tfstyle.errors import ImageError, UnsupportedOptionError
from tfstyle.losses import WassersteinGANLoss
from tfstyle.models import NoiseGAN
from tfstyle.networks import NoiseDiscriminator, NoiseGenerator
from tfstyle.runs.checkpoints import all_variables
from tfstyle.training import FusedAdam

SIDE = 28


def make(classes=0, normalization="none", spectral=False, generator=(), **options):
    keras.utils.set_random_seed(0)
    return NoiseGAN(
        NoiseGenerator(6, 2, SIDE, channels=1, num_classes=classes, **dict(generator)),
        NoiseDiscriminator(
            2, SIDE, channels=1, num_classes=classes, normalization=normalization,
            spectral_normalization=spectral,
        ),
        **options,
    )  # fmt: skip


@pytest.fixture(scope="module")
def model():
    """Three classes, modulation at each size, weights that make unlike pictures."""
    made = make(3, generator={"modulation": True}, adversarial_loss="hinge")
    randomize(made.generator)
    return made


def batch(count=4, classes=0):
    x = pictures(count, SIDE, SIDE, 1)
    return (x, np.arange(count) % classes) if classes else x


def step(model, data):
    return {key: float(value) for key, value in model.train_step(data).items()}


@pytest.mark.parametrize(
    ("options", "classes"),
    [
        ({"normalization": "batch"}, 0),
        ({"adversarial_loss": "hinge", "spectral": True, "ema": 0.9,
          "diff_augment": ("color", "translation", "cutout")}, 3),
        ({"adversarial_loss": WassersteinGANLoss(), "critic_steps": 2}, 3),
    ],
    ids=["dcgan", "hinge", "wgan_gp"],
)  # fmt: skip
def test_fit_moves_every_weight_creates_none_and_survives_a_keras_file(options, classes, tmp_path):
    model = make(classes, **options)
    model.compile()
    variables = {id(v) for v in model.variables}
    before = {name: net.get_weights() for name, net in model.networks.items()}
    data = tf.data.Dataset.from_tensors(batch(4, classes)).repeat(2)
    history = model.fit(data, shuffle=False, verbose=0).history
    assert all(np.isfinite(value) for values in history.values() for value in values)
    assert {id(v) for v in model.variables} == variables
    for name, network in model.networks.items():
        moved = [
            np.any(new != old)
            for new, old in zip(network.get_weights(), before[name], strict=True)
        ]
        # A Wasserstein critic's last offset cancels out: it is one weight of seven.
        assert np.mean(moved) > 0.85, name

    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(again.generate(2, seed=1), model.generate(2, seed=1))
    for name in ("generator_optimizer", "discriminator_optimizer"):
        assert int(getattr(again, name).iterations) == int(getattr(model, name).iterations) > 1


def test_the_variables_say_how_it_goes_on():
    """What a run's checkpoint holds is all there is: the random states are part of it."""
    model, again = (
        make(3, adversarial_loss=WassersteinGANLoss(), diff_augment=("color",), ema=0.5)
        for _ in range(2)
    )
    for each in (model, again):
        each.compile()
    step(model, batch(4, 3))
    for old, new in zip(all_variables(model), all_variables(again), strict=True):
        new.assign(old)
    data = batch(4, 3)
    assert step(again, data) == pytest.approx(step(model, data), abs=1e-6)


def test_the_critic_moves_as_often_as_asked_and_the_generator_once():
    model = make(adversarial_loss=WassersteinGANLoss(), critic_steps=3)
    model.compile()
    step(model, batch(6))
    assert int(model.discriminator_optimizer.iterations) == 3
    assert int(model.generator_optimizer.iterations) == 1
    with pytest.raises(ValueError, match="multiple of 3"):
        model.train_step(batch(4))


def test_each_part_of_the_batch_is_judged_once():
    """The critic's parts make up the batch: a single picture of NaN shows, wherever it is."""
    for place in (0, 2, 5):
        model = make(adversarial_loss="hinge", critic_steps=3)
        model.compile()
        data = batch(6)
        data[place] = np.nan
        step(model, data)
        assert any(np.isnan(w).any() for w in model.discriminator.get_weights()), place


def test_the_penalty_takes_part():
    losses = {}
    for weight in (0.0, 1e6):
        model = make(2, adversarial_loss=WassersteinGANLoss(weight))
        model.compile()
        losses[weight] = step(model, batch(4, 2))["discriminator/loss"]
    assert losses[1e6] > losses[0.0] + 1e3


def test_batch_norm_sees_real_and_fake_apart():
    """In a mixed batch the loss on real pictures would depend on the fakes."""
    losses = []
    for scale in (1.0, 5.0):
        model = make(normalization="batch")
        model.generator.layers[-2].kernel.assign(scale * model.generator.layers[-2].kernel)
        model.compile()
        losses.append(step(model, batch())["discriminator/real"])
    assert losses[0] == pytest.approx(losses[1], abs=1e-6)


def test_the_class_reaches_both_players(model):
    z = np.repeat(model.latents(1, seed=0)[:, :6], 2, axis=0)
    classes = np.eye(3, dtype="float32")[[0, 1]]
    painted = np.asarray(model.generator([z, classes]))
    assert np.abs(painted[0] - painted[1]).max() > 0.01
    same = np.repeat(painted[:1], 2, axis=0)
    judged = np.asarray(model.discriminator([same, classes]))
    assert abs(judged[0] - judged[1]).max() > 0


def test_it_learns_the_brightness_of_its_class():
    """Black for class 0, white for class 1: the simplest thing that needs the class."""
    model = make(2, adversarial_loss="hinge", spectral=True)
    model.compile(*(FusedAdam(5e-3, beta_1=0.5) for _ in range(2)))
    labels = np.arange(8) % 2
    x = np.where(labels, 0.8, -0.8)[:, None, None, None] * np.ones((1, SIDE, SIDE, 1))
    x = x.astype("float32")
    train = tf.function(lambda: model.train_step((x, labels)), autograph=False)
    for _ in range(150):
        train()
    means = model.generate(8, seed=3).mean(axis=(1, 2, 3))
    assert means[1::2].min() > means[::2].max() + 60, means


def test_labels_are_needed_with_classes_and_ignored_without():
    with_classes, without = make(3), make()
    for each in (with_classes, without):
        each.compile()
    with pytest.raises(ValueError, match="3 classes"):
        with_classes.train_step(batch())
    assert np.isfinite(step(without, (batch(), np.zeros(4, int)))["generator/loss"])


def test_networks_must_fit_each_other():
    with pytest.raises(ValueError, match="same num_classes"):
        NoiseGAN(NoiseGenerator(8, 2, SIDE), NoiseDiscriminator(2, SIDE, num_classes=2))
    with pytest.raises(ValueError, match="critic_steps"):
        make(critic_steps=0)
    with pytest.raises(ValueError, match="Did you mean 'cutout'"):
        make(diff_augment=("cutuot",))
    with pytest.raises(ValueError, match="no discriminator"):
        NoiseGAN(NoiseGenerator(8, 2, SIDE)).compile()


# ------------------------------------------------------------------------------- inference


def test_pictures_depend_on_the_seed_alone(model):
    many = model.generate(37, seed=5)
    assert many.dtype == np.uint8 and many.shape == (37, SIDE, SIDE, 1)
    # To the last bit, though 37 pictures take three passes and these one.
    np.testing.assert_array_equal(model.generate(3, seed=5), many[:3])
    assert np.any(model.generate(3, seed=6) != many[:3])
    assert np.any(model.generate(1) != model.generate(1))
    before = [v.numpy() for v in model.variables]
    model.generate(1)
    for old, variable in zip(before, model.variables, strict=True):
        np.testing.assert_array_equal(variable.numpy(), old)


def test_truncation_scales_the_noise_not_the_class(model):
    full, half = model.latents(4, seed=1), model.latents(4, seed=1, truncation=0.5)
    np.testing.assert_allclose(half[:, :6], full[:, :6] / 2)
    np.testing.assert_array_equal(half[:, 6:], full[:, 6:])
    middle = model.generate(2, seed=1, truncation=0, labels=2)
    np.testing.assert_array_equal(middle[0], middle[1])


def test_labels_choose_the_class_and_each_has_its_turn(model):
    np.testing.assert_array_equal(model.latents(5, 0)[:, 6:].argmax(1), [0, 1, 2, 0, 1])
    np.testing.assert_array_equal(model.latents(2, 0, labels=[2, 0])[:, 6:].argmax(1), [2, 0])
    for labels in (3, -1, [0], 0.5):
        with pytest.raises(UnsupportedOptionError, match="labels must be"):
            model.generate(2, labels=labels)
    with pytest.raises(UnsupportedOptionError, match="without classes"):
        make().generate(1, labels=0)
    for n, truncation in ((0, 1), (1.5, 1), (1, -1)):
        with pytest.raises(UnsupportedOptionError):
            model.generate(n, truncation=truncation)


def test_interpolation_goes_from_one_picture_to_the_other(model):
    path = model.interpolate(1, 2, 5, labels=(0, 2))
    np.testing.assert_array_equal(path[0], model.generate(1, seed=1, labels=0)[0])
    np.testing.assert_array_equal(path[-1], model.generate(1, seed=2, labels=2)[0])
    a, b = model.latents(2, seed=0, labels=1)
    middle = model.mix(a, b)
    lengths = [np.linalg.norm(x[:6]) for x in (a, middle, b)]
    # Along the sphere: a straight line's middle is shorter than both ends.
    assert min(lengths[0], lengths[2]) * 0.99 <= lengths[1]
    np.testing.assert_allclose(model.mix(a, a, 0.3), a, atol=1e-6)
    np.testing.assert_allclose(model.mix(a, -a)[:6], 0, atol=1e-6)
    with pytest.raises(UnsupportedOptionError, match="2 or more"):
        model.interpolate(1, 2, 1)


def test_a_weight_for_each_size_crosses_coarse_with_fine(model):
    a, b = model.latents(2, seed=0, labels=[0, 1])
    shares = model.generator.shares
    assert shares == ((0, 2), (2, 4), (4, 6))
    crossed = model.mix(a, b, [0, 0, 1])
    np.testing.assert_allclose(crossed[:4], a[:4], rtol=1e-5)
    np.testing.assert_allclose(crossed[4:6], b[4:6], rtol=1e-5)
    np.testing.assert_allclose(crossed[6:], [2 / 3, 1 / 3, 0], atol=1e-6)
    with pytest.raises(UnsupportedOptionError, match="one number or 3"):
        model.mix(a, b, [0, 1])
    with pytest.raises(UnsupportedOptionError, match=r"in \[0, 1\]"):
        model.mix(a, b, 1.5)


def test_one_vector_gives_one_picture_and_wrong_ones_are_refused(model):
    assert model.decode(model.latents(1, 0)[0]).shape == (SIDE, SIDE, 1)
    with pytest.raises(UnsupportedOptionError, match=r"\(n, 9\)"):
        model.decode(np.zeros((2, 6)))
    with pytest.raises(UnsupportedOptionError, match="seed is a whole number"):
        model.mix(np.zeros(4), 1)


def test_it_says_that_it_does_not_translate(model):
    for call in (model.translate, model.translator, model.check_direction):
        with pytest.raises(UnsupportedOptionError, match="generate"):
            call("photo.jpg")


def test_a_preset_keeps_the_average_and_paints_the_same(tmp_path):
    model = make(3, ema=0.5, adversarial_loss="hinge", diff_augment=("color",), critic_steps=2)
    randomize(model.generator_ema)
    model.save_to_preset(tmp_path / "preset", metadata={"resolution": SIDE})
    again = tfstyle.from_preset(tmp_path / "preset")
    np.testing.assert_array_equal(again.generate(3, seed=0), model.generate(3, seed=0))
    assert again.get_config()["diff_augment"] == ["color"] and again.critic_steps == 2
    card = (tmp_path / "preset" / "README.md").read_text("utf-8")
    assert "NoiseGAN, from noise" in card and "model.generate(16, seed=0)" in card
    twin = NoiseGAN.from_config(model.get_config())
    assert twin.get_config() == model.get_config()


@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16"])
def test_mixed_precision_keeps_float32_weights_and_pictures(policy):
    keras.config.set_dtype_policy(policy)
    try:
        model = make(2, spectral=True, ema=0.9, adversarial_loss="hinge", diff_augment=("color",))
        model.compile()
        logs = step(model, batch(4, 2))
        out = model(model.latents(2, 0))
    finally:
        keras.config.set_dtype_policy("float32")
    assert all(np.isfinite(value) for value in logs.values())
    assert keras.backend.standardize_dtype(out.dtype) == "float32"
    assert {weight.dtype for weight in model.trainable_weights} == {"float32"}


# ------------------------------------------------------------------------------- inversion


def test_embedding_finds_a_picture_of_its_own(model):
    latent = model.latents(1, seed=77, labels=1)[0]
    picture = model.decode(latent)
    found = model.embed(picture, steps=120, perceptual=0, prior=1e-4, labels=1)
    assert found.shape == (9,) and found[6:].tolist() == [0, 1, 0]
    error = np.abs(model.decode(found).astype(int) - picture).mean()
    others = np.abs(model.generate(20, seed=1, labels=1).astype(int) - picture)
    assert error < 0.5 * others.mean(axis=(1, 2, 3)).min(), error


def test_embedding_finds_the_class(model):
    picture = model.decode(model.latents(1, seed=77, labels=2)[0])
    found = model.embed(picture, steps=40, perceptual=0, starts=4)
    assert found[6:].argmax() == 2


def test_features_take_part_and_their_absence_is_told(model, monkeypatch, tmp_path):
    seen = []

    def encoder(x):
        seen.append(tuple(x.shape))
        return [x[:, ::2, ::2]]

    picture = model.generate(1, seed=0)[0]
    model.embed(picture, steps=1, starts=2, encoder=encoder, labels=0)
    assert seen[0] == (1, SIDE, SIDE, 3)
    monkeypatch.setenv("TFSTYLE_OFFLINE", "1")
    monkeypatch.setenv("TFSTYLE_VGG19", str(tmp_path / "nowhere.npz"))
    with pytest.warns(UserWarning, match="pixels alone"):
        model.embed(picture, steps=0, starts=1, labels=0)
    with pytest.raises(ImageError, match="one picture"):
        model.embed([picture, picture], perceptual=0)
    with pytest.raises(UnsupportedOptionError, match="starts=0"):
        model.embed(picture, starts=0)
