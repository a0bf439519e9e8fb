"""LPIPS beside the authors' package, with random weights and with the published ones: 1e-4."""

import os
import re
import warnings

import numpy as np
import pytest

from tests.optional import need
from tests.reference import torch_tools
from tfstyle import checkpoints
from tfstyle.evaluation.encoders import load_encoders
from tfstyle.metrics import Measuring
from tfstyle.networks.lpips_weights import _files

pytestmark = pytest.mark.reference
SIZES = ((31, 31), (77, 130), (112, 64))


@pytest.fixture(scope="module")
def theirs():
    """Return a function that builds the package's network without a download."""
    package = torch_tools.lpips()

    def build(backbone):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it calls torchvision in the old way
            return package.LPIPS(net=backbone, pretrained=False, pnet_rand=True, verbose=False)

    return build


def published_names(network):
    """Return the package's parameters by the names that the published files give them."""
    found = {re.sub(r"^net\.slice\d\.", "features.", key): value
             for key, value in network.state_dict().items()}  # fmt: skip
    return {key: value for key, value in found.items() if re.match(r"features|lin\d", key)}


def pairs():
    """Pairs of photographs, shifted, darkened and noisy, of several sizes."""
    photos, rng = need("skimage.data"), np.random.default_rng(0)
    for height, width in SIZES:
        one = photos.chelsea()[20 : 20 + height, 40 : 40 + width]
        yield one, photos.chelsea()[50 : 50 + height, 90 : 90 + width]
        yield one, one // 2
        yield one, np.clip(one + rng.normal(0, 30, one.shape), 0, 255).astype("uint8")


def assert_the_same(network, backbone):
    """Compare the distances of all `pairs`."""
    torch, name = need("torch"), f"lpips_{backbone}"
    measuring = Measuring([name], load_encoders([name]))
    found = [row[name] for row in measuring.rows("pair", pairs())]

    def tensor(picture):
        return torch.tensor(picture.transpose(2, 0, 1)[None] / 127.5 - 1, dtype=torch.float32)

    with torch.no_grad():
        expected = [float(network(tensor(one), tensor(other))) for one, other in pairs()]
    assert max(expected) > 0.2
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("backbone", ["squeeze", "alex", "vgg"])
def test_with_random_weights(backbone, theirs, tmp_path, monkeypatch):
    torch, network = need("torch"), theirs(backbone)
    torch.manual_seed(0)
    weights = published_names(network)
    for key, value in weights.items():
        if key.endswith("bias"):
            value.normal_(0, 0.1)
        elif key.startswith("lin"):
            value.uniform_(0, 1)
    np.savez(tmp_path / "all.npz", **{key: value.numpy() for key, value in weights.items()})
    monkeypatch.setenv("TFSTYLE_LPIPS", str(tmp_path / "all.npz"))
    assert_the_same(network, backbone)


@pytest.mark.weights
@pytest.mark.skipif(
    not os.environ.get("TFSTYLE_LPIPS"), reason="set TFSTYLE_LPIPS to the weights of LPIPS"
)
def test_with_the_published_weights(theirs):
    torch, network = need("torch"), theirs("squeeze")
    files = [checkpoints.read(file).arrays for file in _files("squeeze")]
    for key, value in published_names(network).items():
        (array,) = [arrays[key] for arrays in files if key in arrays]
        value.copy_(torch.tensor(np.array(array)))
    assert_the_same(network, "squeeze")
