"""A taste: written as it is read, bounded, and learned of choices that were made by one."""

import numpy as np
import pytest

from tfstyle.errors import DataError
from tfstyle.preferences.learning import balanced, learn_taste
from tfstyle.preferences.looks import LOOKS, looks, measured
from tfstyle.preferences.taste import LIMIT, Taste
from tfstyle.preferences.votes import Votes, logistic

TEXT = "light 0.1 0.2 1.5 -0.25; warmth -0.3 0.1 -2 0"


def test_a_taste_is_written_as_it_is_read():
    taste = Taste.parse(TEXT)
    assert str(taste) == TEXT and Taste.parse(str(taste)) == taste


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'name center scale"),
        ("light 0 1 1", "Received: 'light 0 1 1'"),
        ("light 0 1 one 0", "Received"),
        ("ligth 0 1 1 0", "Did you mean 'light'"),
        ("light 0 0 1 0", "scale above 0"),
        ("light 0 -1 1 0", "scale above 0"),
        ("light nan 1 1 0", "finite"),
        ("light 0 1 inf 0", "finite"),
        ("light 0 1 1e6 0", "up to 50"),
        ("light 0 1 1 0; light 0 1 1 0", "once"),
    ],
)
def test_what_is_no_taste_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        Taste.parse(text)


def test_a_worth_is_bounded_however_far_a_picture_is():
    taste = Taste.parse(TEXT)
    far = np.zeros((3, len(LOOKS)))
    far[0], far[1] = 1e9, -1e9
    bound = LIMIT * (1.5 + 2) + LIMIT**2 * 0.25
    assert (np.abs(taste.worth_of(far, np)) <= bound + 1e-6).all()


def test_looks_are_what_they_say():
    photo = np.random.default_rng(0).uniform(-1, 1, (1, 16, 16, 3)).astype("float32")

    def found(picture):
        return dict(zip(LOOKS, looks(picture, photo, np)[0], strict=True))

    same = found(photo)
    assert same["kept"] == pytest.approx(1, abs=0.01) and same["outlines"] > 0.99
    assert found(-photo)["kept"] == pytest.approx(-1, abs=0.01)
    assert found(photo + 0.2)["light"] == pytest.approx(same["light"] + 0.2, abs=1e-5)
    assert found(0.5 * photo)["contrast"] == pytest.approx(0.5 * same["contrast"], rel=0.05)
    warm = found(photo + np.array([0.2, 0.0, -0.2], "float32"))
    assert warm["warmth"] == pytest.approx(same["warmth"] + 0.4, abs=1e-5)
    gray = found(np.zeros_like(photo))
    assert gray["colour"] < 0.02 and gray["variety"] < 0.02 and abs(gray["kept"]) < 0.01
    assert all(np.isfinite(list(gray.values())))


def test_a_large_picture_is_measured_as_a_step_sees_it():
    ramp = np.linspace(0, 255, 96).astype("uint8")
    picture = np.repeat(np.repeat(ramp[:, None, None], 64, 1), 3, 2)
    whole, small = measured(picture, picture, 64), measured(picture, picture, 32)
    assert whole[0] == pytest.approx(small[0], abs=0.02)
    assert small[7] > whole[7]  # steps are larger between fewer pixels
    assert measured(picture, picture[::2, ::2], 500) == pytest.approx(whole, abs=0.05)
    assert measured(picture[:8, :8], picture, 64)[0] is not None


def voters(count, seed, people=1):
    """Looks of 60 pictures, and choices by someone who likes warmth and a middle of light."""
    random = np.random.default_rng(seed)
    table = random.normal(size=(60, len(LOOKS)))
    names = list(LOOKS)
    worth = 1.5 * table[:, names.index("warmth")] - 0.7 * table[:, names.index("light")] ** 2
    votes = []
    for turn in range(count):
        a, b = map(int, random.choice(60, 2, replace=False))
        wins = random.random() < logistic(worth[a] - worth[b])
        person = f"p{turn % people}"
        votes.append((person, a, b) if wins else (person, b, a))
    return table, Votes(tuple(votes)), worth


@pytest.mark.parametrize("people", [1, 3])
def test_a_taste_is_learned_back(people):
    table, votes, worth = voters(300, 1, people)
    learned = learn_taste(table, votes)
    assert np.corrcoef(learned.taste.worth_of(table, np), worth)[0, 1] > 0.85
    assert learned.taste.looks["warmth"].slope > 0.7 and learned.taste.looks["light"].bend < -0.1
    assert learned.agreement > 0.7


def test_one_person_of_several_has_a_taste_of_their_own():
    table, votes, _ = voters(200, 2)
    against = Votes(tuple(("other", worse, better) for _, better, worse in votes.comparisons))
    both = Votes(votes.comparisons + against.comparisons)
    assert learn_taste(table, both, "p0").taste.looks["warmth"].slope > 0.3
    assert learn_taste(table, both, "other").taste.looks["warmth"].slope < -0.3
    with pytest.raises(DataError, match="sure of nothing"):  # of what both like together
        learn_taste(table, both)


def test_what_teaches_nothing_is_refused():
    table, votes, _ = voters(19, 3)
    with pytest.raises(DataError, match=r"20 votes.*19"):
        learn_taste(table, votes)
    table, votes, _ = voters(40, 3)
    with pytest.raises(DataError, match="no vote of 'eve'"):
        learn_taste(table, votes, "eve")
    with pytest.raises(DataError, match="look the same"):
        learn_taste(np.ones_like(table), votes)


def test_what_is_not_sure_is_not_followed():
    """A coin's votes are sure of next to nothing, and nobody likes both extremes."""
    random = np.random.default_rng(5)
    table = random.normal(size=(60, len(LOOKS)))
    pairs = [tuple(map(int, random.choice(60, 2, replace=False))) for _ in range(200)]
    try:
        found = learn_taste(table, Votes(tuple(("ann", *pair) for pair in pairs))).taste.looks
    except DataError as error:
        assert "sure of nothing" in str(error)
        found = {}
    assert len(found) <= 5 and all(abs(one.slope) < 0.3 for one in found.values())
    ends = [
        pair if abs(table[pair[0], 0]) > abs(table[pair[1], 0]) else pair[::-1] for pair in pairs
    ]
    extreme = learn_taste(table, Votes(tuple(("ann", *pair) for pair in ends)))
    assert all(one.bend <= 0 for one in extreme.taste.looks.values())


def test_a_look_that_all_pictures_share_has_no_part():
    table, votes, _ = voters(60, 4)
    table[:, 0] = 0.25
    assert "light" not in learn_taste(table, votes).taste.looks


def test_weights_stay_within_a_half_and_two():
    assert balanced(1.0, 10.0, 1.0) == (1.0, 10.0)
    assert balanced(1.0, 10.0, 0.01) == (2.0, 5.0)
    assert balanced(1.0, 10.0, 9.0) == (0.5, 20.0)
