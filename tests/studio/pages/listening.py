"""A studio in a process of its own, made by a module of these tests."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

from tests.optional import need

_ROOT = Path(__file__).parents[3]


@contextlib.contextmanager
def listening(module, folder, seconds=60):
    """Yield the address of what `python -m module folder` serves; it prints its port.

    Args:
        module: of `tests.studio.pages`.
        folder: of the studio.
        seconds: that it may take to end.
    """
    for name in ("nicegui", "sqlalchemy", "alembic", "argon2", "uvicorn", "playwright"):
        need(name)
    command = [sys.executable, "-m", f"tests.studio.pages.{module}", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(_ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"}
    with subprocess.Popen(command, cwd=_ROOT, env=environment, stdout=subprocess.PIPE,
                          encoding="utf-8") as process:  # fmt: skip
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()
            process.wait(seconds)
