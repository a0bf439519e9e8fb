"""What a source says of its target: marks where they are, fading apart from them."""

import numpy as np
import pytest
import tensorflow as tf

from tests.optional import need
from tfstyle import images
from tfstyle.data import derive
from tfstyle.losses import Damage, damage_of, finding_loss, mending_loss

photos = need("skimage.data")

PHOTO = photos.astronaut()[:128, 150:278]
TARGET = images.to_float(PHOTO)[None]


def found(*kinds, key=(0, 1)):
    """Return what is found of a photograph with all of some damages, and the aged photograph.

    Grain and marks (H, W), fading a number.
    """
    aged = derive.derive("damaged", PHOTO, key, kinds=kinds, chance=1)
    damage = damage_of(images.to_float(aged)[None], TARGET)
    grain, marks = (np.asarray(one)[0, ..., 0] for one in (damage.grain, damage.marks))
    return grain, marks, float(damage.fading[0, 0]), aged


def test_of_equal_pictures_nothing_is_found():
    *damage, unmarked = damage_of(TARGET, TARGET)
    assert not any(np.any(one) for one in damage)
    np.testing.assert_allclose(unmarked, TARGET, atol=1e-6)


def test_a_faded_picture_has_no_marks():
    for number in range(4):
        grain, marks, faded, _ = found("fade", key=(0, number))
        assert grain.mean() < 0.02 and not marks.any() and faded == 1


@pytest.mark.parametrize("kinds", [("holes",), ("scratches",), ("fade", "holes", "scratches")])
def test_marks_are_where_they_are_whatever_happened_to_the_tones(kinds):
    for number in range(4):
        _, marks, faded, aged = found(*kinds, key=(0, number))
        whole = derive.derive("damaged", PHOTO, (0, number), kinds=kinds[:-1] or None, chance=0)
        if "fade" in kinds:
            whole = derive.derive("damaged", PHOTO, (0, number), kinds=["fade"], chance=1)
            assert faded == 1
        else:
            assert faded < 0.5
        apart = np.abs(aged.astype(int) - whole).max(axis=-1)
        assert marks[apart > 60].mean() > 0.6  # a faint line of one pixel is a mark in part
        far = ~np.lib.stride_tricks.sliding_window_view(np.pad(apart > 0, 3), (7, 7)).any((2, 3))
        assert marks[far].mean() < 0.02


@pytest.mark.parametrize("marks", [("holes",), ("scratches",), ("noise", "scratches", "holes")])
def test_unmarked_it_has_faded_and_nothing_else(marks):
    """The marks are taken off whatever they hide: what is left is what fading alone made."""
    for number in range(4):
        of = {"key": (0, number)}
        *_, aged = found("fade", *marks, **of)
        *_, faded = found("fade", **of)
        unmarked = np.asarray(damage_of(images.to_float(aged)[None], TARGET).unmarked)[0]
        assert np.abs(unmarked - images.to_float(faded)).mean() < 0.02
        assert np.abs(unmarked - TARGET[0]).mean() > 0.04


def test_grain_is_everywhere_blur_at_edges_and_neither_is_a_mark():
    grain, marks, _, _ = found("noise")
    assert grain.mean() > 0.8 and marks.mean() < 0.05
    grain, marks, faded, _ = found("blur")
    assert 0.05 < grain.mean() < 0.9 and faded < 0.3 and marks.mean() < 0.5 * grain.mean()


def test_a_picture_of_one_colour_and_of_one_pixel():
    for shape in ((1, 8, 8, 3), (1, 1, 1, 3), (2, 4, 4, 1)):
        flat = np.full(shape, 0.25, "float32")
        assert not any(np.any(one) for one in damage_of(flat, flat)[:3])
        damage = damage_of(flat + 0.5, flat)
        assert all(np.isfinite(one).all() for one in damage)
        assert np.all(np.asarray(damage.fading) > 0.9)


def test_no_gradient_and_no_dependence_on_the_batch():
    source = tf.Variable(0.5 * TARGET)
    with tf.GradientTape() as tape:
        total = sum(map(tf.reduce_sum, damage_of(source, TARGET)))
    assert tape.gradient(total, source) is None or not np.any(tape.gradient(total, source))
    both = damage_of(np.concatenate([TARGET, 0.5 * TARGET]), np.concatenate([TARGET, TARGET]))
    assert np.asarray(both.fading).ravel().tolist() == [0.0, 1.0]


def damage(grain, marks, fading=0.5, unmarked=0.0):
    """Return damage of pictures (B, 1, 1, 1)."""
    pixels = (np.float32(one).reshape(-1, 1, 1, 1) for one in (grain, marks))
    unmarked = np.full((len(grain), 1, 1, 1), unmarked, "float32")
    return Damage(*pixels, np.float32([[fading]]), unmarked)


def test_cross_entropy_of_what_is_found():
    logits = np.float32([20, -20]).reshape(2, 1, 1, 1)
    even = np.zeros((1, 1), "float32")
    sure = finding_loss(damage([1, 0], [0, 0]), logits, np.full_like(logits, -20.0), even)
    none = 2 * np.log(2)  # (1 + 3) log 2, each of a half
    np.testing.assert_allclose(sure, none, rtol=1e-5)
    wrong = finding_loss(damage([0, 1], [0, 0]), logits, np.full_like(logits, -20.0), even)
    np.testing.assert_allclose(wrong, (3 * 20 + 20) / 2 + none, rtol=1e-5)
    missed = finding_loss(damage([0, 0], [0, 1]), 0 * logits - 20, logits, even)
    np.testing.assert_allclose(missed, 2 * (3 * 20 + 20) / 2 + none, rtol=1e-5)
    hidden = finding_loss(damage([0, 0], [1, 0]), logits, logits, even)  # its grain is neither
    np.testing.assert_allclose(hidden, none, rtol=1e-5)


def test_what_is_rare_in_a_picture_counts_as_a_twentieth_of_it():
    even, nowhere = np.zeros((1, 1), "float32"), np.full((1, 20, 20, 1), -20.0, "float32")
    none = 3 * np.log(2)  # of fading that is not there

    def missed(pixels):
        marks = np.zeros((1, 400, 1), "float32")
        marks[:, :pixels] = 1
        marks = marks.reshape(1, 20, 20, 1)
        there = Damage(0 * marks, marks, np.zeros((1, 1), "float32"), 0 * marks)
        return float(finding_loss(there, nowhere, nowhere, even)) - none

    assert missed(40) == pytest.approx(2 * 20 * 40 / 400, rel=1e-4)
    for pixels in (20, 10, 2):
        assert missed(pixels) == pytest.approx(2 * 20 * 0.05, rel=1e-3)
    assert missed(1) == pytest.approx(2 * 20 * 10 / 400, rel=1e-3)  # ten times, not twenty
    assert missed(0) == pytest.approx(0, abs=1e-3)


def test_proposals_are_judged_where_the_damage_is_each_by_its_own():
    here, there = np.float32([1, 0]).reshape(2, 1, 1, 1), np.float32([0, 1]).reshape(2, 1, 1, 1)
    grain, marks = damage([1, 0], [0, 0]), damage([1, 0], [1, 0])  # under a mark no grain
    off = 1 / (1 + 9) / 2  # one pixel counts as much as it is, of nine, in one of two pictures
    for of, cleaned, patched, expected in (
        (grain, here, here, off), (grain, there, here, 0),
        (marks, here, here, 0.3 * off), (marks, here, there, 0),
    ):  # fmt: skip
        found = mending_loss(of, of.unmarked, cleaned, patched, of.unmarked)
        np.testing.assert_allclose(found, expected, atol=1e-3)


def test_new_tones_are_judged_where_the_old_ones_have_faded():
    """Whatever their gate says: nothing else of the faded picture counts, nor of the fresh one."""
    target = np.zeros((2, 4, 4, 3), "float32")
    nothing = np.zeros((2, 4, 4, 1), "float32")
    of = Damage(nothing, nothing, np.float32([[0.5], [0]]), target)
    for off, expected in (([0.4, 0], 0.5 * 0.4 / 2), ([0, 0.4], 0)):
        freshened = target + np.float32(off)[:, None, None, None]
        found = mending_loss(of, target, target, target, freshened)
        np.testing.assert_allclose(found, expected, atol=1e-3)
