"""FastStyle and AdaINStyle: what is theirs alone, beside the contract."""

import h5py
import keras
import numpy as np
import pytest
from PIL import Image

from tests.models.case import SIZE
from tests.models.cases import CASES
from tests.networks.helpers import pictures, randomize
from tfstyle.errors import DataError, RecipeError, UnsupportedOptionError
from tfstyle.inference.style_names import style_weights
from tfstyle.inference.style_pictures import load_styles
from tfstyle.losses import STYLE_STATISTICS
from tfstyle.models import FastStyle
from tfstyle.models.shared.style_targets import statistics_of
from tfstyle.networks import StyleNetwork
from tfstyle.recipes import parse_recipe


@pytest.fixture
def two_styles():
    keras.utils.set_random_seed(0)
    model = CASES["fast_style"].make()
    randomize(model.generator)
    return model


def test_styles_take_turns_and_all_get_the_same_number(two_styles):
    seen = [np.asarray(two_styles._choose_styles(step, 3)) for step in range(4)]
    order = np.concatenate(seen).argmax(axis=1)
    assert order.tolist() == [0, 1] * 6


@pytest.mark.parametrize("statistics", STYLE_STATISTICS)
def test_each_style_is_judged_by_its_own_painting(statistics):
    case = CASES["fast_style"]
    two_styles = case.make(statistics=statistics)
    two_styles.compile(**case.compile())
    features = two_styles._features(pictures(1, SIZE, SIZE, 3))
    targets = two_styles._style_targets
    fire, water = (
        float(two_styles._style_loss(features, targets.of(np.eye(2, dtype="float32")[[i]])))
        for i in (0, 1)
    )
    both = np.eye(2, dtype="float32")
    twice = {name: np.repeat(x, 2, axis=0) for name, x in features.items()}
    assert fire != water
    loss = float(two_styles._style_loss(twice, targets.of(both)))
    assert loss == pytest.approx((fire + water) / 2, rel=1e-5)


def test_adains_encoder_stays_where_keras_files_have_it(tmp_path):
    CASES["adain"].make().save_weights(tmp_path / "adain.weights.h5")
    with h5py.File(tmp_path / "adain.weights.h5") as file:
        assert {"eye", "generator"} <= set(file) and "encoder" not in file


def test_a_matched_result_has_the_paintings_colours():
    model = CASES["adain"].make(match_colors=True, style_size=32)
    photo, painting = np.random.default_rng(0).integers(60, 190, (2, 32, 32, 3), "uint8")
    painting[..., 2] //= 2
    wanted = painting.mean((0, 1))
    found = model.translate(photo, style=painting).mean((0, 1))
    np.testing.assert_allclose(found, wanted, atol=4)  # levels; a few pixels are clipped
    unmatched = CASES["adain"].make(style_size=32).translate(photo, style=painting).mean((0, 1))
    assert np.abs(unmatched - wanted).max() > 20  # of an untrained decoder
    signals = model.signals(painting[None] / 127.5 - 1)
    assert [signal.shape[-1] for signal in signals] == [32, 32, 3, 3]


def test_as_far_as_alpha_says_a_result_is_matched():
    model = CASES["adain"].make(match_colors=True, style_size=32)
    photo = np.random.default_rng(0).uniform(-0.3, 0.3, (1, 32, 32, 3)).astype("float32")
    style = [(photo + np.float32([0.3, 0, -0.3]), 1.0)]
    *_, features = model.encoder(photo)
    own = np.asarray(model.generator(features))
    np.testing.assert_allclose(model.translator(style=style, alpha=0.0)(photo), own, atol=1e-5)
    whole, half = (model.translator(style=style, alpha=x)(photo) for x in (1.0, 0.5))
    assert np.abs(whole - own).mean() > np.abs(half - own).mean() > 0.05


def test_matched_pictures_may_be_translated_in_tiles():
    model = CASES["adain"].make(match_colors=True, style_size=32)
    for network in (model.encoder, model.generator):
        randomize(network)  # untrained ones paint next to nothing
    rng = np.random.default_rng(0)
    photo = np.kron(rng.integers(0, 256, (12, 18, 3), "uint8"), np.ones((32, 32, 1), "uint8"))
    photo[:, :288] //= 3  # a tile of this half knows nothing of the other
    painting = rng.integers(0, 256, (32, 32, 3), "uint8")
    whole = model.translate(photo, style=painting)
    tiled = model.translate(photo, style=painting, tile=128)
    assert whole.std() > 30
    assert np.abs(whole.astype(int) - tiled).max() <= 2  # levels; each tile by itself: 70


def test_outliers_inside_of_the_network_are_weighed_while_it_trains_and_saved_nowhere(tmp_path):
    case = CASES["fast_style"]
    model = case.make(outliers=3.0)
    model.compile(**case.compile())
    # Before the last norm: one place far beyond all others, in every channel.
    inner = [np.zeros((1, 16, 16, 4), "float32")]
    inner[0][0, 3, 3] = 1.0
    seen = model._see(case.batch(), np.eye(1, 2, dtype="float32"))
    losses = model._painting_losses(case.batch(), *seen, case.batch(), None, inner)
    assert float(losses["generator/outliers"]) > 1
    assert "generator/outliers" in model.train_step(case.batch())
    assert "generator/outliers" not in model.test_step(case.batch())
    assert len(model.weights) == len(case.make().weights)


def test_the_paintings_of_a_painter_take_turns():
    case = CASES["fast_style"]
    model = case.make()
    fire, *sea = (np.full((24, 24, 3), level, "uint8") for level in (250, 20, 90, 160))
    encoder = case.compile()["encoder"]
    model.compile(encoder=encoder, style_pictures=[fire, iter(sea)])
    of_fire, of_sea = np.eye(2, dtype="float32")[:, None]
    learned = [
        np.asarray(model._style_targets.of(of_sea, turn)["relu1_1"][0]) for turn in range(4)
    ]
    np.testing.assert_array_equal(learned[0], learned[3])
    assert len({gram.tobytes() for gram in learned}) == 3
    alone = [np.asarray(model._style_targets.of(of_fire, turn)["relu1_1"][0]) for turn in (0, 1)]
    np.testing.assert_array_equal(*alone)
    # Two pictures a step, two styles: the painter's next painting in every step.
    assert [np.asarray(model._turns(step, 2)).tolist() for step in (0, 1, 2)] == [
        [0, 0], [1, 1], [2, 2]
    ]  # fmt: skip
    with pytest.raises(DataError, match="1 to 1024 paintings"):
        model.compile(encoder=encoder, style_pictures=[fire, []])


def test_a_picture_learns_the_painting_of_its_style_that_is_nearest_to_it():
    case = CASES["fast_style"]
    model = case.make(painting="nearest", statistics="gram")
    rng = np.random.default_rng(0)
    paintings = list(rng.integers(0, 256, (6, 24, 24, 3), "uint8"))
    model.compile(
        encoder=case.compile()["encoder"], style_pictures=[paintings[:2], paintings[2:]],
        style_size=24,
    )  # fmt: skip

    def grams(painting):
        return statistics_of(painting, 24, model._features, ["relu1_1"], "gram")["relu1_1"]

    # Paintings 4 and 2, a little changed, are photographs of the second style; 3 is one of the
    # first, which does not have it.
    noise = rng.normal(0, 4, (3, 24, 24, 3))
    photos = (np.stack([paintings[i] for i in (4, 2, 3)]) + noise).clip(0, 255) / 127.5 - 1
    chosen = np.eye(2, dtype="float32")[[1, 1, 0]]
    _, targets = model._see(photos.astype("float32"), chosen)
    for index, place in ((4, 0), (2, 1)):
        (wanted,) = grams(paintings[index])
        np.testing.assert_allclose(targets["relu1_1"][0][place], wanted[0], rtol=1e-4)
    firsts = [grams(one)[0][0] for one in paintings[:2]]
    assert any(np.allclose(targets["relu1_1"][0][2], first, rtol=1e-4) for first in firsts)
    logs = model.train_step(photos.astype("float32"))
    assert np.isfinite(float(logs["generator/loss"]))
    with pytest.raises(ValueError, match="painting must be one of"):
        case.make(painting="furthest")


@pytest.mark.parametrize("weight", ["content", "style", "tv", "tone"])
def test_every_term_moves_the_network(weight):
    case = CASES["fast_style"]
    terms = {"content": 0.0, "style": 0.0, "tv": 0.0, "tone": 0.0, weight: 1.0}
    keras.utils.set_random_seed(0)
    model = case.make(**terms)
    model.compile(**case.compile())
    before = model.generator.get_weights()
    logs = model.train_step(case.batch())
    assert float(logs["generator/loss"]) == pytest.approx(float(logs[f"generator/{weight}"]))
    after = model.generator.get_weights()
    assert any(np.any(a != b) for a, b in zip(before, after, strict=True))


def test_training_leaves_the_encoder_alone():
    for name in ("fast_style", "adain"):
        case = CASES[name]
        model = case.make()
        model.compile(**case.compile())
        before = model.loss_encoder.network.get_weights()
        model.train_step(case.batch())
        for old, new in zip(before, model.loss_encoder.network.get_weights(), strict=True):
            np.testing.assert_array_equal(old, new)
    assert not set(map(id, model.encoder.weights)) & set(map(id, model.trainable_weights))


def test_a_blend_lies_between_and_a_single_style_can_be_cut_out(two_styles):
    x = pictures(1, SIZE, SIZE, 3)
    fire, water = (np.asarray(two_styles.translator(style=s)(x)) for s in ("fire", "water"))
    blend = np.asarray(two_styles.translator(style=["fire", "water"])(x))
    assert np.abs(blend - fire).mean() > 0.01 and np.abs(blend - water).mean() > 0.01
    alone = two_styles.single("water")
    assert alone.styles == ("water",)
    np.testing.assert_allclose(alone.translator()(x), water, atol=1e-5)
    mixed = two_styles.single({"fire": 1, "water": 1})
    np.testing.assert_allclose(mixed.translator()(x), blend, atol=1e-5)


def test_constructor_and_compile_say_what_is_missing(two_styles):
    with pytest.raises(ValueError, match="has 1 styles and needs as many different names"):
        FastStyle(StyleNetwork(filters=4, num_blocks=0), ("a", "b"))
    options = CASES["fast_style"].compile() | {"style_pictures": [pictures(8, 8, 3)]}
    with pytest.raises(ValueError, match=r"needs one painting for each of .* Received: 1"):
        two_styles.compile(**options)
    with pytest.raises(ValueError, match="no encoder"):
        CASES["fast_style"].make().train_step(pictures(1, SIZE, SIZE, 3))


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (None, [1, 0, 0]), ("b", [0, 1, 0]), (["a", "c"], [0.5, 0, 0.5]),
        ({"a": 1, "b": 3}, [0.25, 0.75, 0]), ([("a", 2), ("b", 2), "c"], [0.4, 0.4, 0.2]),
        (("c", 0.5), [0, 0, 1]),
    ],
)  # fmt: skip
def test_names_and_weights_of_styles(style, expected):
    np.testing.assert_allclose(style_weights(style, ("a", "b", "c")), expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("style", "message"),
    [
        ("starry_nite", r"received 'starry_nite'\. Did you mean 'starry_night'"),
        (np.zeros((8, 8, 3)), r"received a ndarray.*AdaINStyle"),
        ({"starry_night": -1}, "must not be negative"), ({"starry_night": 0}, "one must be above"),
        ({"starry_night": float("nan")}, "must not be negative"),
    ],
)  # fmt: skip
def test_refused_styles(style, message):
    with pytest.raises(UnsupportedOptionError, match=message):
        style_weights(style, ("starry_night", "wave"))


def test_style_pictures_of_every_kind(tmp_path):
    array = np.random.default_rng(0).integers(0, 256, (20, 40, 3), "uint8")
    Image.fromarray(array).save(tmp_path / "style.png")
    path = tmp_path / "style.png"
    for style in (path, str(path), array, Image.fromarray(array), (array, 2.0), [array]):
        ((picture, weight),) = load_styles(style, None)
        assert picture.shape == (1, 20, 40, 3) and weight == 1
        np.testing.assert_allclose(picture[0], array / 127.5 - 1, atol=1e-6)
    (small, first), (_, second) = load_styles([(array, 3), path], 10)
    assert small.shape == (1, 10, 20, 3) and (first, second) == (0.75, 0.25)
    for wrong in (None, [], [(array, 0)], [(array, -1), array]):
        with pytest.raises(UnsupportedOptionError, match="style: "):
            load_styles(wrong, None)


def test_arbitrary_styles_differ_and_mix():
    keras.utils.set_random_seed(0)
    model = CASES["adain"].make()
    dark, light = np.full((32, 32, 3), 20, "uint8"), pictures(32, 32, 3)
    x = pictures(1, SIZE, SIZE, 3)
    outs = [np.asarray(model.translator(style=s)(x)) for s in (dark, light, [dark, light])]
    assert np.abs(outs[0] - outs[1]).max() > 1e-3
    assert np.abs(outs[2] - outs[0]).max() > 1e-4 and np.abs(outs[2] - outs[1]).max() > 1e-4
    with pytest.raises(UnsupportedOptionError, match="needs one"):
        model.translator()


@pytest.mark.parametrize("model, rest", [("fast_style", 'styles = ["a.jpg"]'), ("distill", "")])
def test_a_weave_is_looked_for_where_it_can_repeat(model, rest):
    recipe = f'model = "{model}"\n[data]\n{rest}\ncrop = 16\nload = 16'
    assert parse_recipe(recipe).loss.lattice == 0
    with pytest.raises(RecipeError, match=r"at least three times: set data\.crop to 24"):
        parse_recipe(recipe, ["loss.lattice=0.3"])
    assert parse_recipe(recipe, ["loss.lattice=0.3", "data.crop=24", "data.load=24"]).loss.lattice
