"""What the cards of the zoo say is measured again; wants pictures and weights at hand."""

import json
import os
from pathlib import Path

import pytest

from tfstyle.metrics import get_metric
from tfstyle.zoo import list_presets, resolve
from tfstyle.zoo.evaluating import evaluate_preset

pytestmark = pytest.mark.weights
# Below TFSTYLE_DATA, by how a preset's name begins; the longest of several.
FOLDERS = {
    "pix2pix_facades": "facades", "multiscale_facades": "facades", "fast_style": ".",
    "fast_style_monet": "monet2photo", "cross_domain_photo2monet": "monet2photo",
    "cyclegan_monet2photo": "monet2photo", "cut_photo2monet": "monet2photo",
    "restore_photo": "photos_cid22", "adain_style": ".", "mobile": "photos_cid22",
    "noisegan_fashion_mnist": "fashion_mnist",
    "multiscale_photo2abstract": "photo2abstract",
}  # fmt: skip
# One of each kind, a row of it, and metrics that take seconds there.
FEW = [
    ("pix2pix_facades_label2photo_256", "translation", ("l1", "ssim")),
    ("restore_photo_256", "mixture, output", ("l1", "ssim")),
    ("cyclegan_monet2photo_256", "monet2photo, change", ("l1", "ssim")),
    ("cross_domain_photo2monet_256", "style 1", ("content", "style")),
    ("mobile_udnie", "photo2udnie", ("l1", "ssim")),
    ("fast_style_mondrian", "mondrian", ("content", "style")),
    ("noisegan_fashion_mnist_32", "real", ("frechet",)),
]
VARIABLES = {
    "vgg19": "TFSTYLE_VGG19", "lpips_squeeze": "TFSTYLE_LPIPS",
    "inception_2015": "TFSTYLE_INCEPTION",
}  # fmt: skip


def data_of(name):
    """Return the folder of a preset's pictures, or skip."""
    folder = FOLDERS[max((start for start in FOLDERS if name.startswith(start)), key=len)]
    root = os.environ.get("TFSTYLE_DATA")
    if not root or not Path(root, folder).exists():
        pytest.skip(f"TFSTYLE_DATA names no folder with {folder}")
    return Path(root, folder)


def compare(name, metrics, rows="*"):
    for network in filter(None, (get_metric(one).network for one in metrics)):
        if not os.environ.get(VARIABLES[network]):
            pytest.skip(f"{VARIABLES[network]} names no weights")
    found = evaluate_preset(name, data_of(name), metrics, rows=rows)
    assert found.scores and not [note for note in found.notes() if "weights" not in note]
    assert found.notes() or not found.differences()


@pytest.mark.parametrize(("name", "row", "metrics"), FEW, ids=[few[0] for few in FEW])
def test_a_row_of_each_kind_is_measured_again(name, row, metrics):
    compare(name, metrics, row)


@pytest.mark.slow
def test_the_judge_orders_as_its_card_says():
    root = os.environ.get("TFSTYLE_DATA")
    if not root:
        pytest.skip("TFSTYLE_DATA names no folder with photos_cid22 and monet2photo")
    assert not evaluate_preset("judge_photographs", root).differences()


def makers():
    """Return the presets that make pictures."""
    return [name for name in list_presets() if recorded(name)["protocol"]["kind"] != "judge"]


def recorded(name):
    return json.loads((resolve(name).local() / "scores.json").read_text("utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize("name", makers())
def test_every_card_is_measured_again(name):
    compare(name, recorded(name)["protocol"]["metrics"])


def test_every_preset_has_its_pictures_named():
    for name in makers():
        assert any(name.startswith(start) for start in FOLDERS), name
