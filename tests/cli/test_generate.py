"""`tfstyle generate`: grids, single files, and what it refuses."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.models.test_noise_gan import make
from tests.networks.helpers import randomize
from tests.zoo.test_zoo import save_tiny
from tfstyle.cli import app
from tfstyle.errors import (
    DataError,
    ImageError,
    UnknownPresetError,
    UnsupportedOptionError,
)
from tfstyle.images import read_image
from tfstyle.zoo import registry


@pytest.fixture(scope="module")
def preset(tmp_path_factory):
    directory = tmp_path_factory.mktemp("preset") / "tiny"
    model = make(3)
    randomize(model.generator)
    model.save_to_preset(directory)
    return directory, model


def run(*arguments):
    return CliRunner().invoke(app, ["generate", *[str(a) for a in arguments]])


def test_a_grid_is_about_square_and_repeats_with_its_seed(preset, tmp_path):
    directory, model = preset
    for name in ("a.png", "b.png"):
        result = run(directory, "-n", 5, "-o", tmp_path / name, "--seed", 3)
        assert result.exit_code == 0, result.exception
    first, second = (read_image(tmp_path / name) for name in ("a.png", "b.png"))
    np.testing.assert_array_equal(first, second)
    # Three in a row and two below, 28 pixels each, a gap of two.
    assert first.shape == (58, 88, 3)
    np.testing.assert_array_equal(first[:28, :28, :1], model.generate(1, seed=3)[0])


def test_a_directory_gets_a_file_for_each(preset, tmp_path):
    directory, model = preset
    out = tmp_path / "many"
    result = run(directory, "-n", 11, "-o", out, "--seed", 1, "--labels", "2,0", "--json")
    facts = json.loads(result.stdout)
    assert facts["seed"] == 1 and facts["count"] == 11
    assert sorted(map(str, out.iterdir())) == facts["files"]
    assert facts["files"][0].endswith("00.png")
    labels = np.resize([2, 0], 11)
    expected = model.generate(11, seed=1, labels=labels)
    for path, picture in zip(facts["files"], expected, strict=True):
        np.testing.assert_array_equal(read_image(path, channels=1), picture)


def test_without_a_seed_it_tells_the_one_it_took(preset, tmp_path):
    directory, model = preset
    result = run(directory, "-n", 1, "-o", tmp_path / "a.png", "--truncation", 0.5, "--json")
    seed = json.loads(result.stdout)["seed"]
    expected = model.generate(1, seed=seed, truncation=0.5)[0]
    np.testing.assert_array_equal(read_image(tmp_path / "a.png", channels=1), expected)


def test_show_says_that_it_paints_from_noise(preset, tmp_path, monkeypatch):
    monkeypatch.setattr(registry, "PRESETS", tmp_path)
    preset[1].save_to_preset(tmp_path / "noisegan_tiny")
    out = CliRunner().invoke(app, ["show", "noisegan_tiny"]).stdout
    assert "it paints from noise" in out and "28x28" in out


def test_what_cannot_be_is_refused(preset, tmp_path):
    directory, out = preset[0], tmp_path / "out.png"
    assert run(directory, "-n", 0, "-o", out).exit_code == 2
    assert run(directory, "-o", out, "--labels", "shoe").exit_code == 2
    assert isinstance(run(directory, "-o", out, "--labels", 9).exception, UnsupportedOptionError)
    assert isinstance(run("noisegan_nowhere", "-o", out).exception, UnknownPresetError)
    save_tiny(tmp_path / "cyclegan")
    error = run(tmp_path / "cyclegan", "-o", out).exception
    assert isinstance(error, UnsupportedOptionError) and "tfstyle translate" in str(error)
    (tmp_path / "notes.txt").write_text("", "utf-8")
    assert isinstance(run(directory, "-o", tmp_path / "notes.txt").exception, DataError)
    assert not out.exists()


def test_files_that_exist_stay_unless_told(preset, tmp_path):
    out = tmp_path / "many"
    assert run(preset[0], "-n", 2, "-o", out).exit_code == 0
    (out / "0.png").write_bytes(b"mine")
    (out / "1.png").unlink()
    result = run(preset[0], "-n", 2, "-o", out)
    assert isinstance(result.exception, DataError)
    assert "1 of 2 results exist already" in str(result.exception)
    assert "--skip-existing" not in str(result.exception)
    assert (out / "0.png").read_bytes() == b"mine" and not (out / "1.png").exists()
    assert run(preset[0], "-n", 2, "-o", out, "--overwrite").exit_code == 0
    assert read_image(out / "0.png").shape == (28, 28, 3)
    for name in ("grid.psd", "grid.mp4"):
        result = run(preset[0], "-n", 2, "-o", tmp_path / name)
        assert isinstance(result.exception, DataError | ImageError)
        assert "pictures are written as" in str(result.exception)
        assert not (tmp_path / name).exists()
