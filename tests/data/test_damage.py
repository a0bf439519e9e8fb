"""What ages a photograph: every kind does what its name says, and the same seed does the same."""

import numpy as np
import pytest
import tensorflow as tf

from tests.optional import need
from tfstyle import metrics
from tfstyle.data import damage as damages
from tfstyle.data import damage_marks, damage_tones, derive
from tfstyle.errors import DataError, RecipeError
from tfstyle.recipes import parse_recipe

from .helpers import dataset_of, fill

photos = need("skimage.data")

PHOTO = photos.astronaut()[:128, 150:278]


def aged(kind, key=(0, 0), photo=PHOTO, **options):
    kinds = None if kind is None else [kind]
    return derive.derive("damaged", photo, key, kinds=kinds, chance=1, **options)


def changed(kind, key):
    return np.abs(aged(kind, key).astype(int) - PHOTO).max(axis=-1) > 12


@pytest.mark.parametrize("kind", damages.DAMAGES)
@pytest.mark.parametrize("channels", [1, 3])
def test_each_kind_damages_keeps_the_shape_and_can_be_repeated(kind, channels):
    photo = PHOTO[:97, :, :channels]
    first, again = (aged(kind, (3, 5), photo) for _ in range(2))
    assert first.dtype == np.uint8 and first.shape == photo.shape
    assert metrics.psnr(photo, first) < 45
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, aged(kind, (3, 6), photo))
    assert not np.array_equal(first, aged(kind, (4, 5), photo))


@pytest.mark.parametrize("kind", ["fade", "blur", "noise", "jpeg"])
def test_less_strength_damages_less(kind):
    worse, better = (
        np.mean([metrics.l1(PHOTO, aged(kind, (0, k), strength=s)) for k in range(6)])
        for s in (1, 0.2)
    )
    assert better < 0.75 * worse


def test_fading_takes_contrast_and_colour_and_is_the_same_everywhere():
    gray = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=-1)
    for k in range(8):
        ramp = tf.cast(gray, tf.float32)
        out = damage_tones.fade(ramp, tf.constant([0, k], tf.int64), 1.0).numpy()[0]
        slope = np.diff(out, axis=0)
        np.testing.assert_allclose(slope, slope[:1].repeat(255, 0), atol=1e-3)
        red, green, blue = slope[0]
        assert 0.49 < red < 1 and red >= green >= 0.89 * red and green >= blue >= 0.64 * red
        # Black gets lighter, white darker.
        assert 0 < out[0, 0] < 0.43 * 255 and out[255, 0] < 255
    vivid = np.float32([[[255, 0, 0], [0, 255, 0]]])
    out = damage_tones.fade(tf.constant(vivid), tf.constant([0, 1], tf.int64), 1.0).numpy()
    assert np.ptp(out, axis=-1).max() < 255


def test_blur_keeps_the_mean_and_a_flat_picture_and_takes_detail():
    flat = np.full((20, 3, 3), 77, np.uint8)
    np.testing.assert_array_equal(aged("blur", photo=flat), flat)
    out = aged("blur")
    assert abs(out.mean() - PHOTO.mean()) < 0.5
    for axis in (0, 1):
        left, was = (np.abs(np.diff(x.astype(int), axis=axis)).mean() for x in (out, PHOTO))
        assert left < 0.9 * was
    point = np.zeros((15, 15, 1), np.float32)
    point[7, 7] = 1
    spread = damage_tones.blur(tf.constant(point), tf.constant([0, 1], tf.int64), 1.0)
    spread = spread.numpy()[..., 0]
    assert abs(spread.sum() - 1) < 1e-5 and spread[7, 7] == spread.max()
    np.testing.assert_allclose(spread, spread.T, atol=1e-7)


def test_noise_has_no_mean_and_the_deviation_it_says():
    gray = tf.fill([128, 128, 3], 128.0)
    deviations = []
    for k in range(12):
        grain = damage_tones.noise(gray, tf.constant([1, k], tf.int64), 1.0).numpy() - 128
        assert abs(grain.mean()) < 1.0
        deviations.append(grain.std())
    assert min(deviations) > 2.9 and max(deviations) < 25.5 and np.ptp(deviations) > 8


def test_scratches_are_thin_holes_are_patches():
    for k in range(6):
        lines, patches = changed("scratches", (0, k)), changed("holes", (0, k))
        assert 0.0005 < lines.mean() < 0.12 and 0.001 < patches.mean() < 0.35
        # Eroded by two pixels a side nothing is left of a line, and the heart of a patch.
        assert _eroded(lines).sum() <= 0.1 * lines.sum()
    assert max(_eroded(changed("holes", (0, k))).sum() for k in range(6)) > 20


def _eroded(mask):
    windows = np.lib.stride_tricks.sliding_window_view(mask, (5, 5))
    return windows.all(axis=(-1, -2))


def test_marks_keep_their_number_and_grow_with_a_large_picture():
    seed = tf.constant([2, 7], tf.int64)
    shares = []
    for side in (256, 512):
        blank = tf.fill([side, side, 1], 100.0)
        shares.append(np.mean(damage_marks.holes(blank, seed, 1.0).numpy() != 100))
    assert abs(shares[0] - shares[1]) < 0.15 * shares[0]


def test_a_kind_left_out_changes_nothing_in_the_others():
    fade, blurred = aged("fade", (1, 1)), aged("blur", (1, 1))
    both = derive.derive("damaged", PHOTO, (1, 1), kinds=["blur", "fade"], chance=1)
    assert not np.array_equal(both, fade) and not np.array_equal(both, blurred)
    # The fading of both is the fading alone: the means agree, which blur keeps.
    np.testing.assert_allclose(both.mean((0, 1)), fade.mean((0, 1)), atol=0.6)


def test_each_comes_as_often_as_it_says():
    small = PHOTO[:8, :8]
    came = [
        not np.array_equal(derive.derive("damaged", small, (0, k), kinds=["fade"]), small)
        for k in range(60)
    ]
    assert abs(np.mean(came) - damages.DAMAGES["fade"][0]) < 0.15


def test_some_stay_whole_some_have_one_kind_and_the_rest_are_as_they_were():
    small, ways = PHOTO[:24, :24], {"undamaged": 0.3, "alone": 0.4}
    whole, single, mixed = 0, 0, 0
    alone = [aged(kind, (9, k), small) for k in range(16) for kind in damages.DAMAGES]
    for k in range(16):
        out = derive.derive("damaged", small, (9, k), chance=1, **ways)
        ones = alone[6 * k : 6 * k + 6]
        whole += np.array_equal(out, small)
        single += any(np.array_equal(out, one) and not np.array_equal(one, small) for one in ones)
        mixed += np.array_equal(out, derive.derive("damaged", small, (9, k), chance=1))
    assert min(whole, single, mixed) > 1 and whole + single + mixed == 16
    one = derive.derive("damaged", small, kinds=["jpeg"], undamaged=0, alone=1, chance=0)
    np.testing.assert_array_equal(one, aged("jpeg", photo=small))


@pytest.mark.parametrize("shares", [(-0.1, 0), (0.6, 0.5), (0, float("nan"))])
def test_shares_are_of_all_pictures(shares):
    with pytest.raises(DataError, match=r"at most 1 together. Received: "):
        derive.derive("damaged", PHOTO, undamaged=shares[0], alone=shares[1])


def test_the_recipes_kinds_are_those_there_are_and_reach_the_pictures(tmp_path):
    text = 'model = "pix2pix"\ndata.layout = "images"\ndata.derive = "damaged"'
    assert parse_recipe(text).data.damages == list(damages.DAMAGES)
    assert parse_recipe(text).data.damage_strength == 1.0
    with pytest.raises(RecipeError, match="damage_strength must be more than 0"):
        parse_recipe(text, ["data.damage_strength=0"])
    with pytest.raises(RecipeError, match="applies only when"):
        parse_recipe('model = "pix2pix"', ['data.damages=["fade"]'])
    fill(tmp_path, 1)

    def batch(**options):
        dataset = dataset_of(
            "images", tmp_path, derive="damaged", load=32, crop=32, batch_size=4, **options
        )
        return next(iter(dataset))

    source, target = batch(damages=["noise"], damage_strength=0.1)
    # Nothing but weak noise: of a deviation of 3 to 5 of 255, where it comes.
    assert 0 < np.abs(source - target).max() < 6 * 5.2 / 127.5
    source, target = batch(undamaged=1.0)
    np.testing.assert_array_equal(source, target)
    with pytest.raises(DataError, match="undamaged and damaged_alone are shares"):
        batch(undamaged=0.7, damaged_alone=0.7)
    with pytest.raises(DataError, match=r"Received: 'hole'. Did you mean 'holes'"):
        batch(damages=["hole"])
    with pytest.raises(DataError, match="damage_strength must be above 0"):
        batch(damage_strength=2)
