"""What docs/judge.md says of scores and weights is so."""

import re

from tests.commands import ROOT, tfstyle_commands
from tfstyle.data.degradations import KINDS
from tfstyle.judging import scores
from tfstyle.networks import PatchJudge

PAGE = (ROOT / "docs" / "judge.md").read_text("utf-8")


def rows(title):
    """Return the cells of a table's rows."""
    table = PAGE.split(f"\n| {title} |", 1)[1].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def test_every_score_is_told_with_its_kind():
    told = {name.strip("`"): what for name, what in rows("score")}
    assert set(told) == {"naturalness", "content", "style", *scores.HINTS.values()}
    assert tuple(scores.HINTS) == KINDS
    assert all(f"of `{kind}`" in told[name] for kind, name in scores.HINTS.items())


def test_the_weights_are_those():
    names = ("naturalness", "content", "style")
    for asked, *cells in rows("asked"):
        weights = {name: float(cell) for name, cell in zip(names, cells, strict=True) if cell}
        assert weights == scores._WEIGHTS["content" in asked, "style" in asked]
    assert len(rows("asked")) == len(scores._WEIGHTS)


def test_the_numbers_in_words():
    assert f"below {scores.WEAK:.0f}" in PAGE
    assert f"patches of {PatchJudge.min_size} pixels" in PAGE


def test_the_commands_exist():
    from typer.main import get_command

    from tfstyle.cli import app

    known = get_command(app).commands
    for name, *arguments in tfstyle_commands(PAGE):
        options = {one for parameter in known[name].params for one in parameter.opts}
        assert set(re.findall(r"(?<!\S)--[\w-]+", " ".join(arguments))) <= options
