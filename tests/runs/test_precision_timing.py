"""The measurement behind `train.precision = "auto"`: it ends, and touches nothing of the run."""

import random
import sys
import time

import keras
import numpy as np
import pytest

from tfstyle.recipes import parse_recipe
from tfstyle.runs import precision_timing
from tfstyle.runs.precision_timing import fastest_rounds, measure, sizes_of


def clock_of(spent):
    """Rounds by name that take as long as the lists in `spent` say, and the clock they take it of.

    The last of a list is repeated.
    """
    now = [0.0]

    def taking(seconds):
        def run():
            now[0] += seconds.pop(0) if len(seconds) > 1 else seconds[0]

        return run

    return {name: taking(list(seconds)) for name, seconds in spent.items()}, lambda: now[0]


def test_the_shortest_round_counts_and_the_first_call_does_not():
    rounds, clock = clock_of({"a": [5.0, 2.0, 1.0, 3.0], "b": [9.0, 4.0]})
    told = list(fastest_rounds(rounds, 30.0, clock))
    assert told[:3] == [("a", 2.0), ("b", 4.0), ("a", 1.0)]
    assert dict(told) == {"a": 1.0, "b": 4.0} and 30.0 <= clock() < 30.0 + 3.0 + 4.0


def test_each_is_measured_once_however_short_the_time():
    rounds, clock = clock_of({"a": [5.0, 2.0], "b": [9.0, 4.0]})
    assert dict(fastest_rounds(rounds, 0.0, clock)) == {"a": 2.0, "b": 4.0}


def test_what_never_ends_keeps_nothing_from_being_told():
    def hang():
        raise TimeoutError

    told = fastest_rounds({"a": int, "b": hang}, 9.0, time.perf_counter)
    assert next(iter(told))[0] == "a"


def test_sizes_are_the_recipes_as_far_as_they_end_in_time():
    assert sizes_of(parse_recipe('model = "cyclegan"')) == {
        "crop": 256, "batch": 1, "filters": 64
    }  # fmt: skip
    overrides = ["data.crop=1024", "data.load=1100", "train.batch_size=8", "generator.filters=512"]
    large = sizes_of(parse_recipe('model = "cyclegan"', overrides))
    assert large == {"crop": 512, "batch": 1, "filters": 64}
    overrides = ["data.crop=32", "train.batch_size=64", "generator.filters=8"]
    assert sizes_of(parse_recipe('model = "noise_gan"', overrides)) == {
        "crop": 32, "batch": 64, "filters": 8
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (b'["float32", 0.5]\n["mixed_bfloat16", 0.3]\n["float32", 0.4]\n',
         {"float32": 0.4, "mixed_bfloat16": 0.3}),
        (b'["float32", 0.5]\n["mixed_bfl', {"float32": 0.5}),
        (b'["float32", 0.5]\n["float32", 0', {"float32": 0.5}),
        (b'hello\n[]\n["float32", null]\n["int8", 1]\n["float32", -1]\n\xff\n', {}),
        (b"", {}),
    ],
)  # fmt: skip
def test_lines_of_the_other_process_are_read_with_care(said, expected):
    assert precision_timing._read(said) == expected


def test_a_measurement_that_hangs_is_ended(monkeypatch, tmp_path):
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\necho '[\"float32\", 0.5]'\nexec sleep 60\n", "utf-8")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    begun = time.monotonic()
    assert measure(parse_recipe('model = "pix2pix"'), at_most=1.0) == {"float32": 0.5}
    assert time.monotonic() - begun < 20
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    assert measure(parse_recipe('model = "pix2pix"'), at_most=1.0) == {}


def test_a_round_has_slopes_in_both_precisions():
    policy = keras.config.dtype_policy()
    try:
        for name in precision_timing.PRECISIONS:
            values = precision_timing._round(name, crop=16, batch=2, filters=4)()
            assert np.isfinite(values).all() and len(values) > 10
    finally:
        keras.config.set_dtype_policy(policy)


@pytest.mark.exhaustive
def test_it_ends_in_time_and_leaves_the_run_as_it_was():
    """On a processor without bfloat16 half of it may stay unknown; float32 never does."""
    keras.utils.set_random_seed(3)
    before = random.random(), np.random.random(), keras.random.uniform((1,)).numpy()
    keras.utils.set_random_seed(3)
    small = ["data.crop=32", "generator.filters=4", "generator.num_downs=2"]
    begun = time.monotonic()
    found = measure(parse_recipe('model = "pix2pix"', small))
    assert time.monotonic() - begun < 75
    assert found["float32"] > 0 and set(found) <= set(precision_timing.PRECISIONS)
    assert keras.config.dtype_policy().name == "float32"
    assert before == (random.random(), np.random.random(), keras.random.uniform((1,)).numpy())
