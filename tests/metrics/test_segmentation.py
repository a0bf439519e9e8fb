"""Scores of label maps, counted here pixel by pixel."""

import itertools

import numpy as np
import pytest

from tfstyle.errors import DataError
from tfstyle.metrics import (
    ConfusionMatrix,
    class_accuracy,
    get_metric,
    iou,
    pixel_accuracy,
    segmentation_scores,
)


@pytest.fixture(scope="module")
def maps():
    """Three label maps of six classes, of which the reference has four, and what was found."""
    rng = np.random.default_rng(0)
    truth = [rng.choice([0, 1, 3, 5, 255], (9, 7 + n)).astype("uint8") for n in range(3)]
    found = [np.where(rng.random(one.shape) < 0.6, one % 6, rng.integers(6)) for one in truth]
    return truth, found


def by_hand(truth, found, ignore):
    """The definitions, by sets of pixels."""
    pixels = [
        pair for one, other in zip(truth, found, strict=True)
        for pair in zip(one.ravel().tolist(), other.ravel().tolist(), strict=True)
        if pair[0] != ignore
    ]  # fmt: skip
    accuracies, overlaps = [], []
    for label in {true for true, _ in pixels}:
        is_it = {place for place, (true, _) in enumerate(pixels) if true == label}
        said = {place for place, (_, one) in enumerate(pixels) if one == label}
        accuracies.append(len(is_it & said) / len(is_it))
        overlaps.append(len(is_it & said) / len(is_it | said))
    return {
        "pixel_accuracy": sum(true == one for true, one in pixels) / len(pixels),
        "class_accuracy": sum(accuracies) / len(accuracies),
        "iou": sum(overlaps) / len(overlaps),
    }


def test_they_are_their_definitions_over_all_pictures(maps):
    truth, found = maps
    expected = by_hand(truth, found, 255)
    assert 0.2 < expected["iou"] < expected["class_accuracy"] < 0.9
    ahead = iter(found)
    scores = segmentation_scores(lambda picture: next(ahead), truth, iter(truth), 6, ignore=255)
    assert scores == pytest.approx(expected)
    matrix = ConfusionMatrix(6, ignore=255)
    for pair in zip(truth, found, strict=True):
        matrix.add(*pair)
    assert matrix.scores() == scores and matrix.counts.sum() == sum((t < 255).sum() for t in truth)


@pytest.mark.parametrize("function", [pixel_accuracy, class_accuracy, iou])
def test_of_one_picture(function, maps):
    (truth, *_), (found, *_) = maps
    expected = by_hand([truth], [found], 255)
    assert function(truth, found, ignore=255) == pytest.approx(expected[function.__name__])
    assert function(found, found) == 1
    facts = get_metric(function.__name__)
    assert (facts.compares, facts.direction) == ("labels", "higher")


def test_a_class_that_the_reference_lacks_takes_no_part_in_the_mean_but_costs_where_it_is_said():
    truth, found = np.array([[0, 0, 0, 1]]), np.array([[0, 0, 2, 1]])
    assert class_accuracy(truth, found) == pytest.approx((2 / 3 + 1) / 2)
    assert iou(truth, found) == pytest.approx((2 / 3 + 1) / 2)
    assert iou(found, truth) == pytest.approx((2 / 3 + 1 + 0) / 3)


MAP = np.zeros((4, 6), int)


@pytest.mark.parametrize(
    "reference, labels, message",
    [
        (MAP, np.full((4, 6), np.nan), r"labels must be a label map.*float64 \(4, 6\)"),
        (MAP[..., None], MAP, r"reference must be a label map.*\(4, 6, 1\)"),
        (MAP, MAP[1:], r"one size.*\(4, 6\) and \(3, 6\)"),
        (MAP + 3, MAP, "reference has the label 3, which is no class: labels are 0 to 2"),
        (MAP, MAP + 255, "labels has the label 255, .*`ignore`, of the reference alone"),
        (MAP - 1, MAP, "reference has the label -1"),
        (MAP + 7, MAP, "No pixel has a label that counts"),
        (MAP, np.full((4, 6), 2**64 - 1, "uint64"), "the label 18446744073709551615"),
    ],
)
def test_what_are_no_label_maps_is_refused(reference, labels, message):
    with pytest.raises(DataError, match=message):
        segmentation_scores(lambda picture: labels, [None], [reference], 3, ignore=7)


def test_as_many_pictures_as_label_maps():
    for pictures, labels, message in (
        ([0, 0, 0], [MAP, MAP], "Received: 2 label maps only"),
        (iter([0]), itertools.repeat(MAP), "more label maps than pictures"),
        ([], [], "No pixel"),
    ):
        with pytest.raises(DataError, match=message):
            segmentation_scores(lambda picture: MAP, pictures, labels, 3)


@pytest.mark.parametrize("num_classes", [0, 1025])
def test_a_number_of_classes_is_bounded(num_classes):
    with pytest.raises(ValueError, match=f"num_classes must be 1 to 1024. Received: {num_classes}"):
        ConfusionMatrix(num_classes)
