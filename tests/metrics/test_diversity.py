"""Diversity beside the LPIPS of each pair."""

import itertools

import numpy as np
import pytest

from tests.networks.helpers import randomize
from tests.optional import need
from tfstyle.errors import DataError
from tfstyle.metrics import Measuring
from tfstyle.networks import LPIPSFeatures

photos = need("skimage.data")


@pytest.fixture(scope="module")
def encoder():
    return randomize(LPIPSFeatures("squeeze", filters=4))


def diversity(encoder, pictures):
    return Measuring(["diversity"], {"lpips_squeeze": encoder}).of_set(pictures)["diversity"]


def crops(count, height=32, width=40):
    rng = np.random.default_rng(0)
    for y, x in rng.integers(0, 250, (count, 2)):
        yield photos.astronaut()[y : y + height, x : x + width]


@pytest.mark.parametrize("count", [2, 7])
def test_it_is_the_mean_over_all_pairs(count, encoder, monkeypatch):
    monkeypatch.setattr("tfstyle.metrics.looking._PIXELS", 3 * 32 * 40)  # batches of 3
    pictures = list(crops(count))
    measuring = Measuring(["lpips_squeeze"], {"lpips_squeeze": encoder})
    pairs = measuring.rows("pair", itertools.combinations(pictures, 2))
    expected = np.mean([row["lpips_squeeze"] for row in pairs])
    assert diversity(encoder, iter(pictures)) == pytest.approx(expected, rel=1e-5)


def test_copies_have_none_and_repetition_takes_it_away(encoder):
    one, *others = crops(6)
    assert diversity(encoder, [one] * 5) == pytest.approx(0, abs=1e-9)
    varied, repeated = diversity(encoder, [one, *others]), diversity(encoder, [one, one, others[0]])
    assert varied > 1.2 * repeated > 0


def test_pictures_of_one_size_and_more_than_one(encoder):
    with pytest.raises(DataError, match=r"must have one size.*\(15, 19\) and \(15, 24\)"):
        diversity(encoder, [*crops(1), *crops(1, 32, 50)])
    with pytest.raises(DataError, match=r"2 pictures or more\. Received: 1"):
        diversity(encoder, crops(1))
