"""LPIPS' network: its published sizes, its definition, and where its weights come from."""

import os
from pathlib import Path

import numpy as np
import pytest

from tests.networks.helpers import pictures, randomize
from tfstyle import checkpoints
from tfstyle.errors import ArchitectureError, CheckpointError, OfflineError
from tfstyle.files import sha256
from tfstyle.networks import LPIPSFeatures, load_lpips
from tfstyle.networks.lpips import WeightedUnitLength
from tfstyle.networks.lpips_weights import _PUBLISHED


def published(network, seed=0):
    """Return random weights under the published names: of the backbone, and of the heads."""
    trunk, heads, rng = {}, {}, np.random.default_rng(seed)
    for layer in randomize(network).layers:
        if layer.name.startswith("lin"):
            shape = (1, layer.scale.shape[0], 1, 1)
            heads[f"{layer.name}.model.1.weight"] = rng.uniform(size=shape).astype("float32")
        elif layer.weights:
            key = layer.name.replace("_", ".")
            kernel, bias = layer.get_weights()
            trunk |= {f"{key}.weight": kernel.transpose(3, 2, 0, 1), f"{key}.bias": bias}
    return trunk, heads


@pytest.fixture(scope="module")
def squeeze():
    return published(LPIPSFeatures("squeeze"))


@pytest.mark.parametrize(
    "backbone, parameters", [("squeeze", 722_496), ("alex", 2_469_696), ("vgg", 14_714_688)]
)
def test_the_published_architectures(backbone, parameters):
    """As many as torchvision's `features` have, beside the heads."""
    network = LPIPSFeatures(backbone)
    heads = sum(layer.count_params() for layer in network.layers if layer.name[:3] == "lin")
    assert network.count_params() - heads == parameters and not network.trainable_weights


def test_each_place_has_length_1_before_the_channels_are_weighed():
    layer = WeightedUnitLength()
    x = pictures(2, 3, 4, 5) * 1e-6
    x[0, 0, 0] = 0
    x[1] = 1e4
    lengths = np.linalg.norm(layer(x), axis=-1)
    assert lengths[0, 0, 0] == 0
    lengths[0, 0, 0] = 1
    np.testing.assert_allclose(lengths, 1, atol=1e-6)
    layer.scale.assign([2, 0, 0, 0, 0])
    found = np.asarray(layer(x))
    np.testing.assert_allclose(found[1, ..., 0], 2 / np.sqrt(5), atol=1e-6)
    assert not found[..., 1:].any()


@pytest.mark.parametrize("kind", ["file", "folder", "pair", "v0.1"])
def test_weights_from_the_users_files(kind, squeeze, tmp_path, monkeypatch):
    trunk, heads = squeeze
    place = tmp_path
    if kind in ("file", "folder"):
        name = "any.npz" if kind == "file" else "lpips_squeeze_v0.1.npz"
        np.savez(tmp_path / name, **trunk, **heads)
        place = tmp_path / name if kind == "file" else tmp_path
    else:
        folder = tmp_path / "v0.1" if kind == "v0.1" else tmp_path
        folder.mkdir(exist_ok=True)
        checkpoints.write_torch(folder / "squeeze.pth", heads)
        # Torchvision's file has a classifier, too.
        more = {"classifier.1.weight": np.zeros((10, 512, 1, 1), "float32")}
        checkpoints.write_torch(tmp_path / "squeezenet1_1-b8a52dc0.pth", {**trunk, **more})
    monkeypatch.setenv("TFSTYLE_LPIPS", str(place))
    network = load_lpips("squeeze")
    kernel, bias = network.get_layer("features_3_expand3x3").get_weights()
    np.testing.assert_array_equal(
        kernel, trunk["features.3.expand3x3.weight"].transpose(2, 3, 1, 0)
    )
    np.testing.assert_array_equal(bias, trunk["features.3.expand3x3.bias"])
    np.testing.assert_allclose(
        np.square(network.get_layer("lin6").scale), heads["lin6.model.1.weight"].ravel(), rtol=1e-6
    )


def test_without_them_the_published_files_are_fetched_by_their_checksums(
    squeeze, tmp_path, monkeypatch
):
    files = dict(zip(("squeeze.pth", "squeezenet1_1-b8a52dc0.pth"), squeeze[::-1], strict=True))
    asked = []

    def fetch(file, variable):
        asked.append((file.name, variable))
        assert file.url.startswith("https://") and len(file.sha256) == 64
        checkpoints.write_torch(tmp_path / file.name, files[file.name])
        return tmp_path / file.name

    monkeypatch.delenv("TFSTYLE_LPIPS", raising=False)
    monkeypatch.setattr("tfstyle.networks.lpips_weights.fetch_published", fetch)
    bias = load_lpips().get_layer("features_0").get_weights()[1]
    np.testing.assert_array_equal(bias, squeeze[0]["features.0.bias"])
    assert asked == [(name, "TFSTYLE_LPIPS") for name in files]
    for heads, trunk in _PUBLISHED.values():
        assert trunk.name.endswith(f"-{trunk.sha256[:8]}.pth") and heads.size < 20_000 < trunk.size


@pytest.mark.weights
def test_recorded_checksums_are_those_of_the_published_files():
    place = Path(os.environ.get("TFSTYLE_LPIPS", ""), "v0.1")
    if not place.is_dir():
        pytest.skip("set TFSTYLE_LPIPS to a folder with the published heads in `v0.1`")
    for heads, _ in _PUBLISHED.values():
        found = place / heads.name
        assert (sha256(found), found.stat().st_size) == (heads.sha256, heads.size)


def test_missing_weights_say_what_to_do(squeeze, tmp_path, monkeypatch):
    monkeypatch.delenv("TFSTYLE_LPIPS", raising=False)
    monkeypatch.setenv("TFSTYLE_OFFLINE", "1")
    words = r"OFFLINE is set.*squeeze\.pth.*Set TFSTYLE_LPIPS to a folder with squeezenet1_1-b8a52"
    with pytest.raises(OfflineError, match=words):
        load_lpips()
    monkeypatch.setenv("TFSTYLE_LPIPS", str(tmp_path))
    with pytest.raises(OfflineError, match=r"has no squeeze\.pth\. Set TFSTYLE_LPIPS to"):
        load_lpips()
    checkpoints.write_torch(tmp_path / "squeeze.pth", squeeze[1])
    with pytest.raises(OfflineError, match=r"has no squeezenet1_1-b8a52dc0\.pth"):
        load_lpips()
    with pytest.raises(OfflineError, match=r"has no alex\.pth.*alexnet-owt-7be5be79\.pth"):
        load_lpips("alex")



@pytest.mark.parametrize(
    "changed, error, message",
    [
        ({"features.0.bias": np.zeros(3)}, ArchitectureError, r"features.0.bias should be \(64,\)"),
        (
            {"lin0.model.1.weight": np.full((1, 64, 1, 1), -0.5)},
            ArchitectureError,
            "lin0 has a negative weight; LPIPS 0.1 has none. Received: -0.5",
        ),
        ({"features.0.bias": np.full(64, np.nan)}, ArchitectureError, "not finite"),
        ({"lin3.model.1.weight": None}, OfflineError, "no lin3.model.1.weight of"),
    ],
)
def test_weights_that_cannot_be_are_refused(
    changed, error, message, squeeze, tmp_path, monkeypatch
):
    arrays = {**squeeze[0], **squeeze[1], **changed}
    arrays = {key: value for key, value in arrays.items() if value is not None}
    np.savez(tmp_path / "whole.npz", **arrays)
    monkeypatch.setenv("TFSTYLE_LPIPS", str(tmp_path / "whole.npz"))
    with pytest.raises(error, match=message):
        load_lpips()
    if error is OfflineError:
        with pytest.raises(ArchitectureError, match=r"features\.0\.weight should be"):
            load_lpips("alex")
        (tmp_path / "whole.npz").write_bytes(b"PK\x03\x04 no zip")
        with pytest.raises(CheckpointError, match=r"whole\.npz"):
            load_lpips()
