"""The examples in the docstrings of the rooms that keep things say what comes out."""

import importlib

import pytest

from tests.examples import examples, modules, run
from tests.optional import need

for package in ("sqlalchemy", "alembic", "obstore"):
    need(package)

ROOMS = ("backup", "blobs", "database", "gallery", "pictures")


def names():
    rooms = [importlib.import_module(f"tfstyle.studio.{room}") for room in ROOMS]
    return [name for room in rooms for name in modules(room)]


@pytest.mark.parametrize("name", names())
def test_the_examples_run(name):
    run(name)


def test_there_are_examples():
    assert len([one for name in names() for one in examples(name)]) > 6
