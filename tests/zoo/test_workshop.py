"""The workshop's door: the command that cards and CONTRIBUTING name."""

import subprocess
import sys
from pathlib import Path

import pytest

import tfstyle
from tfstyle.errors import RecipeError
from tfstyle.zoo.workshop.making import make_preset


def test_the_command_is_there():
    told = subprocess.run(
        [sys.executable, "-m", "tfstyle.zoo.make_preset", "--help"],
        capture_output=True, text=True, encoding="utf-8", check=True,
        cwd=Path(tfstyle.__file__).parents[1],
    ).stdout
    assert "From a run to a preset of the zoo" in told and "--data" in told


def test_a_preset_names_the_precision_it_was_trained_in(tmp_path):
    recipe = tmp_path / "recipe.toml"
    recipe.write_text('model = "pix2pix"\n[train]\nprecision = "auto"\n', "utf-8")
    with pytest.raises(RecipeError, match="does not tell how the preset was trained"):
        make_preset(None, tmp_path / "p", recipe=recipe, data_root=tmp_path, metadata={})
    assert not (tmp_path / "p").exists()
