"""A command of one picture loads no more than it shows and computes with."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.cli.test_work import INVERT, Job
from tfstyle import images
from tfstyle.cli import quick_start, work


def test_numpy_comes_without_the_threads_that_wait_for_it():
    code = (
        "import os, sys\n"
        "from tfstyle.cli.quick_start import load_numpy\n"
        "assert 'numpy' not in sys.modules\n"
        "load_numpy()\n"
        "assert 'numpy' in sys.modules and 'OPENBLAS_NUM_THREADS' not in os.environ\n"
        "if sys.platform == 'linux': print(len(os.listdir('/proc/self/task')))\n"
    )
    environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, env=environment, capture_output=True, text=True,
        encoding="utf-8",
    )  # fmt: skip
    assert done.stdout.strip() in ("", "1")


def test_what_the_user_says_of_threads_stays(monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    monkeypatch.delitem(sys.modules, "numpy")
    quick_start.load_numpy()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "3"
    assert "numpy" not in sys.modules


@pytest.mark.parametrize(("terminal", "forced", "seen"), [(1, 0, 1), (0, 0, 0), (0, 1, 1)])
def test_a_bar_is_there_where_it_is_seen(terminal, forced, seen, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: bool(terminal))
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    if forced:
        monkeypatch.setenv("FORCE_COLOR", "1")
    assert isinstance(work._bar(), quick_start.NoBar) is not bool(seen)


@pytest.mark.parametrize("bar", ["rich", "none"])
def test_both_bars_do_the_jobs(bar, tmp_path, monkeypatch):
    monkeypatch.setattr(work, "_seen", lambda: bar == "rich")
    source, target = tmp_path / "[red]a.png", tmp_path / "b.png"
    images.write_image(source, np.zeros((8, 8, 3), "uint8"))
    assert work.run([Job(Path(source), Path(target))], INVERT, "[red]x") == []
    assert target.exists()

