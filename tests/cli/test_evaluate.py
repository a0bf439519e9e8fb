"""`tfstyle evaluate` as a user meets it: figures, files, and what is wrong in a sentence."""

import io
import json
import shutil

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from tests.evaluation.made_pictures import folder, picture, small_encoders
from tfstyle import images
from tfstyle.cli import app
from tfstyle.evaluation import load_evaluation

NAMES = ("a.png", "b.png", "c.png")


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder(tmp_path / "made", NAMES)
    folder(tmp_path / "real", NAMES, seed=10)
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(app, ["evaluate", *map(str, arguments)])


def fails(*arguments):
    """Return what the one line says of work that failed."""
    result = run(*arguments)
    assert result.exit_code == 1, (result.output, result.exception)
    assert type(result.exception).__module__ == "tfstyle.errors", result.exception
    return " ".join(str(result.exception).split())


def test_figures_for_people_and_for_programs(place):
    result = run("made", "real", "--metrics", "psnr,l1")
    assert result.exit_code == 0 and "psnr" in result.stdout and "higher is better" in result.stdout
    result = run("made", "real", "--metrics", " psnr, l1", "--json", "-o", "found.json")
    told = json.loads(result.stdout)
    assert list(told["metrics"]) == ["psnr", "l1"]
    assert load_evaluation(place / "found.json").as_dict() == told
    assert "-o" not in result.stdout and "Written" in result.stderr
    assert "Nothing was changed" in fails("made", "real", "--metrics", "l1", "-o", "found.json")
    again = ("made", "real", "--metrics", "l1", "-o", "found.json", "--overwrite")
    assert run(*again).exit_code == 0
    assert list(load_evaluation(place / "found.json").metrics) == ["l1"]


def test_stylized_pictures_and_their_plane(place, monkeypatch):
    small_encoders(monkeypatch)
    images.write_image(place / "painting.png", picture(9))
    asked = ("--style", "painting.png", "--content", "real", "--metrics", "content,style")
    result = run(*asked, "made", "--plot", "plane.png")
    assert result.exit_code == 0, result.exception
    assert "mean" in result.stdout and (place / "plane.png").exists()
    result = run(*asked, "made", "real", "--json")
    rows = json.loads(result.stdout)["rows"]
    assert [row["name"] for row in rows] == ["made", "real"] and rows[1]["content"] == 0
    assert "made" in run(*asked, "made", "real").stdout


def test_a_run_gets_a_line(place):
    (place / "run" / "checkpoints" / "step_000040").mkdir(parents=True)
    assert "is no run directory" in fails("made", "real", "--metrics", "l1", "--run", "run")
    (place / "run" / "recipe.toml").touch()
    for step in ((), ("--step", 20)):
        assert run("made", "real", "--metrics", "l1", "--run", "run", *step).exit_code == 0
    lines = (place / "run" / "metrics.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["step"] for line in lines] == [40, 20]
    assert json.loads(lines[0])["evaluation/l1"] > 0


@pytest.mark.parametrize(
    "arguments",
    [
        (), ("made", "real", "real"), ("--preset", "x"), ("--data", "made"),
        ("made", "--preset", "x", "--data", "made"), ("made", "real", "--plot", "x.png"),
        ("made", "real", "--step", "3"), ("made", "--size", "0"),
    ],
)  # fmt: skip
def test_wrong_usage(place, arguments):
    assert run(*arguments).exit_code == 2


def test_metrics_that_are_none_or_do_not_fit(place):
    assert "Did you mean 'psnr'" in fails("made", "real", "--metrics", "psrn")
    assert "psnr needs REFERENCE" in fails("made", "--metrics", "psnr")
    told = fails("made", "real", "--metrics", "style")
    assert "style needs" in told and "(--style)" in told and "psnr" in told
    assert "segmentation_scores" in fails("made", "real", "--metrics", "iou")
    assert "No metric is named" in fails("made", "real", "--metrics", ",")
    assert "named by" not in fails("made", "--style", "made/a.png")
    assert "--content" in fails("made", "--style", "made/a.png")


def test_places_that_hold_nothing(place):
    (place / "empty").mkdir()
    (place / "empty" / "x.psd").touch()
    assert "GENERATED mad does not exist. Did you mean 'made'" in fails("mad", "real")
    assert "REFERENCE rael does not exist. Did you mean 'real'" in fails("made", "rael")
    assert "(REFERENCE) holds no pictures (" in fails("made", "empty", "--metrics", "l1")


def test_pictures_that_cannot_be_read_stop_it(place):
    whole = (place / "made" / "b.png").read_bytes()
    (place / "made" / "b.png").write_bytes(b"junk")
    (place / "made" / "c.png").write_bytes(b"")
    told = fails("made", "real", "--metrics", "l1")
    assert "2 of 3 pictures of GENERATED cannot be read" in told and "b.png is no picture" in told
    shutil.copy("real/c.png", "made/c.png")
    (place / "made" / "b.png").write_bytes(whole[: len(whole) // 2])
    told = fails("made", "real", "--metrics", "l1")
    assert "b.png is damaged or cut short" in told


def test_pictures_of_no_number(place):
    values = np.full((24, 24), 0.5, "float32")
    values[3, 3] = np.nan
    held = io.BytesIO()
    Image.fromarray(values).save(held, "TIFF")
    (place / "nan").mkdir()
    (place / "nan" / "a.tif").write_bytes(held.getvalue())
    told = fails("nan", "real", "--metrics", "l1")
    assert "a.tif holds values from nan to nan" in told


def test_pairs_that_are_none(place):
    folder(place / "small", NAMES, (12, 24))
    told = fails("small", "real", "--metrics", "psnr,ssim")
    assert "psnr, ssim compare pictures of one size, and 3 of 3" in told and "is 24x12" in told
    folder(place / "others", ("x.png", "y.png"))
    assert "as sets (fid, kid)" in fails("others", "real", "--metrics", "psnr")
    images.write_image(place / "made" / "a.jpg", picture(5))
    told = fails("made", "real", "--metrics", "psnr")
    assert "differ in their suffix alone" in told and "a.jpg" in told
    (place / "made" / "a.jpg").unlink()
    (place / "made" / "b.png").unlink()
    result = run("made", "real", "--metrics", "l1", "--json")
    told = json.loads(result.stdout)
    assert told["metrics"]["l1"]["pictures"] == 2 and "b.png has no partner" in told["notes"][0]


def test_the_same_pictures(place):
    shutil.copytree("made", "copy")
    for other in ("made", "copy"):
        assert "hold the same pictures, byte for byte" in fails("made", other)


def test_sets_that_are_too_small(place):
    told = fails("made/a.png", "real", "--metrics", "frechet")
    assert "frechet compare sets of pictures, 2 or more" in told and "a.png holds 1" in told


def test_weights_that_are_not_to_be_had(place, monkeypatch):
    monkeypatch.setenv("TFSTYLE_OFFLINE", "1")
    monkeypatch.delenv("TFSTYLE_LPIPS", raising=False)
    told = fails("made", "real", "--metrics", "lpips")
    assert "A metric looks through lpips_squeeze" in told and "TFSTYLE_LPIPS" in told
    monkeypatch.delenv("TFSTYLE_INCEPTION", raising=False)
    result = run("made", "real", "--json")  # what fits is left
    told = json.loads(result.stdout)
    assert {"psnr", "ssim"} <= set(told["metrics"])
    assert any("Left out lpips_squeeze" in note for note in told["notes"])


def test_a_picture_of_one_pixel(place):
    folder(place / "one", ("a.png",), (1, 1))
    folder(place / "dot", ("a.png",), (1, 1), seed=4)
    assert run("one", "dot", "--metrics", "psnr,l1").exit_code == 0
    told = fails("one", "dot", "--metrics", "ssim")
    assert "a.png: SSIM needs 11 pixels a side" in told


def test_a_name_that_would_drive_the_terminal(place):
    images.write_image(place / "made" / "a\x1b]0;x\x07[red].png", picture(7))
    result = run("made", "real", "--metrics", "l1")
    assert result.exit_code == 0 and "\x1b]" not in result.stdout


def test_a_result_is_json_and_a_plot_a_picture(place):
    assert "ends in .json" in fails("made", "real", "-o", "found.txt")
    told = fails("made", "--style", "made/a.png", "--content", "real", "--plot", "plane.gif")
    assert "written as .png, .svg or .pdf" in told
