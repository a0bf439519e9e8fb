"""The guide: its links, its code, its commands and its variables are real."""

import re

import numpy as np
import pytest

from tests.commands import ROOT, blocks, tfstyle_commands
from tfstyle import images

README = (ROOT / "README.md").read_text("utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    text = re.sub(r"^```.*?^```", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if "://" not in target:
            assert (path.parent / target).exists(), target
    for place in re.findall(r"`((?:tfstyle|zoo|export|tests|docs|notebooks)/[\w./-]+)`", text):
        assert (ROOT / place).exists(), place


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_python_compiles_and_commands_are_real(path):
    import typer

    from tfstyle.cli import app

    text = path.read_text("utf-8")
    for block in blocks(text, "python"):
        compile(block, path.name, "exec")
    verbs = typer.main.get_command(app).commands
    for arguments in tfstyle_commands(text):
        verb = verbs[arguments[0]]
        context = verb.make_context(arguments[0], [], resilient_parsing=True)
        context.resilient_parsing = False
        verb.make_parser(context).parse_args(arguments[1:])


def test_the_readme_links_every_document():
    for path in (ROOT / "docs").glob("*.md"):
        assert f"docs/{path.name}" in README, path.name


def test_every_environment_variable_is_documented_and_real():
    name = re.compile(r"TFSTYLE_[A-Z0-9]+(?:_[A-Z0-9]+)*")
    table = (ROOT / "docs" / "environment.md").read_text("utf-8")
    used = set()
    for folder in ("tfstyle", "zoo", "export", "tests"):
        for path in (ROOT / folder).rglob("*.py"):
            used |= set(name.findall(path.read_text("utf-8")))
    used = {full for full in used if not any(other.startswith(full + "_") for other in used)}
    assert set(name.findall(table)) == used


def test_a_network_from_outside_of_the_tree(tmp_path, monkeypatch):
    """The document's network trains, paints at any size, and comes back from a file."""
    import keras

    monkeypatch.chdir(tmp_path)
    names = {}
    (block,) = blocks((ROOT / "docs" / "extending.md").read_text("utf-8"), "python")
    exec(compile(block, "extending.md", "exec"), names)
    model = names["model"]
    assert names["painted"].shape == (40, 60, 3) and names["painted"].dtype == np.uint8
    batch = np.zeros((1, 32, 32, 3), "float32")
    model.fit(batch, batch + 0.5, epochs=1, verbose=0, shuffle=False)
    model.save("plain.keras")
    again = keras.models.load_model("plain.keras")
    np.testing.assert_array_equal(again.generator(batch), model.generator(batch))


def test_ranges_are_as_the_document_says():
    from tests.models.cases import CASES

    (block,) = blocks((ROOT / "docs" / "ranges.md").read_text("utf-8"), "python")
    names = {}
    exec(compile(block, "ranges.md", "exec"), names)
    model = CASES["pix2pix"].make()
    signed, levels = model.translate(names["signed"]), model.translate(names["levels"])
    assert np.abs(images.to_float(levels) - signed).max() < 0.05
