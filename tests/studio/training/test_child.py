"""A process that ends with its worker, whatever happens to either."""

import os
import subprocess
import sys

import pytest

from tests.optional import need
from tests.studio.training.waiting import until
from tfstyle.errors import TrainingError

need("sqlalchemy")


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def arguments(tmp_path):
    return ["train", "cut", "--out", tmp_path / "run", "--set", "train.steps=1000"]


@pytest.mark.parametrize(
    ("how", "told"),
    [("fails", "/home/ada/data has no pictures."), ("killed", "for want of memory")],
)
def test_what_failed_is_told(tmp_path, fake_runs, monkeypatch, arguments, how, told):
    from tfstyle.studio.training import child

    monkeypatch.setenv("FAKE_RUN", how)
    with pytest.raises(TrainingError, match=told):
        child.run(arguments, tmp_path / "log", lambda: None)


@pytest.mark.parametrize("cancelled", [False, True])
def test_it_saves_unless_it_is_not_wanted(tmp_path, fake_runs, arguments, cancelled):
    from tfstyle.studio.jobs import Cancelled, Paused
    from tfstyle.studio.training import child

    kind = Cancelled if cancelled else Paused
    checkpoints = tmp_path / "run" / "checkpoints"

    def look():
        if (tmp_path / "run" / "metrics.jsonl").exists():
            raise kind("so it is")

    with pytest.raises(kind):
        child.run(arguments, tmp_path / "log", look, between=0.01)
    assert list(checkpoints.iterdir()) == [] if cancelled else len(list(checkpoints.iterdir())) == 1


def test_one_that_does_not_save_is_killed(tmp_path):
    from tfstyle.studio.training import child

    process = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)"], stdin=subprocess.PIPE
    )
    child.end(process, 0.1)
    assert process.returncode == -9


def test_a_leash_ends_its_process_when_the_other_end_is_let_go():
    from tfstyle.studio.training.leash import watch

    read, write = os.pipe()
    os.write(write, b"anything")
    os.close(write)
    ended = []

    class Enough(Exception):
        pass

    def end(pid, signal):
        ended.append((pid, signal))
        raise Enough

    try:
        with pytest.raises(Enough):
            watch(read, end)
    finally:
        os.close(read)
    assert ended == [(os.getpid(), 15)]


@pytest.mark.parametrize(("command", "idle"), [("train", True), ("translate", False)])
def test_a_training_alone_is_left_idle_cores(monkeypatch, command, idle):
    from tfstyle.studio.training import leash

    stood_back = []
    monkeypatch.setattr(leash, "stand_back", lambda steps, idle: stood_back.append((steps, idle)))
    monkeypatch.setattr(leash, "watch", lambda descriptor: None)
    monkeypatch.setattr(leash.runpy, "run_module", lambda *names, **options: None)
    monkeypatch.setattr(sys, "argv", ["leash", command, "--out", "run"])
    with open(os.devnull, encoding="utf-8") as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        leash.main()
    assert stood_back == [(leash.TRAINS if idle else 0, idle)]


WORKER = """
import sys
from pathlib import Path
from tfstyle.studio.training import child
child._LEASH = "tests.studio.training.fake_run"
child.run(["train", "cut", "--out", sys.argv[1], "--set", "train.steps=100000"],
          Path(sys.argv[1]).with_name("log"), lambda: None)
"""


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="looks into /proc")
def test_it_does_not_outlive_a_worker_that_is_killed(tmp_path):
    run = tmp_path / "run"
    worker = subprocess.Popen([sys.executable, "-c", WORKER, run])
    try:
        until(lambda: (run / "metrics.jsonl").exists())
        with open(f"/proc/{worker.pid}/task/{worker.pid}/children", encoding="utf-8") as file:
            child = int(file.read().split()[0])
        assert alive(child)
    finally:
        worker.kill()
        worker.wait()
    until(lambda: not alive(child))
    assert list((run / "checkpoints").iterdir())  # it saved
