"""The Inception network of 2015-12-05: its shape, and where its weights come from."""

import os

import numpy as np
import pytest

from tests.optional import need
from tfstyle.errors import ArchitectureError, OfflineError
from tfstyle.metrics.inception_views import clean_view
from tfstyle.networks import load_inception_2015
from tfstyle.networks.inception_2015 import Inception2015
from tfstyle.networks.inception_blocks import BLOCKS, torch_names


@pytest.fixture(scope="module")
def shapes():
    """The kernels of the whole network, by the graph's names."""
    network = Inception2015(["mixed_7", "pool3"])
    assert [tuple(one.shape) for one in network.outputs] == [(None, None, None, 768), (None, 2048)]
    return {one.name: tuple(one.kernel.shape) for one in network.layers if hasattr(one, "kernel")}


def test_it_is_the_published_architecture(shapes):
    assert len(shapes) == 94 == len(torch_names(BLOCKS))
    # Torchvision's v3 without its dense layer and with a bias for each batch normalization.
    assert sum(np.prod(one) + one[-1] for one in shapes.values()) == 21_768_352
    assert shapes["mixed_7_tower_1_conv_4"] == (1, 7, 192, 192)
    assert torch_names(BLOCKS)["mixed_8_tower_1_conv_3"] == "Mixed_7a.branch7x7x3_4"
    with pytest.raises(ValueError, match=r"Received: 'pool_3'.*Did you mean 'pool3'"):
        Inception2015(["pool_3"])


def zeros(shapes, most):
    """Weights up to a block, of zeros; one of each kind stands for the rest."""
    names = [name for name in shapes if name in torch_names(list(BLOCKS)[:most])]
    arrays = {}
    for name in names:
        arrays[f"{name}/kernel"] = np.zeros(shapes[name], "float16")
        arrays[f"{name}/bias"] = np.zeros(shapes[name][-1], "float16")
    return arrays


def test_weights_up_to_mixed_7_serve_the_768_features_alone(shapes, tmp_path, monkeypatch):
    np.savez(tmp_path / "inception.npz", **zeros(shapes, 8))
    monkeypatch.setenv("TFSTYLE_INCEPTION", str(tmp_path))
    (features,) = load_inception_2015(["mixed_7"])(np.zeros((1, 299, 299, 3), "float32"))
    assert features.shape == (1, 17, 17, 768) and not features.any()
    with pytest.raises(OfflineError, match=r"no mixed_8_.*fid768_clean.*weights-inception-2015"):
        load_inception_2015(["pool3"])


def test_weights_that_are_not_to_be_had_say_what_to_do(shapes, tmp_path, monkeypatch):
    monkeypatch.setenv("TFSTYLE_INCEPTION", str(tmp_path))
    with pytest.raises(OfflineError, match=r"names no file of weights and no folder"):
        load_inception_2015(["mixed_7"])
    np.savez(tmp_path / "other.npz", weight=np.zeros(3))
    with pytest.raises(OfflineError, match="holds no weights of the Inception network"):
        load_inception_2015(["mixed_7"])
    arrays = zeros(shapes, 8)
    np.savez(tmp_path / "other.npz", **{**arrays, "conv_1/kernel": np.zeros((3, 3, 32, 64))})
    with pytest.raises(ArchitectureError, match=r"conv_1 should be a kernel \(3, 3, 32, 32\)"):
        load_inception_2015(["mixed_7"])
    np.savez(tmp_path / "other.npz", **{**arrays, "conv/bias": np.full(32, np.nan)})
    with pytest.raises(ArchitectureError, match="conv has values that are not finite"):
        load_inception_2015(["mixed_7"])
    monkeypatch.delenv("TFSTYLE_INCEPTION")
    monkeypatch.setenv("TFSTYLE_CACHE", str(tmp_path))
    monkeypatch.setenv("TFSTYLE_OFFLINE", "1")
    words = r"Get https.*6726825d\.pth .* put it at .*Or set TFSTYLE_INCEPTION to where it lies"
    with pytest.raises(OfflineError, match=words):
        load_inception_2015(["mixed_7"])


@pytest.mark.weights
def test_the_real_weights_tell_pictures_apart():
    if not os.environ.get("TFSTYLE_INCEPTION"):
        pytest.skip("set TFSTYLE_INCEPTION to the Inception network's weights")
    photos = need("skimage.data")
    encoder = load_inception_2015(["mixed_7"])
    pictures = [photos.astronaut(), photos.astronaut()[:, ::-1], photos.coffee()]
    (features,) = encoder(np.stack([clean_view(one) for one in pictures]))
    person, mirrored, cup = features.mean(axis=(1, 2))
    assert np.sum((person - mirrored) ** 2) < 0.5 * np.sum((person - cup) ** 2)
