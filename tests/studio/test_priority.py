"""What computes stands back: as a process, and as a session where it leads one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_SAID = """
import os
from tfstyle.studio.priority import stand_back
stand_back(3)
print(os.nice(0))
"""


@pytest.mark.skipif(not Path("/proc/self/autogroup").exists(), reason="Linux without autogroups")
@pytest.mark.parametrize("own", [True, False])
def test_a_session_of_its_own_stands_back_with_its_process(own):
    script = f"{_SAID}print(open('/proc/self/autogroup', encoding='utf-8').read())"
    before = Path("/proc/self/autogroup").read_text("utf-8").split()[-1]
    said = subprocess.run(
        [sys.executable, "-c", script], start_new_session=own, capture_output=True,
        encoding="utf-8", check=True,
    ).stdout.split()  # fmt: skip
    assert int(said[0]) >= 3
    assert said[-1] == (said[0] if own else before)


@pytest.mark.skipif(not hasattr(os, "SCHED_IDLE"), reason="no system with an idle policy")
def test_what_nobody_waits_for_takes_idle_cores():
    script = "import os\nfrom tfstyle.studio.priority import stand_back\nstand_back(3, idle=True)\n"
    said = subprocess.run(
        [sys.executable, "-c", f"{script}print(os.sched_getscheduler(0) == os.SCHED_IDLE)"],
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert said.stdout.strip() == "True"
