"""Style transfer by optimisation: what it pulls at, how it gets there, what a user may ask."""

import logging
import os

import keras
import numpy as np
import pytest
from keras import ops

import tfstyle
from tests.networks.helpers import pictures
from tests.optional import need
from tfstyle import images
from tfstyle.errors import OfflineError, UnsupportedOptionError
from tfstyle.inference.blending import LUMA
from tfstyle.inference.color import luminance, match_color, match_luminance
from tfstyle.losses import gram_loss, gram_matrix
from tfstyle.models import Gatys
from tfstyle.models.gatys import gatys
from tfstyle.models.gatys import losses as gatys_losses
from tfstyle.models.gatys.losses import GatysLosses
from tfstyle.models.gatys.pyramid import cover, level_sizes, level_steps
from tfstyle.networks.lean_vgg import LeanVGG19
from tfstyle.networks.vgg import VGG19
from tfstyle.training.minimize import ValueAndGradient, minimize

data = need("skimage.data")

LAYERS = ("relu1_1", "relu2_1", "relu3_1")


@pytest.fixture(scope="module")
def encoder():
    keras.utils.set_random_seed(0)
    return VGG19(LAYERS, filters=4)


@pytest.fixture(scope="module")
def photo():
    return images.resize(data.astronaut(), (32, 48))


@pytest.fixture(scope="module")
def painting():
    return images.resize(data.coffee(), (40, 60))


def model(encoder, **options):
    layers = {"content_layers": "relu3_1", "style_layers": LAYERS}
    return Gatys(**{"encoder": encoder, "steps": 5, **layers, **options})


def losses(encoder, content, styles, **options):
    weights = {"content_weight": 1.0, "style_weight": 1.0, "tv_weight": 0.0}
    return GatysLosses(
        encoder, content, styles, content_layers={"relu3_1": 1.0},
        style_layers=dict.fromkeys(LAYERS, 1.0), **{**weights, **options},
    )


def values(terms):
    return {name: float(value) for name, value in terms.items()}


# The losses


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

    def features_and_gradient(encoder, gram):
        with tf.GradientTape() as tape:
            tape.watch(x)
            features = encoder(x)
            total = sum(gram(feature[:1] * 0 + 2, feature[:1]) for feature in features)
        return [*features, tape.gradient(total, x) * 1e3]

    def plain(target, feature):
        return gram_loss(gram_matrix(target), feature)

    def lean(target, feature):
        return gatys_losses._style_loss(gram_matrix(target), feature)

    expected = features_and_gradient(network, plain)
    for one, other in zip(features_and_gradient(LeanVGG19(network), lean), expected, strict=True):
        scale = float(ops.max(ops.abs(other)))
        assert scale > 0
        np.testing.assert_allclose(one / scale, other / scale, atol=1e-5)


# The search


@pytest.mark.parametrize("method", ["lbfgs", "adam"])
def test_both_methods_find_the_bottom_of_a_bowl(method):
    target = pictures(1, 4, 5, 3) * 1.5  # some of it out of reach
    function = ValueAndGradient(lambda x: {"bowl": ops.sum(ops.square(x - target))}, target.shape)
    steps = []
    found = minimize(
        function, np.zeros_like(target), steps=200, method=method, learning_rate=0.1,
        callback=lambda step, x: steps.append(step),
    )
    np.testing.assert_allclose(found, np.clip(target, -1, 1), atol=1e-2)
    assert found.dtype == "float32" and steps == list(range(1, len(steps) + 1))
    assert len(steps) <= 200


def test_the_gradient_is_the_slope(encoder):
    content, style, x = (pictures(1, 16, 16, 3, seed=seed) for seed in (1, 2, 3))
    function = ValueAndGradient(losses(encoder, content, [(style, 1.0)], tv_weight=0.3), x.shape)
    flat = x.ravel().astype("float64")
    value, gradient = function(flat)
    assert value == pytest.approx(sum(function.terms.values()), rel=1e-5)
    way = gradient / np.linalg.norm(gradient)
    slope = (function(flat + 1e-2 * way)[0] - function(flat - 1e-2 * way)[0]) / 2e-2
    assert slope == pytest.approx(np.linalg.norm(gradient), rel=0.05)
    assert gradient.dtype == "float64"


def test_an_unknown_method():
    with pytest.raises(ValueError, match=r"lbfgs.*Received: 'newton'"):
        minimize(None, np.zeros((1, 1, 1, 1)), steps=1, method="newton")


@pytest.mark.parametrize("optimizer", ["lbfgs", "adam"])
@pytest.mark.parametrize("start", ["content", "noise"])
def test_both_optimizers_go_down_from_both_starts(encoder, photo, painting, optimizer, start):
    totals = []
    model(
        encoder, optimizer=optimizer, start=start, steps=25, learning_rate=0.05,
        progress=lambda p: totals.append(sum(p.losses.values())),
    ).translate(photo, style=painting)
    assert totals[-1] < 0.6 * totals[0], totals


def test_the_weights_decide_who_wins(encoder, photo, painting):
    def terms(**options):
        last = []
        model(encoder, steps=20, tv_weight=0.0, progress=last.append, **options).translate(
            photo, style=painting
        )
        return last[-1].losses

    content, style = terms(content_weight=1.0, style_weight=1e-3), terms(content_weight=1e-3)
    assert content["content"] < style["content"] * 1e3
    assert style["style"] / 100 < content["style"] * 1e3


def test_noise_is_drawn_from_the_seed(encoder, photo, painting):
    def paint(seed):
        return model(encoder, start="noise", seed=seed, steps=2).translate(photo, style=painting)

    np.testing.assert_array_equal(paint(1), paint(1))
    assert np.abs(paint(1).astype(int) - paint(2)).mean() > 1


# The pyramid


def test_coarse_to_fine(encoder, photo, painting):
    seen = []
    out = model(encoder, steps=4, levels=2, progress=seen.append).translate(photo, style=painting)
    assert {p.size for p in seen} == {(16, 24), (32, 48)} and out.shape == photo.shape
    assert [p.size for p in seen] == sorted(p.size for p in seen)
    assert {p.steps for p in seen} == {8} and seen[-1].step <= 8
    preview = seen[-1].picture()
    assert preview.dtype == "uint8" and preview.shape == photo.shape
    np.testing.assert_array_equal(preview, out)


def test_levels_and_steps():
    assert level_sizes((1024, 1024)) == [(256, 256), (512, 512), (1024, 1024)]
    assert level_sizes((300, 200)) == [(300, 200)]
    assert level_sizes((20, 900), 3) == [(16, 225), (16, 450), (20, 900)]
    assert level_steps(200, 3) == [200, 50, 12] and level_steps((9, 5), 2) == [9, 5]
    assert level_steps(100, 3) == [100, 25, 10] and level_steps(1, 3) == [1, 1, 1]


def test_the_paintings_pixels_are_as_many_as_the_levels():
    """A panorama in the place of a square must not need ten times the memory."""
    assert cover((100, 100), (256, 256), 1.0) == (256, 256)
    height, width = cover((500, 8000), (512, 512), 1.0)
    assert height * width == pytest.approx(512 * 512, rel=0.01) and width == 16 * height
    assert cover((300, 300), (100, 100), 0.5) == (50, 50)


def test_a_large_photograph_is_painted_smaller_and_comes_back_large(
    encoder, photo, painting, caplog
):
    seen = []
    with caplog.at_level(logging.WARNING, "tfstyle"):
        out = model(encoder, max_size=24, progress=seen.append).translate(photo, style=painting)
    assert out.shape == photo.shape and {p.size for p in seen} == {(16, 24)}
    assert "24x16" in caplog.text and "max_size" in caplog.text


@pytest.mark.parametrize("size", [(1, 1), (3, 40), (40, 3)])
def test_any_size(encoder, painting, size):
    picture = np.random.default_rng(0).integers(0, 256, (*size, 4), "uint8")
    out = model(encoder, steps=1).translate(picture, style=painting[:5, :7])
    assert out.shape == picture.shape
    np.testing.assert_array_equal(out[..., 3], picture[..., 3])


# Colours


def test_matched_colours_have_the_references_mean_and_covariance():
    a = np.clip(pictures(20, 20, 3) * 0.4 + np.float32([0.3, 0.0, -0.2]), -1, 1)
    b = images.to_float(images.resize(data.chelsea(), (24, 30))) * 0.5
    out = match_color(a, b)
    rows, wanted = out.reshape(-1, 3), b.reshape(-1, 3)
    np.testing.assert_allclose(rows.mean(0), wanted.mean(0), atol=0.01)
    np.testing.assert_allclose(np.cov(rows.T), np.cov(wanted.T), atol=0.01)
    assert out.dtype == "float32"


def test_matched_luminance_has_the_references_mean_and_spread():
    gray, wanted = luminance(pictures(16, 16, 3)) * 0.5, luminance(pictures(9, 9, 3, seed=2)) * 0.3
    out = match_luminance(gray, wanted)
    assert out.mean() == pytest.approx(wanted.mean(), abs=1e-3)
    assert out.std() == pytest.approx(wanted.std(), abs=1e-3)
    flat = match_luminance(np.zeros((4, 4, 3), "float32"), wanted)
    assert np.isfinite(flat).all()


def test_luminance_keeps_the_photographs_colours(encoder, photo, painting):
    out = model(encoder, preserve_color="luminance", steps=8).translate(photo, style=painting)
    before, after = images.to_float(photo), images.to_float(out)
    inside = (np.abs(after).max(-1) < 0.97) & (np.abs(before).max(-1) < 0.97)
    chroma = (after - (after @ LUMA)[..., None]) - (before - (before @ LUMA)[..., None])
    assert inside.mean() > 0.2
    assert np.abs(chroma[inside]).max() < 0.02
    assert np.abs((after - before) @ LUMA).mean() > 0.01


def test_histogram_hands_over_the_painting_in_the_photographs_colours(
    encoder, photo, monkeypatch
):
    """A plain green painting loses its green before it is looked at."""
    green = np.broadcast_to(np.uint8([20, 220, 40]), (32, 48, 3)).copy()
    green[::2] //= 2
    seen = []

    def spy(encoder, content, styles, **options):
        seen.append((content, styles[0][0]))
        return GatysLosses(encoder, content, styles, **options)

    monkeypatch.setattr(gatys, "GatysLosses", spy)
    model(encoder, preserve_color="histogram", steps=1).translate(photo, style=green)
    ((content, style),) = seen
    np.testing.assert_allclose(style.mean((0, 1, 2)), content.mean((0, 1, 2)), atol=0.1)
    assert np.abs(images.to_float(green).mean((0, 1)) - content.mean((0, 1, 2))).max() > 0.3


# What a user may ask


def test_stylize_is_the_model_in_one_call(encoder, photo, painting, tmp_path):
    images.write_image(tmp_path / "painting.png", painting)
    options = {"encoder": encoder, "content_layers": "relu3_1", "style_layers": LAYERS, "steps": 2}
    out = tfstyle.stylize(photo, tmp_path / "painting.png", size=24, **options)
    assert out.shape == (24, 36, 3) and out.dtype == "uint8"
    expected = Gatys(**options).translate(photo, style=painting, size=24)
    np.testing.assert_array_equal(out, expected)
    a, b = tfstyle.stylize([photo, photo[:20]], [(painting, 2), (photo, 1)], **options)
    assert a.shape == photo.shape and b.shape == photo[:20].shape


def test_translates_other_options_hold(encoder, photo, painting):
    made = model(encoder, steps=1)
    np.testing.assert_array_equal(made.translate(photo, style=painting, strength=0.0), photo)
    with pytest.raises(UnsupportedOptionError, match="tile"):
        made.translate(photo, style=painting, tile=16)


@pytest.mark.parametrize(
    "options, message",
    [
        ({"optimizer": "sgd"}, "optimizer must be one of.*lbfgs.*'sgd'"),
        ({"start": "style"}, "start must be one of.*noise.*'style'"),
        ({"preserve_color": "yes"}, "preserve_color must be one of.*histogram.*'yes'"),
        ({"style_weight": -1.0}, "style_weight must be 0 or more.*-1"),
        ({"tv_weight": float("nan")}, "tv_weight must be 0 or more.*nan"),
        ({"steps": 0}, "steps must be 1 or more.*0"),
        ({"levels": 0}, "levels must be 1 or more.*0"),
        ({"style_scale": 0}, "style_scale must be above 0.*0"),
    ],
)
def test_arguments_out_of_range(options, message):
    with pytest.raises(UnsupportedOptionError, match=message):
        Gatys(**options)


def test_what_it_cannot_do_says_so(encoder, photo, painting, tmp_path):
    made = model(encoder, steps=(3, 2))
    with pytest.raises(UnsupportedOptionError, match=r"each of 1 levels.*3, 2"):
        made.translate(photo, style=painting)
    with pytest.raises(UnsupportedOptionError, match=r"needs one: style='painting.jpg'"):
        made.translate(photo)
    with pytest.raises(UnsupportedOptionError, match="no weights to save"):
        made.save_to_preset(tmp_path / "preset")
    with pytest.raises(UnsupportedOptionError, match="no weight above 0"):
        model(encoder, content_weight=0, style_weight=0, tv_weight=0).translate(
            photo, style=painting
        )


def test_a_layer_the_encoder_lacks(encoder, photo, painting):
    with pytest.raises(UnsupportedOptionError, match=r"relu9_9.*relu1_1, relu2_1, relu3_1"):
        model(encoder, content_layers="relu9_9").translate(photo, style=painting)


def test_without_the_papers_layers_the_nearest_are_taken_and_told(monkeypatch, caplog):
    asked = []

    def load(layers, pooling):
        asked.append((tuple(layers), pooling))
        if "relu4_2" in layers or "relu5_1" in layers:
            raise OfflineError("only to relu4_1")
        return "encoder"

    monkeypatch.setattr(gatys, "load_vgg19", load)
    with caplog.at_level(logging.WARNING, "tfstyle"):
        encoder, content, style = Gatys(pooling="max")._eye()
    assert encoder == "encoder" and content == {"relu4_1": 1.0}
    assert list(style) == ["relu1_1", "relu2_1", "relu3_1", "relu4_1"]
    assert "relu4_2" in caplog.text and {pooling for _, pooling in asked} == {"max"}
    # What the user names is taken as it is, and missed loudly.
    with pytest.raises(OfflineError):
        Gatys(content_layers="relu4_2", style_layers=("relu1_1",))._eye()
    caplog.clear()
    Gatys(content_layers="relu3_1", style_layers={"relu1_1": 2.0})._eye()
    assert not caplog.text and asked[-1][0] == ("relu3_1", "relu1_1")


def test_gatys_is_built_in_and_runs_from_the_command_line(
    photo, painting, tmp_path, monkeypatch
):
    from rich.progress import Progress
    from typer.testing import CliRunner

    from tfstyle.cli import app

    lines, update = [], Progress.update

    def spy(self, task, **options):
        lines.append(options)
        update(self, task, **options)

    monkeypatch.setattr(Progress, "update", spy)
    monkeypatch.setattr(gatys, "level_steps", lambda steps, levels: [12] * levels)
    assert tfstyle.from_preset("gatys").get_config()["style_weight"] > 0
    monkeypatch.setattr(gatys, "load_vgg19", lambda layers, pooling: VGG19(layers, filters=2))
    for name, picture in {"photo": photo, "painting": painting}.items():
        images.write_image(tmp_path / f"{name}.png", picture)
    out, preview = tmp_path / "out.jpg", tmp_path / "preview.png"
    result = CliRunner().invoke(
        app, ["translate", "gatys", "--style", str(tmp_path / "painting.png"),
              str(tmp_path / "photo.png"), "-o", str(out), "--size", "24",
              "--preview", str(preview)], catch_exceptions=False,
    )  # fmt: skip
    assert "1 of 1" in result.stdout
    painted = images.read_image(out)
    assert painted.shape == (24, 36, 3)
    before = images.resize(photo, (24, 36)).astype(int)
    assert np.abs(painted - before).mean() > 1
    # The bar went through the steps, and the preview is the last of them.
    lines = [line for line in lines if line.get("total") == 12]
    steps = [line["completed"] for line in lines]
    assert steps == sorted(steps) and steps[0] == 1 and len(steps) > 5
    assert lines[0]["description"] == "photo.png 36x24"
    assert images.read_image(preview).shape == (24, 36, 3)


def test_a_preview_of_a_model_without_steps_is_refused(tmp_path, monkeypatch, photo):
    from typer.testing import CliRunner

    from tests.zoo.test_zoo import save_tiny
    from tfstyle.cli import app

    save_tiny(tmp_path / "tiny")
    images.write_image(tmp_path / "photo.png", photo)
    result = CliRunner().invoke(
        app, ["translate", str(tmp_path / "tiny"), str(tmp_path / "photo.png"),
              "-o", str(tmp_path / "out.png"), "--preview", str(tmp_path / "preview.png")],
    )  # fmt: skip
    assert result.exit_code == 2 and "gatys" in result.output
    assert not (tmp_path / "preview.png").exists()


def test_it_cannot_be_exported(tmp_path):
    from tfstyle.errors import ExportError
    from tfstyle.export import export

    with pytest.raises(ExportError, match=r"Gatys.*feed-forward"):
        export(Gatys(), tmp_path / "export")
    assert not (tmp_path / "export").exists()


@pytest.mark.weights
@pytest.mark.skipif(
    not os.environ.get("TFSTYLE_VGG19"),
    reason="set TFSTYLE_VGG19 to VGG19's weights (.npz, .h5 or a folder of them)",
)
def test_with_trained_weights_the_style_comes_and_the_content_stays():
    layers = ("relu1_1", "relu2_1", "relu3_1")
    photo = images.resize(data.astronaut(), (64, 64))
    painting = images.resize(data.coffee(), (64, 96))
    first_and_last = []
    Gatys(
        steps=25, content_layers="relu3_1", style_layers=layers, progress=first_and_last.append
    ).translate(photo, style=painting)
    first, last = (p.losses for p in (first_and_last[0], first_and_last[-1]))
    assert last["style"] < 0.2 * first["style"] and last["content"] < 1
