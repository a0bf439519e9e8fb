"""A preset's numbers come again out of its directory and its pictures."""

import json
import shutil
from dataclasses import replace

import keras
import numpy as np
import pytest

from tests.data.helpers import fill
from tests.optional import need
from tfstyle import images, models, networks, recipes
from tfstyle.errors import DataError, IntegrityError, UnknownMetricError, UnknownPresetError
from tfstyle.evaluation.record import load_evaluation
from tfstyle.zoo import make_preset
from tfstyle.zoo.evaluating import evaluate_preset, kinds
from tfstyle.zoo.workshop.rescoring import rescore

need("skimage.data")
RECIPE = 'model = "pix2pix"\n[data]\nlayout = "images"\nderive = "gray"\nin_channels = 1\n' \
    'crop = 32\nload = 32\n'  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Photographs, and a preset made as the zoo's are, but measured by pixels alone."""
    keras.utils.set_random_seed(0)
    root = tmp_path_factory.mktemp("made")
    fill(root / "photos" / "train", 2)
    fill(root / "photos" / "val", 3, first=4)
    (root / "recipe.toml").write_text(RECIPE, "utf-8")
    model = models.Pix2Pix(
        networks.UNetGenerator(4, num_downs=5, in_channels=1), domains=("gray", "photo")
    )
    model.save_to_preset(root / "saved", metadata={"resolution": 32})
    (root / "a_preset").mkdir()
    (root / "a_preset" / "scores.json").write_text(json.dumps({"protocol": {
        "kind": "derived", "size": 32, "metrics": ["l1", "ssim"],
        "data": {"layout": "images", "derive": "gray", "in_channels": 1},
    }}), "utf-8")  # fmt: skip
    make_preset.main([
        str(root / "saved"), str(root / "a_preset"), "--data", str(root / "photos"),
        "--recipe", str(root / "recipe.toml"),
    ])  # fmt: skip
    return root


@pytest.fixture
def root(made, tmp_path, monkeypatch):
    """The same for each test, and a small VGG19."""
    def load(layers, *_):
        keras.utils.set_random_seed(0)
        return networks.VGG19(layers, filters=4)

    monkeypatch.setattr(networks, "load_vgg19", load)
    shutil.copytree(made, tmp_path / "own")
    return tmp_path / "own"


@pytest.fixture
def preset(root):
    return root / "a_preset"


def recorded(preset):
    return json.loads((preset / "scores.json").read_text("utf-8"))


def test_the_numbers_come_again(root, preset):
    first, second = (evaluate_preset(preset, root / "photos") for _ in range(2))
    assert first.report() == second.report()
    # The preset was measured before its weights were rounded to 16 bits.
    assert list(first.scores) == list(recorded(preset)["scores"]) == ["translation, output"]
    for name, cell in recorded(preset)["scores"]["translation, output"].items():
        assert first.scores["translation, output"][name]["mean"] == pytest.approx(
            cell["mean"], rel=0.02, abs=2e-3
        )
    assert not first.notes()


def test_measuring_anew_changes_scores_and_nothing_else(root, preset):
    before = {path.name: path.read_bytes() for path in preset.iterdir()}
    rescore(preset, root / "photos", ("psnr",))
    after = {path.name: path.read_bytes() for path in preset.iterdir()}
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"README.md", "config.json", "checksums.json", "scores.json"}
    assert recorded(preset)["protocol"]["metrics"] == ["psnr"]
    assert "PSNR ↑" in after["README.md"].decode() and "SSIM" not in after["README.md"].decode()
    # What is loaded now, with its checksums, has just these scores.
    assert evaluate_preset(preset, root / "photos").scores == recorded(preset)["scores"]


def test_other_metrics_and_only_some_rows(root, preset):
    found = evaluate_preset(preset, root / "photos", ["psnr"], rows="*output")
    assert list(found.scores["translation, output"]) == ["psnr"]
    with pytest.raises(UnknownMetricError, match="'style' compares"):
        evaluate_preset(preset, root / "photos", ["style"])
    with pytest.raises(DataError, match="No row is called 'cycle'"):
        evaluate_preset(preset, root / "photos", rows="cycle")


def test_other_pictures_are_told(root, preset):
    fill(root / "others" / "val", 3, first=9)
    assert evaluate_preset(preset, root / "others").notes() == [
        "These are other pictures than those of the card."
    ]
    fill(root / "flat", 2)
    assert "Nothing is held out" in evaluate_preset(preset, root / "flat").notes()[0]
    with pytest.raises(DataError, match="nowhere does not exist"):
        evaluate_preset(preset, root / "nowhere")


def test_a_record_has_all_that_is_needed(root, preset):
    found = evaluate_preset(preset, root / "photos").record()
    found.save(root / "found.json")
    assert load_evaluation(root / "found.json") == found
    record = found.as_dict()
    assert record["kind"] == "preset" and record["rows"][0]["name"] == "translation, output"
    one = record["metrics"]["l1"]
    assert one["value"] == record["rows"][0]["l1"] and one["direction"] == "lower"
    assert one["pictures"] == 3 and len(record["reference"]["sha256"]) == 64


def test_a_run_is_measured_by_its_recipe(root, monkeypatch):
    by_pixels = {name: replace(kind, metrics=("l1",)) for name, kind in kinds.KINDS.items()}
    monkeypatch.setattr(kinds, "KINDS", by_pixels)
    run = root / "run"
    shutil.copytree(root / "saved", run / "final")
    (run / "recipe.toml").write_text(recipes.dumps(recipes.parse_recipe(RECIPE)), "utf-8")
    for name in (run, run / "final"):
        found = evaluate_preset(name, root / "photos")
        assert found.data["split"] == "val" and found.pictures == {"translation, output": 3}
    (run / "recipe.toml").unlink()
    with pytest.raises(UnknownPresetError, match=r"neither scores\.json nor a recipe"):
        evaluate_preset(run / "final", root / "photos")


def test_styles_find_their_pictures_wherever_they_lie(root):
    model = models.FastStyle(networks.StyleNetwork(filters=2, num_blocks=0), ("wave",))
    model.save_to_preset(root / "painter")
    painting = np.random.default_rng(0).integers(0, 255, (40, 50, 3), dtype=np.uint8)
    images.write_image(root / "deep" / "down" / "hokusai_wave.png", painting)
    protocol = {
        "kind": "styles", "data": {"layout": "images"}, "size": 32, "metrics": ["style"],
        "photographs": ["val/p0.png", "p2.png"], "paintings": {"wave": "hokusai_wave.png"},
    }  # fmt: skip
    (root / "painter" / "scores.json").write_text(json.dumps({"protocol": protocol}), "utf-8")
    found = evaluate_preset(root / "painter", root)
    assert found.pictures == {"wave": 2} and found.data["pictures"] == 3
    shutil.move(root / "deep" / "down" / "hokusai_wave.png", root / "photos" / "wave.png")
    assert evaluate_preset(root / "painter", root / "photos").scores == found.scores
    (root / "photos" / "val" / "p2.png").unlink()
    with pytest.raises(DataError, match=r"photos holds no picture p2\.png"):
        evaluate_preset(root / "painter", root / "photos")


@pytest.mark.parametrize("text", ['{"protocol": {"kind": "pairs", "colour": 1}}', "[1]", "{"])
def test_a_damaged_record_is_told(root, preset, text):
    (preset / "scores.json").write_text(text, "utf-8")
    with pytest.raises(IntegrityError, match=r"scores\.json"):
        evaluate_preset(preset, root / "photos")
