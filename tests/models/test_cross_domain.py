"""Content preserver, style transferer, judge: each part pulls, and only when it has a weight."""

import keras
import numpy as np
import pytest
from keras import ops

from tests.networks.helpers import pictures, randomize
from tfstyle.errors import UnsupportedOptionError
from tfstyle.models import CrossDomain
from tfstyle.networks import VGG19, CrossDomainGenerator, PatchDiscriminator

LAYERS = ("relu1_1", "relu2_1")
OFF = {"adversarial": 0.0, "content": 0.0, "style": 0.0}
PARTS = {
    "adversarial": {"adversarial": 1.0},
    "content": {"content": 1.0},
    "style": {"style": 1.0},
    "l1": {"l1": 1.0, "paired": True},
}


def make(compiled=True, **options):
    keras.utils.set_random_seed(0)
    model = CrossDomain(
        randomize(CrossDomainGenerator(filters=4, num_blocks=1)),
        PatchDiscriminator(filters=4, num_layers=1),
        **{"content_layer": "relu2_1", "style_layers": LAYERS, **options},
    )
    if compiled:
        model.compile(
            keras.optimizers.SGD(0.1), keras.optimizers.SGD(0.1),
            encoder=VGG19(LAYERS, filters=4), image_shape=(1, 16, 16, 3),
        )
    return model


def batch(seed=1):
    return pictures(2, 16, 16, 3, seed=seed), pictures(2, 16, 16, 3, seed=seed + 1)


def step(model, data=None):
    return {key: float(value) for key, value in model.train_step(data or batch()).items()}


@pytest.mark.parametrize("part", PARTS)
def test_each_part_alone_moves_the_generator(part):
    model = make(**{**OFF, **PARTS[part]})
    before = model.generator.get_weights()
    logs = step(model)
    terms = {key for key in logs if key.startswith("generator/")}
    assert terms == {"generator/loss", f"generator/{part}"}
    assert logs["generator/loss"] == pytest.approx(logs[f"generator/{part}"])
    after = model.generator.get_weights()
    moved = np.mean([np.any(old != new) for old, new in zip(before, after, strict=True)])
    assert moved > 0.9, f"{part}: {moved:.0%} of the weights moved"


def test_the_weights_are_the_balance():
    one = step(make(paired=True, l1=1.0))
    more = step(make(adversarial=2.0, content=3.0, style=4.0, paired=True, l1=5.0))
    for part, factor in {"adversarial": 2, "content": 3, "style": 4, "l1": 5}.items():
        key = f"generator/{part}"
        assert more[key] == pytest.approx(factor * one[key], rel=1e-4)
    parts = [value for key, value in more.items() if key.startswith("generator/")][1:]
    assert more["generator/loss"] == pytest.approx(sum(parts), rel=1e-5)


@pytest.mark.exhaustive
def test_a_part_without_weight_is_not_computed():
    model = make(**{**OFF, "l1": 1.0, "paired": True})
    model.loss_encoder = model.discriminator = None  # whoever called them would fail
    assert set(step(model)) == {"generator/loss", "generator/l1"}

    model, calls = make(content=0.0), []
    inner = model.loss_encoder

    class Spy:
        layer_names = inner.layer_names

        def __call__(self, x):
            calls.append(1)
            return inner(x)

    model.loss_encoder = Spy()
    step(model)
    assert len(calls) == 2  # the style picture and the output; the content is not looked at


@pytest.mark.exhaustive
def test_the_judge_sees_the_styles_domain():
    """After some updates it tells bright style pictures from dark fakes."""
    model = make(**{**OFF, "adversarial": 1e-6})
    content, style = batch()
    style = np.clip(style * 0.1 + 0.8, -1, 1)
    losses = [step(model, (content, style))["discriminator/loss"] for _ in range(30)]
    assert losses[-1] < 0.5 * losses[0]
    on_style = float(ops.mean(model.discriminator(style)))
    on_content = float(ops.mean(model.discriminator(content)))
    assert on_style > on_content + 0.2


def test_no_gradient_reaches_the_encoder_and_it_is_no_part_of_the_model():
    model = make()
    encoder = model.loss_encoder.network
    before = encoder.get_weights()
    step(model)
    for old, new in zip(before, encoder.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
    ours = {id(variable) for variable in model.variables}
    assert not encoder.trainable_weights
    assert not ours & {id(variable) for variable in encoder.variables}


@pytest.mark.exhaustive
def test_paired_learns_the_target():
    model = make(compiled=False, **{**OFF, "l1": 1.0, "paired": True})
    model.compile(keras.optimizers.Adam(1e-2))
    content, _ = batch()
    losses = [step(model, (content, -content))["generator/l1"] for _ in range(40)]
    assert losses[-1] < 0.6 * losses[0]
    assert model.loss_encoder is None  # nothing to look through VGG19 for


def test_the_style_picture_changes_the_translation():
    model = make(compiled=False, style_size=16)
    photo = np.random.default_rng(0).integers(0, 256, (15, 22, 3), "uint8")
    bright, dark = np.full((9, 12, 3), 250, "uint8"), np.zeros((30, 20, 3), "uint8")
    dark[::3] = 90
    one, two = (model.translate(photo, style=style) for style in (bright, dark))
    assert one.shape == two.shape == photo.shape
    assert np.abs(one.astype(int) - two).mean() > 1
    both = model.translate(photo, style=[(bright, 1.0), (dark, 0.0)])
    np.testing.assert_array_equal(both, one)
    between = model.translate(photo, style=[bright, dark])
    assert np.abs(between.astype(int) - one).mean() > 0.1
    batched = model.translate([photo, photo[:, ::-1]], style=bright, batch_size=2)
    np.testing.assert_allclose(batched[0].astype(int), one, atol=1)
    with pytest.raises(UnsupportedOptionError, match="needs one"):
        model.translate(photo)


def test_translating_is_what_was_trained():
    model = make(compiled=False, style_size=16)
    content, style = pictures(1, 16, 16, 3), np.full((16, 16, 3), 200, "uint8")
    seen = np.broadcast_to(np.float32(200 / 127.5 - 1), (1, 16, 16, 3))
    expected = model.generator([content, seen], training=True)
    np.testing.assert_allclose(model.translator(style=style)(content), expected, atol=1e-5)
    np.testing.assert_allclose(model([content, seen]), expected, atol=1e-5)


def test_tiles_agree_with_the_whole():
    model = make(compiled=False, style_size=16)
    photo = np.random.default_rng(0).integers(0, 256, (200, 220, 3), "uint8")
    style = np.full((16, 16, 3), 200, "uint8")
    assert model.tile_margin() == 32
    whole, tiled = (model.translate(photo, style=style, tile=tile) for tile in (None, 96))
    assert np.abs(whole.astype(int) - tiled).mean() <= 2


def test_samples_show_content_style_and_result():
    content, style = pictures(16, 16, 3), pictures(16, 16, 3, seed=2)
    row = make(compiled=False).sample_row(content, style)
    assert [picture.shape for picture in row] == [(16, 16, 3)] * 3
    np.testing.assert_array_equal(row[0], content)


@pytest.mark.parametrize(
    "options, message",
    [
        ({"style": -1.0}, "0 or more.*'style': -1"),
        (OFF, "one of them above"),
        ({"l1": 1.0}, "l1 = 1.0.*paired=True"),
    ],
)
def test_arguments_out_of_range(options, message):
    with pytest.raises(ValueError, match=message):
        make(compiled=False, **options)


def test_training_without_compile():
    with pytest.raises(ValueError, match=r"no encoder.*compile"):
        make(compiled=False).train_step(batch())
