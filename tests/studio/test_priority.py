"""What computes stands back: as a process, and as a session where it leads one."""

import os
import subprocess
import sys

import pytest

_SAID = """
import os, pathlib
from tfstyle.studio.priority import stand_back
group = pathlib.Path("/proc/self/autogroup")
before = group.read_text("utf-8").split()[-1:] if group.exists() else []
stand_back(3)
after = group.read_text("utf-8").split()[-1:] if group.exists() else []
print(os.nice(0), *before, *after)
"""


@pytest.mark.skipif(not hasattr(os, "nice"), reason="no system with steps of priority")
@pytest.mark.parametrize("own", [True, False])
def test_a_session_of_its_own_stands_back_with_its_process(own):
    before = os.nice(0)
    said = subprocess.run(
        [sys.executable, "-c", _SAID], start_new_session=own, capture_output=True,
        encoding="utf-8", check=True,
    ).stdout.split()  # fmt: skip
    assert int(said[0]) == min(before + 3, 19)
    if len(said) < 3:  # no Linux; without groups of sessions; or in that of the system itself
        return
    group_before, group_after = said[1:]
    assert group_after == (said[0] if own else group_before)


@pytest.mark.skipif(not hasattr(os, "SCHED_IDLE"), reason="no system with an idle policy")
def test_what_nobody_waits_for_takes_idle_cores():
    script = "import os\nfrom tfstyle.studio.priority import stand_back\nstand_back(3, idle=True)\n"
    said = subprocess.run(
        [sys.executable, "-c", f"{script}print(os.sched_getscheduler(0) == os.SCHED_IDLE)"],
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert said.stdout.strip() == "True"
