"""What runs on and on logs each line once."""

import subprocess
import sys

CHILD = """
import logging
from tfstyle.cli.streams import lasting_streams, log_with_times

with lasting_streams():
    if {timed}:
        log_with_times("tfstyle.studio")
    logging.getLogger("tfstyle.studio.jobs").info("began")
    logging.getLogger("tfstyle.studio.jobs").warning("a warning")
"""


def lines(timed):
    done = subprocess.run(
        [sys.executable, "-c", CHILD.format(timed=timed)], capture_output=True, encoding="utf-8",
        check=True,
    )  # fmt: skip
    return done.stderr.splitlines()


def test_a_command_prints_its_warnings_plainly():
    assert lines(False) == ["a warning"]


def test_a_worker_logs_each_line_once_with_its_time():
    info, warning = lines(True)
    assert info.endswith("INFO tfstyle.studio.jobs: began")
    assert warning.endswith("WARNING tfstyle.studio.jobs: a warning")
