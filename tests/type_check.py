"""Types by mypy, of the package as it is installed: `zoo/` and `export/` inside `tfstyle`.

    python -m tests.type_check      # what `make lint` runs

A checkout has the two beside `tfstyle`, which a type checker cannot know. So `build/typing` is
filled with links that lie as an installed package does; editors look there, too (pyproject.toml).
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PLACE = ROOT / "build" / "typing"
_BESIDE = ("zoo", "export")


def lay_out() -> Path:
    """Link everything of the package to where it is once installed; return the folder."""
    shutil.rmtree(PLACE, ignore_errors=True)
    inside = PLACE / "tfstyle"
    inside.mkdir(parents=True)
    entries = [path for path in (ROOT / "tfstyle").iterdir() if path.name != "__pycache__"]
    for target in (*entries, *(ROOT / name for name in _BESIDE)):
        (inside / target.name).symlink_to(target, target_is_directory=target.is_dir())
    (PLACE / "public_surface.py").symlink_to(ROOT / "tests" / "public_surface.py")
    return PLACE


def check() -> tuple[int, str]:
    """Return mypy's exit code and what it found, by the files' places in the checkout."""
    settings = ("--config-file", ROOT / "pyproject.toml", "--cache-dir", ROOT / "build" / "mypy")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *settings, "-p", "tfstyle", "-m", "public_surface"],
        cwd=lay_out(), capture_output=True, text=True, encoding="utf-8", check=False,
    )
    found = done.stdout + done.stderr
    for name in _BESIDE:
        found = found.replace(f"tfstyle/{name}/", f"{name}/")
    return done.returncode, found.replace("public_surface.py:", "tests/public_surface.py:")


if __name__ == "__main__":
    code, text = check()
    print(text, end="")
    sys.exit(code)
