"""Every shipped preset: its card, its size, its scores, its commands and its picture."""

import json

import numpy as np
import pytest

from tests.commands import run, tfstyle_commands
from tfstyle import images
from tfstyle.recipes import load_recipe
from tfstyle.zoo import from_preset, list_presets, preset_directory, show_preset
from tfstyle.zoo.card import with_scores

HEADINGS = ("## Use", "## Scores", "## Data and licence", "## Training", "## Limits")


@pytest.fixture(params=list_presets())
def folder(request):
    return preset_directory(request.param)


def test_the_zoo_ships_one_paired_and_one_unpaired_model():
    models = {show_preset(name)["model"] for name in list_presets()}
    assert {"Pix2Pix", "CycleGAN"} <= models


def test_the_card_is_whole_and_its_numbers_are_those_measured(folder):
    card = (folder / "README.md").read_text()
    report = json.loads((folder / "scores.json").read_text())
    assert all(heading in card for heading in HEADINGS)
    assert with_scores(card, report) == card
    assert "samples.jpg" in card and images.read_image(folder / "samples.jpg").shape[1] > 256
    assert show_preset(folder.name)["metadata"]["scores"] == report["scores"]


def test_the_files_are_small_and_the_recipe_is_one(folder):
    assert (folder / "model.weights.h5").stat().st_size <= 16e6
    assert sum(file.stat().st_size for file in folder.iterdir()) <= 17.5e6
    recipe = load_recipe(folder / "recipe.toml")
    assert recipe.model == show_preset(folder.name)["model"].lower()


def test_the_model_still_paints_the_recorded_picture(folder):
    model = from_preset(folder.name)
    for direction in model.directions:
        golden = images.read_image(folder / f"golden_{direction}.png")
        source, painted = np.split(golden, 2, axis=1)
        now = model.translate(source, direction=direction).astype(int)
        # Another processor sums in another order: a level or two, never more.
        assert np.abs(now - painted).max() <= 2, direction
        assert np.abs(painted.astype(int) - source).mean() > 2, "it paints nothing"


def test_the_cards_commands_run(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    picture = np.random.default_rng(0).integers(0, 255, (40, 56, 3), dtype=np.uint8)
    commands = tfstyle_commands((folder / "README.md").read_text())
    assert any(arguments[0] == "translate" for arguments in commands)
    for arguments in commands:
        if arguments[0] != "translate":
            continue  # training takes hours
        images.write_image(tmp_path / arguments[2], picture)
        assert run(arguments) == 0
        output = arguments[arguments.index("-o") + 1]
        assert images.read_image(tmp_path / output).shape == picture.shape
