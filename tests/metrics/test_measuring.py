"""Sets of pictures, taken one by one: how they are looked at, and what is said of them."""

import threading
import time

import numpy as np
import pytest

from tfstyle.errors import DataError, ImageError
from tfstyle.metrics import Measured, Measuring, metric
from tfstyle.metrics.registry import _METRICS

FACTS = {"title": "t", "unit": "", "direction": "lower", "digits": 1, "protocol": "What."}


class Brightness:
    """A network whose only feature is the mean brightness; notes what it was shown."""

    layer_names = ("mean",)

    def __init__(self):
        self.shown = []

    def __call__(self, batch):
        self.shown.append(batch.shape)
        return [batch.mean(axis=(1, 2, 3), keepdims=True)]


class Sum:
    """Gathers no more than a number, and how many there were."""

    made = 0

    def __init__(self):
        Sum.made += 1
        self.total = self.count = 0.0

    def add(self, kept):
        """Add up."""
        self.total, self.count = self.total + kept.sum(), self.count + len(kept)

    def gathered(self):
        """Return itself."""
        return self


def rows_of(seen):
    return seen["mean"].reshape(-1)


def small(picture):
    time.sleep(0.001 * (picture[0, 0, 0] % 3))  # the threads come in another order
    assert threading.current_thread() is not threading.main_thread()
    return (picture[:2, :2] / np.float32(127.5) - 1).astype("float32")


def difference(reference, pictures):
    return float(reference.total / reference.count - pictures.total / pictures.count)


@pytest.fixture
def register(monkeypatch):
    """Registers metrics that are forgotten after the test."""
    monkeypatch.setattr("tfstyle.metrics.registry._METRICS", {**_METRICS})
    through = {"network": "eye", "layers": ("mean",), "keeps": rows_of}

    def one(name, function, compares="sets", **facts):
        return metric(name=name, compares=compares, **{**FACTS, **through, **facts})(function)

    return one


def shades(*values, side=4):
    """Yield pictures of one shade each, of alternating sizes."""
    for index, value in enumerate(values):
        yield np.full((side + index % 2, side, 3), value, "uint8")


def test_a_set_may_be_a_generator_of_any_sizes_and_is_looked_at_once_a_preparation(register):
    register("a", difference, gathers=Sum, prepares=small)
    register("b", difference, gathers=Sum, prepares=small)
    register("c", difference, gathers=Sum)
    eye, Sum.made = Brightness(), 0
    measuring = Measuring(["a", "b", "c"], {"eye": eye})
    reference = [*shades(*[255] * 5)]
    values = measuring.sets(reference, shades(*range(40)))
    assert Sum.made == 4  # a and b keep the same of each set
    assert values["a"] == values["b"] == pytest.approx(values["c"], abs=1e-6)
    assert values["c"] == pytest.approx((255 - 19.5) / 127.5, abs=1e-6)
    assert sum(shape[0] for shape in eye.shown) == 2 * 45
    assert eye.shown.count((1, 4, 4, 3)) and (40, 2, 2, 3) in eye.shown
    before = len(eye.shown)
    measuring.sets(reference, shades(1))
    assert len(eye.shown) == before + 2  # the reference is the same object


def test_what_is_kept_comes_in_the_order_of_the_pictures(register):
    register("order", lambda pictures: float(np.all(np.diff(pictures) > 0)), "set", prepares=small)
    assert Measuring(["order"], {"eye": Brightness()}).of_set(shades(*range(60))) == {"order": 1.0}


def test_a_network_says_how_much_it_is_shown_at_once(register):
    register("a", difference, gathers=Sum)
    eye = Brightness()
    eye.pixels_at_once = 3 * 16
    pictures = np.zeros((7, 4, 4, 3), "uint8")
    Measuring(["a"], {"eye": eye}).sets(pictures, pictures[:1])
    assert [shape[0] for shape in eye.shown] == [3, 3, 1, 1]


def test_pixels_of_a_set_need_no_network(register):
    no = {"network": None, "layers": (), "keeps": None}
    register("count", lambda pictures: float(len(pictures)), "set", **no)
    register("wider", lambda reference, pictures: float(
        sum(len(p) for p in pictures) - sum(len(p) for p in reference)
    ), **no)  # fmt: skip
    measuring = Measuring(["count", "wider"])
    assert measuring.of_set(shades(1, 2, 3)) == {"count": 3.0}
    assert measuring.sets(shades(1), shades(1, 1)) == {"wider": 5.0}


def test_a_value_comes_with_all_that_is_known_of_it(register):
    def interval(reference, pictures, *, value, seed):
        return value - 1 - seed, value + 1 + seed

    def few(reference, pictures):
        return "These are few." if pictures.count < 3 else None

    register("plain", difference, gathers=Sum)
    register("a", difference, gathers=Sum, interval=interval, note=few)
    register(
        "drawn", lambda reference, pictures, *, seed: float(seed), gathers=Sum, seeded=True
    )
    measuring = Measuring(["plain", "a", "drawn"], {"eye": Brightness()})
    white, black = np.full((2, 4, 4, 3), 255, "uint8"), np.zeros((4, 4, 4, 3), "uint8")
    found = measuring.sets_in_detail(black, white, seed=3)
    assert found["plain"] == Measured(-2.0, 2)
    assert found["a"] == Measured(-2.0, 2, (-6.0, 2.0), "These are few.", 3)
    assert found["drawn"] == Measured(3.0, 2, seed=3)
    found = measuring.sets_in_detail(white, black, interval=False)
    assert found["a"] == Measured(2.0, 4) and found["drawn"].seed == 0
    assert measuring.sets(white, black) == {"plain": 2.0, "a": 2.0, "drawn": 0.0}
    assert measuring.set_in_detail(white) == measuring.of_set(white) == {}


@pytest.mark.parametrize("prepares", [None, small])
@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (np.full((4, 4, 3), np.nan, "float32"), r"float32 \(4, 4, 3\) with NaN: what made it"),
        (np.zeros((4, 4, 3), "float32"), r"must be uint8 .* Received: float32 \(4, 4, 3\)$"),
        (np.zeros((4, 4), "uint8"), r"Received: uint8 \(4, 4\)"),
        (np.zeros((4, 4, 2), "uint8"), r"Received: uint8 \(4, 4, 2\)"),
    ],
)
def test_what_is_no_picture_is_told(register, prepares, picture, words):
    register("a", difference, gathers=Sum, prepares=prepares)
    measuring = Measuring(["a"], {"eye": Brightness()})
    with pytest.raises(ImageError, match=words):
        measuring.sets(shades(1, 2), iter([*shades(1), picture]))


def test_no_picture_is_no_set(register):
    register("a", difference, gathers=Sum)
    measuring = Measuring(["a"], {"eye": Brightness()})
    with pytest.raises(DataError, match=r"pictures must be a set of pictures\. Received: none"):
        measuring.sets(shades(1), [])
    with pytest.raises(DataError, match="reference must be a set"):
        measuring.sets(iter(()), shades(1))
