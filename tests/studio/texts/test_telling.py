"""Sentences that are kept as key and values, and read in any language."""

import copy
import pickle

import pytest

from tfstyle.studio.texts.telling import Told, in_language, recalled, stored


def step(**left):
    given = Told("left_minutes", **left) if left else ""
    return Told("step", step=3, steps=9, loss=Told("loss", loss="0.5"), left=given)


def test_english_to_whoever_wants_a_string():
    told = step(count=4)
    assert told == "Step 3 of 9, loss 0.5, 4 min left." and isinstance(told, str)
    assert f"{told}" == str(told)


def test_it_comes_back_in_another_language():
    again = recalled(stored(step(count=4)))
    assert in_language(again, "zh") == "第 3 步，共 9 步，损失 0.5，还需 4 分钟。"
    assert again == step(count=4)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda one: pickle.loads(
    pickle.dumps(one))])  # fmt: skip
def test_a_copy_is_told_alike(copied):
    assert in_language(copied(step()), "zh") == in_language(step(), "zh")


@pytest.mark.parametrize("text", ["", "Foreign text.", "{braces} {0}", '["ready", {}]'])
def test_foreign_text_stays_as_it_is(text):
    assert recalled(stored(text)) == text
    assert in_language(text, "zh") == text


def test_foreign_text_passes_for_none_of_ours():
    forged = "\x1f" + '["given_up", {"tries": "<b>9</b>"}]'
    assert not isinstance(recalled(stored(forged)), Told)


STRANGE = ["", "null", '["of_later", {}]', '["step", {}]', '["step", 3]', "[" * 5000, "[3, {}]"]


@pytest.mark.parametrize("kept", ["\x1f" + one for one in STRANGE])
def test_what_this_release_does_not_know_reads_as_nothing(kept):
    assert recalled(kept) == ""


def test_what_does_not_fit_is_kept_in_english():
    told = Told("given", what="name", received="x" * 600)
    kept = stored(told, 500)
    assert not isinstance(recalled(kept), Told) and kept.startswith("name must be given")


def test_a_wrong_key_is_an_error_where_it_is_written():
    with pytest.raises(KeyError):
        Told("nothing")
    with pytest.raises(KeyError):
        Told("step", step=1)
