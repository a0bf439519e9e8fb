"""`tfstyle export`: arguments in, a table out."""

import json

import pytest
from typer.testing import CliRunner

from tests.zoo.test_zoo import save_tiny
from tfstyle.cli import app
from tfstyle.errors import ExportError, StorageError, UnknownPresetError


@pytest.fixture(scope="module")
def preset(tmp_path_factory):
    directory = tmp_path_factory.mktemp("preset") / "tiny"
    save_tiny(directory)
    return directory


def run(*arguments):
    return CliRunner().invoke(app, ["export", *[str(a) for a in arguments]])


def test_export_of_a_run_prints_the_parity_table_and_nothing_else(preset, tmp_path, capfd):
    run_directory = tmp_path / "run"
    run_directory.mkdir()
    (run_directory / "recipe.toml").write_text("", "utf-8")
    (run_directory / "final").symlink_to(preset)
    out = tmp_path / "out"
    options = ("--format", "tflite", "--quantize", "int8,fp16", "--size", "16x24")
    result = run(run_directory, "-o", out, *options, "--direction", "b2a")
    assert result.exit_code == 0, result.exception
    assert "photo2monet_16x24_int8.tflite" in result.stdout and "PSNR" in result.stdout
    assert result.stderr == "" and capfd.readouterr() == ("", "")
    assert (out / "README.md").exists()
    assert sorted(p.name for p in (out / "tflite").iterdir()) == [
        "model.json", "photo2monet_16x24_fp16.tflite", "photo2monet_16x24_int8.tflite",
    ]
    assert json.loads((out / "tflite" / "model.json").read_text("utf-8"))["name"] == "run"


def test_the_report_as_json(preset, tmp_path):
    result = run(
        preset, "-o", tmp_path / "out", "--format", "saved_model", "--size", "16", "--json",
        "--direction", "a2b", "--name", "painter",
    )
    report = json.loads(result.stdout)
    assert report == json.loads((tmp_path / "out" / "parity.json").read_text("utf-8"))
    assert (tmp_path / "out" / "saved_model" / "1" / "saved_model.pb").exists()


def test_mistakes_are_told_before_anything_is_loaded(preset, tmp_path):
    out = tmp_path / "out"
    assert isinstance(run(preset, "-o", out, "--format", "onnx").exception, ExportError)
    assert isinstance(run(preset, "-o", out, "--quantize", "int4").exception, ExportError)
    assert run(preset, "-o", out, "--size", "big").exit_code == 2
    assert isinstance(run("no_such_preset", "-o", out).exception, UnknownPresetError)
    assert isinstance(run(preset, "-o", preset).exception, StorageError)
    assert not out.exists()


def test_serving_adds_a_version_to_a_directory_of_tensorflow_serving(preset, tmp_path):
    out = tmp_path / "serving"
    options = ("--format", "saved_model", "--size", "16", "--direction", "a2b", "--serving")
    result = run(preset, "-o", out, *options, "--name", "painter", "--json")
    report = json.loads(result.stdout)
    assert (report["name"], report["version"], report["kept"]) == ("painter", 1, [])
    version = out / "models" / "painter" / "1"
    assert (version / "saved_model.pb").exists()
    assert (version / "assets.extra" / "tf_serving_warmup_requests").exists()
    proof = json.loads((version / "assets.extra" / "parity.json").read_text("utf-8"))
    assert proof == report["parity"] and all(row["passed"] for row in proof["rows"])
    assert "models/painter:predict" in (out / "deploy" / "README.md").read_text("utf-8")


def test_what_cannot_be_served_is_told_before_anything_is_loaded(preset, tmp_path):
    out = tmp_path / "serving"
    for options, words in (
        (["--serving"], "--format saved_model"),
        (["--serving", "--format", "saved_model", "--overwrite"], "--overwrite does not go with"),
        (["--serving", "--format", "saved_model", "--name", 'a"b\n'], "letter first"),
    ):
        error = run(preset, "-o", out, *options).exception
        assert isinstance(error, ExportError) and words in str(error)
    assert not out.exists()
