"""Models of label maps: any colour near a class's is that class, on every way to the network."""

import keras
import numpy as np
import pytest
from PIL import Image

import tfstyle
from tests.networks.helpers import pictures, randomize
from tfstyle import images
from tfstyle.models import MultiScale, Pix2Pix
from tfstyle.networks import (
    MultiScaleDiscriminator,
    MultiScaleGenerator,
    PatchDiscriminator,
    ResNetGenerator,
    UNetGenerator,
)

LABELS = [[0, 48, 255], [255, 80, 0], [0, 0, 222], [174, 0, 0]]


def pix2pix(**options):
    keras.utils.set_random_seed(0)
    return Pix2Pix(
        randomize(UNetGenerator(
            4, num_downs=2, normalization="instance", upsampling="resize", labels=LABELS
        )),
        PatchDiscriminator(4, num_layers=1, in_channels=6, labels=LABELS),
        domains=("label", "photo"), inference_mode="eval", **options,
    )  # fmt: skip


def multiscale(**options):
    keras.utils.set_random_seed(0)
    return MultiScale(
        randomize(MultiScaleGenerator(2, 4, 1, 1, 1, labels=LABELS)),
        MultiScaleDiscriminator(2, 4, 1, in_channels=6, labels=LABELS), **options,
    )  # fmt: skip


def label_map(height=24, width=32, noise=0):
    rng = np.random.default_rng(1)
    classes = np.kron(rng.integers(0, 4, (height // 4, width // 4)), np.ones((4, 4), int))
    colours = np.array(LABELS)[classes] + rng.integers(-noise, noise + 1, (height, width, 3))
    return np.clip(colours, 0, 255).astype("uint8")


def test_a_map_translates_as_a_file_an_indexed_file_and_an_array(tmp_path):
    model, clean = pix2pix(), label_map()
    images.write_image(tmp_path / "map.png", clean)
    places = np.abs(clean[:, :, None].astype(int) - np.array(LABELS)).sum(-1).argmin(-1)
    indexed = Image.new("P", clean.shape[1::-1])
    indexed.putdata(places.ravel().tolist())
    indexed.putpalette(np.ravel(LABELS).tolist())
    indexed.save(tmp_path / "indexed.png")
    expected = model.translate(clean)
    assert expected.std() > 5
    np.testing.assert_array_equal(np.asarray(model.translate(tmp_path / "map.png")), expected)
    np.testing.assert_array_equal(np.asarray(model.translate(tmp_path / "indexed.png")), expected)
    np.testing.assert_array_equal(model.translate(label_map(noise=9)), expected)
    np.testing.assert_array_equal(model.translate(images.to_float(clean)) > 0, expected > 127)


def test_another_size_blends_no_classes():
    model, clean = pix2pix(), label_map()
    larger = clean.repeat(2, axis=0).repeat(2, axis=1)
    np.testing.assert_array_equal(model.translate(clean, size=(48, 64)), model.translate(larger))
    assert model.takes_label_maps
    assert not Pix2Pix(UNetGenerator(2, num_downs=2)).takes_label_maps


def test_tiles_and_the_whole_agree():
    model = multiscale()
    big = label_map(96, 128)
    whole = model.translate(big, tile=None).astype(int)
    assert np.abs(model.translate(big, tile=64).astype(int) - whole).max() <= 1


@pytest.mark.parametrize("make", [pix2pix, multiscale])
def test_it_trains_and_comes_back_from_a_preset_with_its_colours(make, tmp_path):
    model = make()
    model.compile()
    source, target = images.to_float(label_map(32, 32))[None], pictures(1, 32, 32, 3)
    stem = next(w for w in model.generator.trainable_weights if w.path.endswith("kernel"))
    assert stem.shape[2] == len(LABELS) + 1
    before = stem.numpy()
    logs = model.train_step((source, target))
    assert np.isfinite([float(value) for value in logs.values()]).all()
    assert (stem.numpy() != before).any()
    model.save_to_preset(tmp_path / "preset")
    again = tfstyle.from_preset(tmp_path / "preset")
    assert again.generator.get_config()["labels"] == LABELS
    np.testing.assert_array_equal(again.translate(label_map()), model.translate(label_map()))


def test_the_judge_of_a_coarse_picture_sees_classes_not_their_mixtures():
    model = multiscale(coarse_steps=1)
    checks = np.array(LABELS)[np.indices((32, 32)).sum(axis=0) % 2].astype("uint8")
    small = np.asarray(model._small_source(images.to_float(checks)[None]))
    assert {tuple(c) for c in np.rint((small[0] + 1) * 127.5).astype(int).reshape(-1, 3)} <= {
        tuple(c) for c in LABELS
    }


def test_a_resnet_takes_them_too():
    network = ResNetGenerator(2, 1, labels=LABELS)
    noisy, clean = (network(images.to_float(label_map(noise=n))[None]) for n in (9, 0))
    np.testing.assert_array_equal(noisy, clean)
