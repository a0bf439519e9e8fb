"""Functions of a child process behave as if they were here, and its end is nobody's end."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.studio.apart import doing
from tfstyle.errors import BusyError, NotFoundError
from tfstyle.studio.apart.calls import Calls
from tfstyle.studio.texts.telling import Told, in_language

_PARENT = """
from tests.studio.apart import doing
from tfstyle.studio.apart.calls import Calls
if __name__ == "__main__":
    calls = Calls(doing.main)
    print(calls.call("pid"), flush=True)
    import os
    os.kill(os.getpid(), 9)
"""


@pytest.fixture(scope="module")
def calls():
    """One child for all."""
    with Calls(doing.main) as made:
        yield made


def test_a_call_returns_and_a_stream_yields_in_order(calls):
    assert calls.call("add", 1, 2, 3) == 6
    assert list(calls.each("count", 4)) == [0, 1, 2, 3]


def test_what_is_sent_before_the_end_is_told(calls):
    told = []
    assert calls.call("count", 3, told=told.append) == 3
    assert told == [0, 1, 2]


@pytest.mark.parametrize(
    ("kind", "error", "words"),
    [("plain", NotFoundError, "no such picture"), ("odd", RuntimeError, "Odd: 1 and 2")],
)
def test_what_a_function_raises_is_raised_here(calls, kind, error, words):
    with pytest.raises(error, match=words):
        calls.call("refuse", kind)


def test_a_sentence_can_be_said_in_another_language_here(calls):
    with pytest.raises(NotFoundError) as caught:
        calls.call("refuse", "told")
    assert in_language(caught.value.args[0], "zh") == in_language(Told("memory"), "zh")


@pytest.mark.parametrize("by", ["closing", "raising"])
def test_what_nobody_waits_for_ends(calls, tmp_path, by):
    file = tmp_path / "count"
    if by == "closing":
        stream = calls.each("count", 10_000, str(file))
        assert next(stream) == 0
        stream.close()
    else:
        with pytest.raises(KeyError):
            calls.call("count", 10_000, str(file), told=lambda number: {}[number])
    time.sleep(0.15)
    before = file.read_text("utf-8")
    time.sleep(0.15)
    assert file.read_text("utf-8") == before


def test_calls_do_not_wait_for_one_another(calls):
    slow = threading.Thread(target=calls.call, args=("wait", 0.5))
    slow.start()
    assert calls.call("add", 1, 1) == 2
    assert slow.is_alive()
    slow.join()


@pytest.mark.exhaustive
def test_a_child_that_ends_is_started_again(calls, monkeypatch):
    before = calls.process.pid
    with pytest.raises(BusyError, match="try again"):
        calls.call("leave")
    until = time.monotonic() + 20
    while calls.process.pid == before and time.monotonic() < until:
        time.sleep(0.05)
    assert calls.call("add", 2, 2) == 4


@pytest.mark.exhaustive
def test_closing_ends_calls_and_child():
    calls = Calls(doing.main)
    caught = []

    def wait():
        try:
            calls.call("wait", 60)
        except BusyError as error:
            caught.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    calls.call("add", 1)
    calls.close()
    waiting.join(5)
    assert caught and not calls.process.is_alive()
    with pytest.raises(BusyError):
        calls.call("add", 1)


@pytest.mark.exhaustive
@pytest.mark.skipif(not os.path.isdir("/proc"), reason="asks Linux' /proc for a process")
def test_a_child_ends_with_a_parent_that_was_killed(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(_PARENT, encoding="utf-8")
    root = Path(__file__).parents[3]
    said = subprocess.run(
        [sys.executable, script], env={**os.environ, "PYTHONPATH": str(root)}, timeout=60,
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    child = Path(f"/proc/{int(said.stdout)}")
    until = time.monotonic() + 10
    while child.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not child.exists()
