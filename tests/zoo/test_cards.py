"""Every shipped preset: its card, its size, its scores, its commands and its picture."""

import json
import re
from itertools import pairwise

import numpy as np
import pytest

from tests.commands import run, tfstyle_commands
from tfstyle import images
from tfstyle.recipes import load_recipe
from tfstyle.zoo import from_preset, list_presets, resolve, show_preset
from tfstyle.zoo.evaluating.floor import shortfalls
from tfstyle.zoo.workshop.card import render_scores, with_scores
from tfstyle.zoo.workshop.golden import repaint

HEADINGS = ("## Use", "## Scores", "## Data and licence", "## Training", "## Limits")
# Recipes whose model is named otherwise than its class.
CLASSES = {"adain": "adainstyle", "distill": "distilled", "fastcut": "cut"}
# What uses a preset, and takes seconds.
USES = ("translate", "generate", "judge")


@pytest.fixture(params=list_presets())
def folder(request):
    return resolve(request.param).local()


def test_the_zoo_ships_one_paired_and_one_unpaired_model():
    models = {show_preset(name)["model"] for name in list_presets()}
    assert {"Pix2Pix", "CycleGAN"} <= models


def test_the_card_is_whole_and_its_numbers_are_those_measured(folder):
    card = (folder / "README.md").read_text("utf-8")
    report = json.loads((folder / "scores.json").read_text("utf-8"))
    assert all(heading in card for heading in HEADINGS)
    assert with_scores(card, report) == card
    assert "What it does, in two sentences." not in card  # a stub nobody filled in
    assert "samples.jpg" in card and images.read_image(folder / "samples.jpg").shape[1] > 256
    assert show_preset(folder.name)["metadata"]["scores"] == report["scores"]


def test_the_files_are_small_and_the_recipe_is_one(folder):
    assert (folder / "model.weights.h5").stat().st_size <= 16e6
    assert sum(file.stat().st_size for file in folder.iterdir()) <= 17.5e6
    recipe = load_recipe(folder / "recipe.toml")
    name = recipe.model.replace("_", "")
    assert CLASSES.get(name, name) == show_preset(folder.name)["model"].lower()


def test_restoring_brings_a_picture_nearer_to_its_photograph(folder):
    report = json.loads((folder / "scores.json").read_text("utf-8"))
    if report["protocol"]["kind"] == "judge":
        pytest.skip("a judge makes no pictures")
    scores = report["scores"]
    outputs = [name for name in scores if name.endswith(", output")]
    for name in outputs:
        before = scores.get(name.replace(", output", ", input"))
        if before is not None and name.startswith("mixture"):
            after = scores[name]
            assert after["l1"]["mean"] < 0.75 * before["l1"]["mean"]
            assert after["psnr"]["mean"] > before["psnr"]["mean"] + 2
            assert after["ssim"]["mean"] > before["ssim"]["mean"]
    styled = [row for row in scores.values() if "style_before" in row]
    assert all(row["style"]["mean"] < 0.5 * row["style_before"]["mean"] for row in styled)


def test_what_a_restorer_makes_worse_stands_on_its_card(folder):
    report = json.loads((folder / "scores.json").read_text("utf-8"))
    worse = shortfalls(report.get("scores", {}))
    limits = (folder / "README.md").read_text("utf-8").partition("## Limits")[2]
    (*_, told) = ("", *re.findall(r"Below the floor: ([\w, ]+)\.", limits))
    assert sorted(filter(None, told.split(", "))) == sorted(worse)


def test_the_model_still_paints_the_recorded_picture(folder):
    model = from_preset(folder.name)
    painted = repaint(model, folder)
    if model.capabilities.judges:  # and paints none
        assert not painted
        return
    expected = model.styles or model.directions or ("noise",)
    assert len(painted) >= (1 if model.capabilities.style else len(expected))
    for name, inputs, recorded, now in painted:
        assert now.shape == recorded.shape, name
        # Another processor sums in another order: a level or two, never more.
        assert np.abs(now.astype(int) - recorded).max() <= 2, name
        if inputs:
            assert np.abs(recorded.astype(int) - inputs[0]).mean() > 2, f"{name} paints nothing"


def test_the_cards_commands_run(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    picture = np.random.default_rng(0).integers(0, 255, (40, 56, 3), dtype=np.uint8)
    commands = tfstyle_commands((folder / "README.md").read_text("utf-8"))
    assert any(arguments[0] in USES for arguments in commands)
    for arguments in commands:
        if arguments[0] not in USES:
            continue  # training takes hours
        output = results_of(arguments)
        for file in filter(images_file, arguments):
            if file not in output:
                images.write_image(tmp_path / file, picture)
        assert run(arguments) == 0
        assert output or arguments[0] == "judge"  # which may as well just say it
        for file in output:
            made = images.read_image(tmp_path / file)
            assert made.size and (arguments[0] == "generate" or made.shape == picture.shape)


def results_of(arguments):
    """Return the files that a command writes."""
    return [name for option, name in pairwise(arguments) if option in ("-o", "--heatmap")]


def images_file(text):
    return text.endswith(images.IMAGE_SUFFIXES)


def test_a_card_says_which_artefacts_can_be_seen():
    report = {
        "protocol": {"kind": "styles", "size": 64},
        "data": {"split": "val"},
        "networks": {},
        "pictures": {"wave": 2, "photographs": 2},
        "scores": {
            "wave": {"checkerboard": {"mean": 1.5, "std": 0.1}, "blot": {"mean": 0.0, "std": 0.0}},
            "photographs": {"checkerboard": {"mean": 0.1, "std": 0.0}},
        },
    }
    seen = "**Artefacts that can be seen, on average:** checkerboard, from 1 on (wave 1.50)."
    assert seen in render_scores(report).splitlines()
    report["scores"]["wave"]["checkerboard"]["mean"] = 0.9
    assert "can be seen, on average" not in render_scores(report)
