"""The workshop's door: the command that cards and CONTRIBUTING name."""

import subprocess
import sys
from pathlib import Path

import tfstyle


def test_the_command_is_there():
    told = subprocess.run(
        [sys.executable, "-m", "tfstyle.zoo.make_preset", "--help"],
        capture_output=True, text=True, encoding="utf-8", check=True,
        cwd=Path(tfstyle.__file__).parents[1],
    ).stdout
    assert "From a run to a preset of the zoo" in told and "--data" in told
