"""What a judge learns from: known damage of a known severity, and series of it."""

import numpy as np
import pytest
import tensorflow as tf

from tests.optional import need
from tfstyle import metrics
from tfstyle.data import DataSpec
from tfstyle.data.degradations import DEGRADATIONS, degrade
from tfstyle.data.series import MEMBERS, UNKNOWN, member
from tfstyle.errors import DataError, RecipeError
from tfstyle.models.judge.judge import KINDS
from tfstyle.recipes import parse_recipe
from tfstyle.recipes.algorithms import judge as recipe_of_judge

from .helpers import dataset_of, fill

photos = need("skimage.data")

PHOTO = photos.astronaut()[:96, 150:256]


def spoiled(kind, severity, key=(0, 0), photo=PHOTO):
    return np.asarray(degrade(photo, kind, severity, key))


@pytest.mark.parametrize("kind", DEGRADATIONS)
def test_more_severe_is_worse_and_the_same_seed_is_the_same_pattern(kind):
    assert np.array_equal(spoiled(kind, 0), PHOTO)
    for key in ((0, 1), (5, 2)):
        made = [spoiled(kind, severity, key) for severity in (0.1, 0.4, 0.7, 1.0)]
        assert all(one.dtype == np.uint8 and one.shape == PHOTO.shape for one in made)
        distances = [metrics.l1(PHOTO, one) for one in made]
        assert distances == sorted(distances) and distances[0] > 0
        np.testing.assert_array_equal(made[1], spoiled(kind, 0.4, key))
    if kind not in ("blur", "jpeg"):
        assert not np.array_equal(spoiled(kind, 0.4, (0, 1)), spoiled(kind, 0.4, (0, 2)))


@pytest.mark.parametrize("kind", DEGRADATIONS)
@pytest.mark.parametrize("shape", [(1, 1, 3), (3, 50, 1), (17, 2, 3)])
def test_any_size(kind, shape):
    photo = np.full(shape, 90, np.uint8)
    assert spoiled(kind, 0.8, photo=photo).shape == shape


def test_what_each_is_in_numbers():
    gray = np.full((256, 256, 3), 128, np.uint8)
    for severity in (0.25, 0.75):
        grain = spoiled("noise", severity, photo=gray) - 128.0
        assert grain.std() == pytest.approx(3 * 16**severity, rel=0.1)
        lattice = spoiled("checkerboard", severity, photo=gray) - 128.0
        assert lattice.std() == pytest.approx(3 * 16**severity, rel=0.15)
        np.testing.assert_array_equal(lattice[:64], lattice[64:128])
        tint = spoiled("cast", severity, photo=gray) - 128.0
        assert np.ptp(tint.reshape(-1, 3), axis=0).max() == 0
        assert abs(tint[0, 0].sum()) <= 2  # as bright as before
        assert np.linalg.norm(tint[0, 0]) == pytest.approx(8 * 10**severity * 1.225, rel=0.05)
        point = np.zeros((63, 63, 1), np.uint8)
        point[31, 31] = 255
        spread = np.asarray(DEGRADATIONS["blur"](tf.constant(point, tf.float32), severity, None))
        spread = spread[..., 0] / spread.sum()
        deviation = np.sqrt((spread.sum(0) * (np.arange(63) - 31) ** 2).sum())
        assert deviation == pytest.approx(0.4 * 10**severity, rel=0.1)


def test_holes_are_flat_and_as_large_as_said():
    rows = np.random.default_rng(0).integers(0, 256, (200, 200, 3), "uint8")
    for severity in (0.3, 0.9):
        shares = [
            np.any(spoiled("holes", severity, (0, k), rows) != rows, axis=-1).mean()
            for k in range(12)
        ]  # they may overlap
        wanted = 0.004 * 50**severity
        assert 0.6 * wanted < np.mean(shares) < 1.05 * wanted


def test_errors():
    with pytest.raises(DataError, match=r"Received: 'blurr'.* Did you mean 'blur'"):
        degrade(PHOTO, "blurr", 0.5)
    for severity in (-0.1, 1.5, float("nan")):
        with pytest.raises(DataError, match="severity must be 0 to 1"):
            degrade(PHOTO, "blur", severity)
    with pytest.raises(DataError, match="view must be 1 to crop"):
        DataSpec("images", "x", load=32, crop=32, view=33)
    with pytest.raises(DataError, match=r"view must be .* layout = 'paired'"):
        DataSpec("paired", "x", load=32, crop=32, view=8)


def test_who_must_not_import_tensorflow_says_the_same():
    assert tuple(DEGRADATIONS) == KINDS
    assert recipe_of_judge._MEMBERS == MEMBERS


def examples(number, *pictures, view=24):
    """Return the pictures and the severities of one series."""
    made = [member(pictures, (3, number), place, view) for place in range(MEMBERS)]
    return [np.array(one) for one in zip(*made, strict=True)]


def test_a_series_is_one_picture_in_order():
    for number in range(8):
        pictures, severities = examples(number, tf.constant(PHOTO[:64, :64]))
        assert pictures.shape == (MEMBERS, 24, 24, 3) and pictures.dtype == np.uint8
        whole, less, more, two = severities
        assert not whole.any()
        assert (less > 0).sum() == (more > 0).sum() == 1 and (two > 0).sum() == 2
        kind = less.argmax()
        assert more[kind] >= less[kind] + 0.199 and more[kind] <= 1
        near, far = (np.abs(pictures[place] - pictures[0].astype(int)).mean() for place in (1, 2))
        assert 0 <= near <= far * 1.2 and far > 0


def test_bad_pictures_are_the_last_of_a_series():
    bad = 0
    gray = tf.fill([64, 64, 3], tf.constant(7, tf.uint8))
    for number in range(20):
        pictures, severities = examples(number, tf.constant(PHOTO[:64, :64]), gray)
        unknown = (severities == UNKNOWN).all(axis=-1)
        assert not unknown[:3].any()
        if unknown[3]:
            bad += 1
            assert (pictures[3] == 7).all()  # from the folder, not spoiled
    assert 9 <= bad <= 19


def test_what_a_step_sees_depends_on_its_number_alone(tmp_path):
    fill(tmp_path / "trainA", 3)
    fill(tmp_path / "trainB", 3, first=3)
    options = {"load": 32, "crop": 32, "view": 16, "batch_size": 8, "seed": 7}
    straight = list(dataset_of("unpaired", tmp_path, **options).take(7))
    resumed = list(dataset_of("unpaired", tmp_path, start_step=5, **options).take(2))
    for one, other in zip(straight[5:], resumed, strict=True):
        for a, b in zip(one, other, strict=True):
            np.testing.assert_array_equal(a, b)
    with pytest.raises(DataError, match="batch_size must be a multiple of 4"):
        dataset_of("unpaired", tmp_path, **{**options, "batch_size": 6})


def test_recipes():
    recipe = parse_recipe('model = "judge"')
    assert (recipe.data.layout, recipe.data.crop, recipe.data.view) == ("images", 256, 128)
    for words, told in (
        (["train.batch_size=6"], "multiple of 4.*Use 4"),
        (["data.view=300"], "data.view = 300 must be 42 to data.crop"),
        (["data.layout=paired"], "learns"),
        (["data.derive=gray"], "learns"),
        (["train.validate_every=5", "train.metrics=['frechet']"], "judge makes none"),
    ):
        with pytest.raises(RecipeError, match=told):
            parse_recipe('model = "judge"', words)
