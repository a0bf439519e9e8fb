"""The queue before a model: who shares a call, who waits, who is turned away."""

import dataclasses
import time

import numpy as np
import pytest

from tests.serving.fakes import Half
from tfstyle.serving.batching import Batcher, Limits
from tfstyle.serving.problems import ServingError


def pictures(count, side=4, value=0.5):
    return {"images": np.full((count, side, side, 3), value, "float32")}


@pytest.fixture
def model():
    return Half()


@pytest.fixture
def batcher():
    made = Batcher(Limits(batch=4, queue=5, seconds=5))
    yield made
    made.close()


def hold(batcher, model):
    """Submit a request that stays in the model until `model.gate` is set."""
    model.gate.clear()
    future = batcher.submit(model.signatures["serving_default"], pictures(1))
    while batcher.waiting:
        time.sleep(0.001)
    return future


def test_equal_sizes_share_a_call_and_each_gets_its_own(batcher, model):
    first = hold(batcher, model)
    plain, levels = (model.signatures[f"serving_{name}"] for name in ("default", "uint8"))
    futures = [
        batcher.submit(plain, pictures(1, value=0.2)),
        batcher.submit(plain, pictures(2, side=8)),
        batcher.submit(plain, pictures(2, value=0.4)),
        batcher.submit(levels, {"images": np.full((1, 4, 4, 3), 8, "uint8")}),
        batcher.submit(plain, pictures(2, value=0.6)),  # four pictures are the most
    ]
    model.gate.set()
    outs = [future.result(5)["stylized"] for future in futures]
    assert [len(out) for out in outs] == [1, 2, 2, 1, 2]
    np.testing.assert_allclose([out.flat[0] for out in outs], [0.1, 0.25, 0.2, 4, 0.3])
    assert first.result(5)["stylized"].shape == (1, 4, 4, 3)
    assert model.calls == [1, 3, 2, 1, 2]


def test_a_broken_picture_costs_nobody_else_the_answer(batcher, model):
    hold(batcher, model)
    plain = model.signatures["serving_default"]
    good, bad, other = (batcher.submit(plain, pictures(1, value=v)) for v in (0.2, 7.0, 0.4))
    model.gate.set()
    assert good.result(5)["stylized"].max() == np.float32(0.1)
    assert other.result(5)["stylized"].max() == np.float32(0.2)
    with pytest.raises(ServingError, match=r"\[0, 1\]") as error:
        bad.result(5)
    assert error.value.code == "INVALID_ARGUMENT"


def test_a_full_queue_turns_away_and_says_when_to_return(batcher, model):
    hold(batcher, model)
    plain = model.signatures["serving_default"]
    waiting = [batcher.submit(plain, pictures(1)) for _ in range(5)]
    with pytest.raises(ServingError, match="5 requests are waiting") as error:
        batcher.submit(plain, pictures(1))
    assert (error.value.status, error.value.retry_after) == (429, 1)
    model.gate.set()
    assert all(future.result(5) for future in waiting)


def test_too_many_pictures_and_unequal_counts_are_refused(batcher, model):
    plain = model.signatures["serving_default"]
    with pytest.raises(ServingError, match=r"Task size 5 is larger than maximum .* 4"):
        batcher.submit(plain, pictures(5))
    with pytest.raises(ServingError, match="as many items"):
        batcher.submit(plain, {**pictures(2), "other": np.zeros(3)})


def test_pictures_of_no_pixels_never_reach_the_model(batcher, model):
    plain = model.signatures["serving_default"]
    for empty in (pictures(0), pictures(1, side=0)):
        with pytest.raises(ServingError, match="images has nothing in it: its shape is"):
            batcher.submit(plain, empty)
    assert model.calls == []


def test_who_waits_too_long_or_has_gone_is_not_computed(batcher, model):
    hold(batcher, model)
    plain = model.signatures["serving_default"]
    late = batcher.submit(plain, pictures(1, side=5), seconds=0.01)
    gone = batcher.submit(plain, pictures(1, side=6))
    assert gone.cancel()
    time.sleep(0.05)
    model.gate.set()
    with pytest.raises(ServingError, match="Timed out") as error:
        late.result(5)
    assert error.value.status == 504
    batcher.submit(plain, pictures(1)).result(5)
    assert model.calls == [1, 1]


def test_closing_finishes_what_waits_and_takes_no_more(batcher, model):
    hold(batcher, model)
    plain = model.signatures["serving_default"]
    waiting = batcher.submit(plain, pictures(2))
    model.gate.set()
    batcher.close(5)
    assert waiting.done() and waiting.result(0)["stylized"].shape[0] == 2
    with pytest.raises(ServingError, match="unloaded") as error:
        batcher.submit(plain, pictures(1))
    assert error.value.status == 503


def test_what_is_not_finished_in_time_is_told(batcher, model):
    hold(batcher, model)
    waiting = batcher.submit(model.signatures["serving_default"], pictures(2, side=8))
    batcher.close(0.01)
    with pytest.raises(ServingError, match="shutting down"):
        waiting.result(5)
    model.gate.set()


def test_one_direction_counts_for_all_pictures(batcher):
    seen = {}

    class Directed(Half):
        def _floats(self, images):
            return images

    model = Directed()
    signature = model.signatures["serving_default"]

    def run(arrays):
        seen.update(arrays)
        return {"stylized": arrays["images"]}

    signature = dataclasses.replace(signature, run=run)
    model.gate.clear()
    blocked = batcher.submit(model.signatures["serving_default"], pictures(1))
    while batcher.waiting:
        time.sleep(0.001)
    asked = [
        batcher.submit(signature, {**pictures(count), "direction": np.array([way], object)})
        for count, way in ((2, b"a2b"), (1, b"b2a"))
    ]
    model.gate.set()
    assert [len(future.result(5)["stylized"]) for future in asked] == [2, 1]
    assert list(seen["direction"]) == [b"a2b", b"a2b", b"b2a"]
    assert blocked.result(5)


def test_a_failure_of_the_model_is_internal(batcher, model):
    def run(arrays):
        raise RuntimeError("out of\n luck")

    signature = dataclasses.replace(model.signatures["serving_default"], run=run)
    with pytest.raises(ServingError, match="out of luck") as error:
        batcher.submit(signature, pictures(1)).result(5)
    assert error.value.status == 500
