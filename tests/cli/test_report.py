"""`tfstyle report` and `tfstyle compare`."""

import json

import pytest
from typer.testing import CliRunner

from tests.report.conftest import evaluation, make_run  # noqa: F401 - fixtures
from tests.test_imports import HEAVY
from tests.test_imports import run as run_python
from tfstyle.cli import app
from tfstyle.errors import DataError


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        return CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=True)

    return run


def test_a_run_an_evaluation_and_two_runs(run, make_run, evaluation, tmp_path):  # noqa: F811
    (tmp_path / "scores.json").write_text(json.dumps(evaluation), "utf-8")
    first, second = make_run("first"), make_run("second")
    assert "report.html" in run("report", first).stdout
    assert run("report", "scores.json", "-o", "scores.html").exit_code == 0
    assert "compare.html" in run("compare", first, second).stdout
    for name, title in {"report": "Run first", "scores": "Evaluation scores",
                        "compare": "2 runs side by side"}.items():  # fmt: skip
        page = (tmp_path / f"{name}.html").read_text("utf-8")
        assert page.startswith("<!doctype html>") and f"<h1>{title}</h1>" in page


def test_nothing_is_replaced_unasked(run, make_run, tmp_path):  # noqa: F811
    (tmp_path / "report.html").write_text("mine", "utf-8")
    result = run("report", make_run())
    assert isinstance(result.exception, DataError) and "--overwrite" in str(result.exception)
    assert (tmp_path / "report.html").read_text("utf-8") == "mine"
    assert run("report", tmp_path / "run", "--overwrite").exit_code == 0
    assert "<h1>" in (tmp_path / "report.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("report", "nowhere"), "no run directory"),
        (("report", "run", "-o", "report.pdf"), "like report.html"),
        (("report", "run", "-o", "run"), "like report.html"),
        (("compare", "run"), "Name 2 to 12 runs"),
        (("compare", "run", "nowhere"), "no run directory"),
    ],
)
def test_what_cannot_be_shown_is_named(run, make_run, tmp_path, arguments, words):  # noqa: F811
    make_run()
    assert words in str(run(*arguments).exception)
    assert not list(tmp_path.glob("*.html"))


def test_it_needs_no_tensorflow(make_run, tmp_path):  # noqa: F811
    out = tmp_path / "page.html"
    told, _ = run_python(
        "import sys\nfrom tfstyle.cli import main\n"
        f"try:\n    main(['report', {str(make_run())!r}, '-o', {str(out)!r}])\n"
        "except SystemExit as exit:\n    assert not exit.code\nprint(*sys.modules)"
    )
    loaded = HEAVY - {"numpy", "PIL", "matplotlib"}
    assert not loaded & set(told.splitlines()[-1].split()) and out.exists()
