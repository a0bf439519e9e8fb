"""Of a page that was closed nothing stays in the server."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.optional import need
from tests.studio import real


@pytest.mark.exhaustive
def test_of_two_hundred_pages_that_were_left_nothing_is_there(tmp_path):
    real.check()
    need("httpx")
    root = Path(__file__).parents[3]
    said = subprocess.run(
        [sys.executable, "-m", "tests.studio.pages.closing", str(tmp_path / "studio"), "200"],
        cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, timeout=300,
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    found = json.loads(said.stdout.splitlines()[-1])
    assert (found["opened"], found["clients"], found["held"]) == (200, 0, {})
    half, all_of_them = found["mib"]
    assert all_of_them - half < 20
