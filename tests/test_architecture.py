"""The house is as its plan says."""

import re
import subprocess
from pathlib import Path

import pytest

from tests import architecture

ROOT = architecture.PAGE.parent.parent
LONGEST = 350


def test_the_map_of_the_rooms_is_drawn_from_the_imports():
    page = architecture.PAGE.read_text("utf-8")
    assert architecture.redrawn(page) == page, "python -m tests.architecture draws it anew"


def test_every_room_says_what_it_is_for():
    assert all(purpose for _, purpose, _ in architecture.rooms().values())


def test_the_files_on_the_two_ways_are_there():
    page = architecture.PAGE.read_text("utf-8")
    named = set(re.findall(r"`((?:\w+/)+(?:\w+\.py)?)`", page)) - {"best/", "final/"}  # of a run
    assert len(named) > 15
    for name in named:
        places = (ROOT / name, ROOT / "tfstyle" / name)
        assert any(place.exists() for place in places), name


def python_files():
    try:
        told = subprocess.run(
            ["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True,
            encoding="utf-8",
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("git is not at hand to list the files")
    return [ROOT / name for name in told.stdout.splitlines() if (ROOT / name).exists()]


def test_no_file_holds_more_than_one_idea():
    long = {
        str(path.relative_to(ROOT)): count
        for path in python_files()
        if (count := len(path.read_text("utf-8").splitlines())) > LONGEST
    }
    assert not long


def test_no_object_uses_the_private_attributes_of_another():
    """Only what libraries offer no public name for, each with its reason beside it."""
    known = {
        "layers/receptive_field.py: _nodes_by_depth", "models/shared/optimizers.py: "
        "_trainable_variables", "runs/multi_worker.py: _maybe_symbolic_build",
    }  # fmt: skip
    found = set()
    for path in python_files():
        home = next((h for h in ("tfstyle", "zoo", "export") if ROOT / h in path.parents), None)
        if home:
            short = Path(path).relative_to(ROOT / home if home == "tfstyle" else ROOT).as_posix()
            found |= {f"{short}: {name}" for name in architecture.foreign_private_names(path)}
    assert found == known
