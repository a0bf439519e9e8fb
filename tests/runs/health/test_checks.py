"""Each check on what it should see and on what it should leave alone, without a model."""

import math

import numpy as np
import pytest

from tfstyle.runs.health import CHECKS, get_check
from tfstyle.runs.health.observation import Gradient, Judgement, Observation, Way

RNG = np.random.default_rng(0)


def smooth(count=4, side=32, seed=0):
    """Return different pictures that are no noise, float32 in [-0.9, 0.9]."""
    random = np.random.default_rng(seed)
    coarse = random.uniform(-0.9, 0.9, (count, side // 8, side // 8, 3))
    return coarse.repeat(8, axis=1).repeat(8, axis=2).astype("float32")


def measured(name, **seen):
    return get_check(name).measure(Observation(**seen))


def way(made, sources=None, reals=None):
    return {"ways": {"a2b": Way(made, sources, reals)}}


def value(name, *pictures):
    return measured(name, **way(*pictures)).get("a2b")


def test_names_are_their_own_and_every_check_explains_itself():
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    for check in CHECKS:
        assert check.measured.endswith(".") and not check.sentence.endswith("."), check.name
        assert check.sentence[0].isupper() and len(check.remedies) > 1 and check.patience >= 1
        assert not any(remedy.endswith(".") for remedy in check.remedies)
    assert get_check("diversity").name == "diversity" and get_check("nothing") is None


def test_a_discriminator_that_is_always_right_wins():
    check = get_check("discriminator_accuracy")
    seen = {"a": Judgement(1.0, 0.998, 1.0), "b": Judgement(0.7, 0.6, 0.8)}
    values = measured("discriminator_accuracy", judgements=seen)
    assert values == pytest.approx({"a": 0.999, "b": 0.65}) and check.worst(values) == "a"
    assert check.crossed(0.999) and not check.crossed(0.65)


def test_a_discriminator_that_says_the_same_of_everything_is_blind():
    def bias(*judgement):
        found = measured("discriminator_bias", judgements={"d": Judgement(*judgement)})["d"]
        return found, get_check("discriminator_bias").crossed(found)

    assert bias(1.0, 0.0, 0.5) == (1.0, True) and bias(0.0, 1.0, 0.5) == (1.0, True)
    # It knows the difference, though its threshold is elsewhere: a generator learns by that.
    assert bias(1.0, 0.0, 0.9) == (pytest.approx(0.2), False)
    assert not bias(1.0, 1.0, 1.0)[1] and not bias(0.5, 0.5, 0.5)[1]


def test_gradients_grow_beyond_the_usual():
    def growth(norm, earlier):
        return measured("gradient_growth", gradients={"generator": Gradient(norm, 9, earlier)})

    assert growth(600.0, [2.0, 4.0, 3.0]) == {"generator": 200.0}
    assert growth(math.nan, [2.0, 4.0, 3.0]) == {"generator": math.inf}
    assert math.isnan(growth(600.0, [2.0, 4.0])["generator"])
    assert math.isnan(growth(600.0, [0.0, 0.0, 0.0])["generator"])
    assert get_check("gradient_growth").worst(growth(600.0, [])) is None


def test_the_generators_gradients_vanish():
    seen = {"generator": Gradient(3e-6, 900), "discriminator": Gradient(0.0, 900)}
    values = measured("gradient_vanishing", gradients=seen)
    assert values == {"generator": pytest.approx(1e-7)}
    assert get_check("gradient_vanishing").crossed(0.9e-7)


def test_diversity_is_measured_against_real_pictures_or_sources():
    photos, reals = smooth(seed=1), smooth(seed=2)
    assert value("diversity", reals, photos, reals) == pytest.approx(1.0)
    same = np.repeat(photos[:1], 4, axis=0)
    assert value("diversity", same, photos, reals) == 0.0
    assert value("diversity", 0.5 * photos, photos) == pytest.approx(0.5, rel=1e-5)
    # Noise of a pixel is no variety: a collapsed picture with noise on it is collapsed.
    noisy = same + RNG.normal(0, 0.2, same.shape)
    assert value("diversity", noisy, photos) < 0.2
    assert value("diversity", photos[:1], photos[:1]) is None  # of one picture
    assert value("diversity", photos, same) is None  # real ones do not differ


@pytest.mark.parametrize("shape", [(2, 1, 1, 3), (2, 5, 1, 1), (3, 2, 40, 4)])
def test_pictures_of_any_shape(shape):
    a, b = RNG.uniform(-1, 1, (2, *shape)).astype("float32")
    for name in ("diversity", "saturation", "inversion", "not_finite"):
        assert all(math.isfinite(v) for v in measured(name, **way(a, b, a)).values()), name


def test_a_negative_is_inverted_in_all_tones():
    photos = smooth(seed=3)
    values = measured("inversion", **way(-photos, photos))
    assert set(values) == {"a2b", "a2b/red_green", "a2b/yellow_blue"}
    assert all(one == pytest.approx(-1.0) for one in values.values())
    assert value("inversion", photos, photos) == pytest.approx(1.0)
    assert value("inversion", smooth(seed=4), photos) > -0.5


def test_colours_may_be_inverted_alone():
    photos = smooth(seed=3)
    gray = photos @ np.array([0.299, 0.587, 0.114])
    turned = 2 * gray[..., None] - photos
    values = measured("inversion", **way(turned, photos))
    assert values["a2b"] == pytest.approx(1.0, abs=0.01)
    assert values["a2b/red_green"] < -0.9 and values["a2b/yellow_blue"] < -0.9


def test_domains_that_are_each_others_negative_may_be_inverted():
    photos = np.clip(smooth(seed=3) + 0.6, -1, 1)  # bright ones
    assert measured("inversion", **way(-photos, photos, -photos)) .get("a2b") is None
    bright = np.clip(smooth(seed=5) + 0.6, -1, 1)
    assert value("inversion", -photos, photos, bright) == pytest.approx(-1.0)


def test_flat_and_gray_pictures_have_nothing_to_correlate():
    flat = np.zeros((2, 16, 16, 3), "float32")
    assert measured("inversion", **way(flat, smooth(2, 16))) == {}
    gray = smooth(2, 16)[..., :1]
    assert measured("inversion", **way(-gray, gray)) == {"a2b": pytest.approx(-1.0)}
    assert measured("inversion", ways={"generated": Way(flat, None, flat)}) == {}


def test_black_pictures_are_saturated_unless_real_ones_are():
    photos, black = smooth(), np.full((4, 32, 32, 3), -1.0, "float32")
    assert value("saturation", black, photos) == 1.0
    assert value("saturation", photos, photos) == 0.0
    half = photos.copy()
    half[:, :16] = 1.0
    assert value("saturation", half, photos) == pytest.approx(0.5)
    assert value("saturation", black, photos, black) == 0.0
    # What uint8 shows as the last level counts, what is one from it does not.
    assert value("saturation", np.full_like(black, 0.9999), photos) == 1.0
    assert value("saturation", np.full_like(black, 0.98), photos) == 0.0


def test_a_lattice_is_found_unless_real_pictures_have_it():
    photos = smooth(side=64)
    lattice = photos + 0.05 * (np.indices((64, 64, 1)).sum(0) % 2)
    assert get_check("checkerboard").crossed(value("checkerboard", lattice, photos))
    assert value("checkerboard", lattice, photos, lattice) == 0.0
    assert value("checkerboard", photos, photos) == 0.0


def test_one_value_that_is_no_number_is_found():
    made = smooth()
    assert value("not_finite", made, made) == 0.0
    made[0, 0, 0, 0] = math.nan
    found = value("not_finite", made, smooth())
    assert 0 < found < 1e-3 and get_check("not_finite").crossed(found)
    for name in ("diversity", "saturation", "inversion"):
        check = get_check(name)
        assert not any(map(check.crossed, measured(name, **way(made, smooth())).values())), name


def test_the_sentence_says_value_threshold_part_and_what_to_do():
    told = get_check("discriminator_accuracy").told(0.9991, "discriminator_a")
    assert told.startswith("The discriminator wins: ")
    assert "(accuracy of discriminator_a: 0.999, above 0.998). Usual remedies: lower " in told
    assert "discriminator.spectral_normalization=true" in told and told.endswith(".")


def test_remedies_name_keys_that_the_recipe_has():
    check = get_check("inversion")
    assert len(check.helping()) == 3
    assert not any("loss." in text for text in check.helping({"train.steps": 9}))
    assert check.helping({"loss.identity": 0.0})[0].startswith("loss.identity=")
    assert not any("loss." in text for text in check.helping({"loss.identity": 0.5}))  # it has it
    has = {"train.clip_norm": 1.0, "train.precision": "float32", "train.learning_rate": 0.1}
    assert get_check("gradient_growth").helping(has) == ["lower train.learning_rate"]
    spectral = {"discriminator.spectral_normalization": True}
    assert get_check("gradient_growth").helping(spectral) == ["train.precision=float32"]


def test_every_key_that_a_remedy_names_is_one():
    from tfstyle.recipes import KEYS
    from tfstyle.runs.health.check import _KEY

    named = {key for check in CHECKS for text in check.remedies for key in _KEY.findall(text)}
    assert named and named <= set(KEYS)


def test_the_documents_table_is_drawn_from_the_checks():
    from tests.runs.health.table import PAGE, redrawn

    text = PAGE.read_text("utf-8")
    assert redrawn(text) == text, "python -m tests.runs.health.table draws it anew"
