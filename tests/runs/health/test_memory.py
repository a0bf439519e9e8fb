"""When something is said: after its patience, once, and again after it recovered."""

import json

import pytest

from tfstyle.runs.health import CHECKS, Memory, get_check
from tfstyle.runs.health.observation import REMEMBERED


def said(name, values, notes=None):
    memory = Memory({} if notes is None else notes)
    return [i for i, value in enumerate(values) if memory.to_say(get_check(name), value)]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_once_after_as_many_looks_as_its_patience(check):
    beyond = check.threshold + (1 if check.direction == "above" else -1)
    assert said(check.name, [beyond] * 9) == [check.patience - 1]


def test_a_single_bad_look_is_nothing_and_what_recovered_may_be_said_again():
    good, bad = 0.1, 0.9
    assert said("saturation", [bad, good, bad, good]) == []
    # One good look is no recovery, two are.
    values = [bad] * 3 + [good] + [bad] * 3 + [good] * 2 + [bad] * 4
    assert said("saturation", values) == [1, 10]


def test_what_gets_better_is_waited_for():
    beginning = [0.003 * 1.2**i for i in range(20)]
    assert said("diversity", beginning) == []
    assert said("diversity", [0.05, 0.0501, 0.0499, 0.05]) == [2]
    assert said("diversity", [0.05, 0.04, 0.03]) == [2]


def test_no_number_is_not_beyond():
    nan = float("nan")
    assert said("diversity", [nan] * 5) == []


def test_memory_survives_a_checkpoint_at_any_look():
    values = [0.9, 0.1, 0.9, 0.8, 0.9, 0.9, 0.1, 0.9, 0.1, 0.1, 0.9, 0.9]
    whole = said("saturation", values)
    assert whole == [4 + 1, 11]
    for cut in range(len(values)):
        notes = {}
        first = said("saturation", values[:cut], notes)
        notes = json.loads(json.dumps(notes, allow_nan=False))
        rest = said("saturation", values[cut:], notes)
        assert first + [cut + i for i in rest] == whole


def test_norms_are_remembered_up_to_a_number_and_only_if_they_are_any():
    notes = {}
    memory = Memory(notes)
    for norm in [*range(30), float("inf"), float("nan")]:
        memory.remember("generator", float(norm))
    expected = [float(norm) for norm in range(30 - REMEMBERED, 30)]
    assert Memory(json.loads(json.dumps(notes))).earlier("generator") == expected
    assert memory.earlier("discriminator") == []
