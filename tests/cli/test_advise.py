"""`tfstyle advise`."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.studio.advice.pictures import scene
from tests.test_imports import run as run_python
from tfstyle.cli import app
from tfstyle.errors import DataError, ImageError
from tfstyle.images import write_image


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_image("photo.png", scene(0))
    write_image("master.png", scene(1))

    def run(*arguments):
        return CliRunner().invoke(app, ["advise", *map(str, arguments)], catch_exceptions=True)

    return run


def test_sentences_on_the_terminal(run):
    told = run("photo.png").stdout
    assert "Values (notan)" in told and "thirteen paintings" in told
    assert "明度结构" in run("photo.png", "--language", "zh").stdout


def test_json_beside_a_master(run):
    data = json.loads(run("photo.png", "--master", "master.png", "--json").stdout)
    assert data[0]["key"] == "values" and data[0]["numbers"][0]["master"] is not None
    assert data[-1]["suggestions"][0]["why"]


def test_a_page(run, tmp_path):
    assert "page.html" in run("photo.png", "--master", "master.png", "-o", "page.html").stdout
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "<h1>Measured: photo.png</h1>" in page and "data:image/jpeg" in page
    again = run("photo.png", "-o", "page.html")
    assert isinstance(again.exception, DataError) and "--overwrite" in str(again.exception)


def test_a_page_and_json_leave_json_alone_on_the_output(run, tmp_path):
    result = run("photo.png", "--json", "-o", "page.html")
    json.loads(result.stdout)
    assert (tmp_path / "page.html").exists()


@pytest.mark.parametrize(
    ("arguments", "error"),
    [(("nowhere.png",), ImageError), (("photo.png", "--master", "nowhere.png"), ImageError),
     (("photo.png", "-o", "page.pdf"), DataError), (("photo.png", "--language", "fr"), SystemExit)],
)  # fmt: skip
def test_what_cannot_be_read_or_written_is_named(run, tmp_path, arguments, error):
    result = run(*arguments)
    assert result.exit_code != 0 and isinstance(result.exception, error)
    assert not list(tmp_path.glob("page*"))


def test_tensorflow_is_not_imported(tmp_path):
    write_image(tmp_path / "photo.png", np.zeros((9, 9, 3), "uint8"))
    run_python(
        "import sys\nfrom tfstyle.cli import app\n"
        f"app(['advise', {str(tmp_path / 'photo.png')!r}], standalone_mode=False)\n"
        "assert not {'tensorflow', 'keras', 'matplotlib'} & set(sys.modules)\n"
    )
