"""Whoever uses a model reads what it declares: nobody guesses from methods and names."""

import ast
from pathlib import Path

import pytest

import tfstyle

ROOT = Path(tfstyle.__file__).parent
FOLDERS = [
    ROOT / "cli", ROOT / "convert", ROOT / "runs", ROOT.parent / "export", ROOT.parent / "zoo",
]  # fmt: skip
DECLARED = {"takes_style", "takes_alpha", "optimizes"}


def guesses(text: str):
    """Lines of a file's text that look whether a model has something."""
    for node in ast.walk(ast.parse(text)):
        match node:
            # By a name that stands there; a variable's value would be a look-up.
            case ast.Call(
                ast.Name("hasattr" | "getattr"), [ast.Name("model"), ast.Constant(), *_]
            ):
                yield node.lineno
            case ast.Attribute(ast.Attribute(attr="capabilities") | ast.Name("can")):
                pass
            case ast.Attribute(attr=name) if name in DECLARED:
                yield node.lineno


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_nobody_guesses(folder):
    found = {
        f"{path}:{line}" for path in folder.rglob("*.py")
        for line in guesses(path.read_text("utf-8"))
    }  # fmt: skip
    assert not found, "read model.capabilities"


@pytest.mark.parametrize("line", [
    "hasattr(model, 'generate')", "getattr(model, 'optimizes', False)", "model.takes_style",
])  # fmt: skip
def test_a_guess_would_be_seen(line):
    assert list(guesses(line)) == [1]
    assert not list(guesses("model.capabilities.optimizes and (lambda can: can.optimizes)"))
