"""What is dropped of stderr, and what is not."""

import os
import subprocess
import sys

_CODE = """
import os, sys
from tfstyle.native_output import dropped, kept_apart
with kept_apart(), dropped():
    os.write(2, b"native")
    print("ours", file=sys.stderr)
print("after", file=sys.stderr)
with dropped():
    os.write(2, b"native")
"""


def test_python_is_heard_while_native_code_is_not():
    path = os.pathsep.join(sys.path)
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, "-c", _CODE], env=environment, capture_output=True, encoding="utf-8",
        timeout=60,
    )  # fmt: skip
    assert done.stderr.split() == ["ours", "after"]


def test_a_stderr_that_is_captured_stays(capsys):
    from tfstyle.native_output import kept_apart

    before = sys.stderr
    with kept_apart():
        assert sys.stderr is before
