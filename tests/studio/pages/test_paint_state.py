"""What buttons do to the easel, without a browser."""

import pytest

from tfstyle.errors import UnsupportedOptionError
from tfstyle.studio.pages.paint_state import Attempt, Easel


@pytest.fixture
def easel():
    made = Easel()
    made.begin("photo")
    return made


def paint(easel):
    number = len(easel.attempts)
    easel.painted(Attempt(f"w{number}", f"p{number}", easel.wish, "title"))


def test_a_new_photograph_begins_anew(easel):
    easel.choose("wave", 0.5)
    paint(easel)
    easel.begin("another")
    assert (easel.photo, easel.attempts, easel.attempt) == ("another", [], None)
    assert not easel.wish.layers


def test_a_style_brings_the_strength_it_is_offered_at(easel):
    easel.choose("wave", 0.5)
    assert easel.wish.options().strength == 0.5


def test_a_style_is_in_a_blend_once_and_eight_are_enough(easel):
    easel.choose("s0")
    assert not easel.add("s0")
    assert all(easel.add(f"s{number}") for number in range(1, 8))
    assert not easel.add("s8")


def test_weights_and_masks_are_of_their_style(easel):
    easel.choose("wave")
    easel.add("scream")
    easel.weigh("scream", 0.4)
    easel.mask("wave", "m")
    wave, scream = easel.wish.options().layers
    assert (wave.mask_id, wave.weight, scream.mask_id, scream.weight) == ("m", 1.0, None, 0.4)


def test_feather_is_asked_for_only_where_there_is_a_mask(easel):
    easel.choose("wave")
    assert easel.wish.options().feather == 0
    easel.mask("wave", "m")
    assert easel.wish.options().feather == 4


def test_nothing_chosen_is_nothing_to_paint(easel):
    assert not easel.unpainted
    with pytest.raises(UnsupportedOptionError):
        easel.wish.options()


def test_undo_takes_back_the_change_then_the_attempt_then_all(easel):
    easel.choose("wave")
    paint(easel)
    easel.choose("scream")
    paint(easel)
    easel.change(strength=0.3)
    assert easel.unpainted and easel.undo()
    assert easel.wish.strength == 1 and not easel.unpainted
    easel.undo()
    assert easel.attempt.picture_id == "p0" and easel.wish.layers[0].style_id == "wave"
    easel.undo()
    assert easel.attempt is None and not easel.wish.layers and len(easel.attempts) == 2
    assert not easel.undo()


def test_an_earlier_attempt_brings_back_what_was_asked_for(easel):
    easel.choose("wave")
    easel.change(strength=0.2)
    paint(easel)
    easel.choose("scream")
    paint(easel)
    easel.show(0)
    assert (easel.wish.strength, easel.unpainted) == (0.2, False)
