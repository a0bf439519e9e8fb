"""What type checkers find: the names that are looked up late, and no error in the package."""

import ast
import importlib
from pathlib import Path

import pytest

from tests.optional import need


def stubbed(package) -> dict[str, str]:
    """Return the names that a package's stub hands on, and where it finds each."""
    body = ast.parse(Path(package.__file__).with_suffix(".pyi").read_text("utf-8")).body
    found = {}
    for node in body:
        if isinstance(node, ast.ImportFrom):
            (alias,) = node.names
            assert alias.name == alias.asname, "`import a as a` is what hands a name on"
            found[alias.name] = node.module
    return found


def test_the_stub_names_what_tfstyle_offers():
    import tfstyle

    modules = dict.fromkeys(tfstyle._MODULES, "tfstyle")
    assert stubbed(tfstyle) == {**tfstyle._NAMES, **modules}


@pytest.mark.parametrize("name", ["data", "inference"])
def test_the_stub_names_what_a_package_offers(name):
    package = importlib.import_module(f"tfstyle.{name}")
    homes = {key: f"tfstyle.{name}.{home}" for key, home in package._HOMES.items()}
    assert stubbed(package) == homes


def test_mypy_finds_nothing_but_what_is_wrong_on_purpose():
    need("mypy")
    from tests.type_check import check

    code, text = check()
    assert code == 0, text
