"""From any kind of model to a preset: what the maintainers' tool measures, shows and records."""

import json
from dataclasses import replace

import numpy as np
import pytest

from tests.data.helpers import fill
from tests.optional import need
from tfstyle import images, models, networks
from tfstyle.errors import DataError
from tfstyle.metrics import get_metric
from tfstyle.metrics.style import STYLE_LAYERS
from tfstyle.recipes import load_recipe
from tfstyle.zoo import from_preset, make_preset
from tfstyle.zoo.evaluating import Protocol, kinds
from tfstyle.zoo.workshop.card import render_scores
from tfstyle.zoo.workshop.golden import repaint

photos = need("skimage.data")

SIZE = 32


@pytest.fixture
def root(tmp_path, monkeypatch):
    """Photographs of a train and a val split, paintings beside, and a small VGG19."""
    import keras

    keras.utils.set_random_seed(0)
    monkeypatch.setattr(
        networks, "load_vgg19", lambda layers, *_: networks.VGG19(layers, filters=4)
    )
    # Of the metrics those of pixels, and those that look through this one.
    near = {
        name: replace(kind, metrics=tuple(filter(_is_at_hand, kind.metrics)))
        for name, kind in kinds.KINDS.items()
    }
    monkeypatch.setattr(kinds, "KINDS", near)
    fill(tmp_path / "photos" / "train", 2)
    fill(tmp_path / "photos" / "val", 3, first=4)
    for name, picture in (("van_wave_1", photos.coffee()), ("scream", photos.rocket())):
        images.write_image(tmp_path / "paintings" / f"{name}.png", picture[:90, :120])
    return tmp_path


def _is_at_hand(name):
    return get_metric(name).network in (None, "vgg19")


def package(root, model, recipe, *options):
    """Save, then package as the command does; return the folder."""
    model.save_to_preset(root / "saved")
    (root / "recipe.toml").write_text(recipe, "utf-8")
    folder = root / "a_preset"
    make_preset.main([
        str(root / "saved"), str(folder), "--data", str(root / "photos"),
        "--recipe", str(root / "recipe.toml"), "--description", "Tiny.", *options,
    ])  # fmt: skip
    report = json.loads((folder / "scores.json").read_text("utf-8"))
    assert render_scores(report) in (folder / "README.md").read_text("utf-8")
    assert load_recipe(folder / "recipe.toml").data.crop == SIZE
    painted = repaint(from_preset(folder), folder)
    for name, _, recorded, now in painted:
        # The weights on disk are rounded to 16 bits.
        assert np.abs(recorded.astype(int) - now).max() <= 4, name
    return folder, report, painted


def cell(folder, row, column):
    """Return a picture of the card's grid."""
    sheet = images.read_image(folder / "samples.jpg").astype(int)
    step = SIZE + 2
    return sheet[row * step : row * step + SIZE, column * step : column * step + SIZE]


def test_a_model_of_styles(root):
    model = models.FastStyle(
        networks.StyleNetwork(filters=2, num_blocks=0, num_styles=2), ("scream", "wave")
    )
    recipe = (
        f'model = "fast_style"\ndata.crop = {SIZE}\n'
        'data.styles = ["../paintings/scream.png", "../paintings/van_wave_1.png"]'
    )
    folder, report, painted = package(root, model, recipe)
    assert list(report["scores"]) == ["scream", "wave", "photographs"]
    assert {"content", "style", "style_before"} <= set(report["scores"]["wave"])
    assert [name for name, *_ in painted] == ["scream", "wave"]
    # The painting of each row is its style's own; the first row begins with nothing.
    coffee = images.resize(photos.coffee()[:90, 15:105], (SIZE, SIZE))
    assert np.abs(cell(folder, 2, 0) - coffee).mean() < 6
    assert cell(folder, 0, 0).min() > 240 and cell(folder, 2, 4).std() > 1
    assert "--style wave" in (folder / "README.md").read_text("utf-8")


def test_a_painting_that_cannot_be_found_is_named(root):
    model = models.FastStyle(networks.StyleNetwork(filters=2, num_blocks=0), ("muse",))
    recipe = f'model = "fast_style"\ndata.crop = {SIZE}\ndata.styles = ["../paintings/scream.png"]'
    with pytest.raises(DataError, match=r"No painting for muse.*--style NAME=FILE"):
        package(root, model, recipe)
    painting = root / "paintings" / "scream.png"
    _, report, _ = package(root, model, recipe, "--style", f"muse={painting}")
    assert list(report["scores"]) == ["muse", "photographs"]


def test_a_model_of_style_pictures(root):
    model = models.AdaINStyle(
        networks.VGG19(STYLE_LAYERS, filters=4), networks.AdaINDecoder(4, in_channels=32)
    )
    for side in ("A", "B"):
        fill(root / "photos" / f"train{side}", 1)
        fill(root / "photos" / f"test{side}", 2, first=ord(side))
    folder, report, painted = package(root, model, f'model = "adain"\ndata.crop = {SIZE}')
    assert list(report["scores"])[:2] == ["style 1", "style 2"]
    assert report["pictures"]["style 1"] == 2
    ((name, inputs, _, _),) = painted
    assert name == "style" and len(inputs) == 2
    assert "--style painting.jpg" in (folder / "README.md").read_text("utf-8")


def test_a_model_of_style_pictures_of_a_domain(root):
    model = models.CrossDomain(
        networks.CrossDomainGenerator(filters=2, num_blocks=0), domains=("A", "B")
    )
    for side, count in (("A", 3), ("B", 2)):
        fill(root / "photos" / f"train{side}", 1)
        fill(root / "photos" / f"test{side}", count, first=ord(side))
    _, report, painted = package(root, model, f'model = "cross_domain"\ndata.crop = {SIZE}')
    assert report["protocol"]["kind"] == "guided"
    assert report["pictures"] == {"style 1": 3, "style 2": 3, "drawn": 3, "before": 3, "real": 1}
    assert report["scores"]["style 1"]["style"] != report["scores"]["style 2"]["style"]
    assert "style" not in report["scores"]["drawn"]
    ((name, inputs, _, _),) = painted
    assert name == "style" and len(inputs) == 2


def test_a_painter_is_measured_as_what_makes_pictures_of_a_domain(root):
    """A learned style has no one painting: its protocol says so, and its card is of sets."""
    model = models.FastStyle(networks.StyleNetwork(filters=2, num_blocks=0), styles=("monet",))
    for side in ("monet", "photo"):
        fill(root / "photos" / f"train{side}", 1)
        fill(root / "photos" / f"test{side}", 2, first=ord(side[0]))
    data = {"layout": "unpaired", "domains": ["monet", "photo"], "direction": "b2a"}
    protocol = Protocol("domains", data, SIZE, ("l1", "clipped"))
    model.save_to_preset(root / "a_preset")
    (root / "a_preset" / "README.md").unlink()  # of no preset of the zoo: a stub is written
    (root / "a_preset" / "scores.json").write_text(
        json.dumps({"protocol": protocol.as_dict()}), "utf-8"
    )
    recipe = f'model = "fast_style"\n[data]\nstyles = ["a folder"]\ncrop = {SIZE}'
    _, report, ((name, inputs, _, _),) = package(root, model, recipe)
    assert set(report["scores"]) == {"stylize, change"}
    assert report["scores"]["stylize, change"]["l1"]["mean"] > 0
    assert (name, len(inputs)) == ("monet", 1)


def test_a_model_that_imitates(root):
    teacher = models.Distilled(networks.MobileResNetGenerator(filters=2, num_blocks=0))
    teacher.save_to_preset(root / "teacher")
    model = models.Distilled(networks.MobileResNetGenerator(filters=2, num_blocks=0))
    recipe = (
        f'model = "distill"\ndata.crop = {SIZE}\ndata.load = {SIZE}\n'
        f'train.teacher = "{root / "teacher"}"\n[generator]\nnetwork = "mobile_resnet"'
    )
    folder, report, painted = package(root, model, recipe)
    (direction,) = model.directions
    assert list(report["scores"]) == [direction, "teacher"]
    assert report["pictures"][direction] == 3 and report["scores"][direction]["l1"]["mean"] > 0
    assert report["protocol"]["teacher"] == {"preset": str(root / "teacher")}
    assert [name for name, *_ in painted] == [direction]
    astronaut = images.resize(photos.astronaut(), (SIZE, SIZE))
    assert np.abs(cell(folder, 0, 0) - astronaut).mean() < 6
    own = model.translate(astronaut)  # the last row, behind the teacher's
    assert np.abs(cell(folder, 2, 0) - own).mean() < 8


def test_a_model_that_restores(root):
    network = networks.RestorationGenerator(2, num_downs=2, num_blocks=0)
    model = models.Pix2Pix(network, inference_mode="eval", domains=("damaged", "photo"))
    recipe = (
        'model = "pix2pix"\n[data]\nlayout = "images"\nderive = "damaged"\n'
        f'crop = {SIZE}\nload = {SIZE}\n[generator]\nnetwork = "restoration"'
    )
    folder, report, painted = package(root, model, recipe)
    scores = report["scores"]
    assert list(scores)[:4] == ["mixture, input", "mixture, output", "fade, input", "fade, output"]
    assert len(scores) == 15 and report["pictures"]["jpeg, output"] == 3
    # This network has learned nothing: what comes out is what went in.
    assert scores["undamaged, output"]["psnr"] == {"mean": 100.0, "std": 0.0}
    for name in ("mixture", "holes"):
        assert scores[f"{name}, input"] == scores[f"{name}, output"]
    assert scores["mixture, input"]["psnr"]["mean"] < 40
    ((_, (source,), recorded, _),) = painted
    np.testing.assert_array_equal(source, recorded)
    assert np.abs(cell(folder, 0, 0) - cell(folder, 2, 0)).mean() > 3  # damaged, photograph


def test_pictures_from_noise(root):
    model = models.NoiseGAN(
        networks.NoiseGenerator(latent_dim=8, filters=4, resolution=32, channels=3)
    )
    fill(root / "photos" / "val", 12)
    recipe = f'model = "noise_gan"\ndata.crop = {SIZE}\ndata.layout = "images"'
    folder, report, painted = package(root, model, recipe)
    assert set(report["scores"]) == {"generated", "real"}
    assert report["scores"]["generated"]["frechet"]["value"] > 0
    ((name, inputs, recorded, _),) = painted
    assert name == "noise" and not inputs and recorded.shape == (32, 128, 3)
    assert "tfstyle generate a_preset" in (folder / "README.md").read_text("utf-8")
