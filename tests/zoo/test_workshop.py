"""The workshop lies behind the shop: no user's way leads there."""

import subprocess
import sys

from tests.test_imports import HOMES, ROOT, imported_modules

DOOR = HOMES["zoo"] / "make_preset.py"


def test_only_its_door_and_itself_import_the_workshop():
    workshop = HOMES["zoo"] / "workshop"
    files = [path for home in (ROOT, *HOMES.values()) for path in home.rglob("*.py")]
    shop = [path for path in files if workshop not in path.parents]
    assert len(shop) > 200 and DOOR in shop
    assert [
        path for path in shop
        if any(name.startswith("tfstyle.zoo.workshop") for name in imported_modules(path))
    ] == [DOOR]  # fmt: skip


def test_the_cards_command_is_there():
    told = subprocess.run(
        [sys.executable, "-m", "tfstyle.zoo.make_preset", "--help"],
        capture_output=True, text=True, encoding="utf-8", cwd=ROOT.parent, check=True,
    ).stdout
    assert "From a run to a preset of the zoo" in told and "--data" in told
