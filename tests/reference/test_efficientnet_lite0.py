"""EfficientNet-Lite0 beside the same network of PyTorch's layers: 1e-4."""

import numpy as np
import pytest

from tests.networks.helpers import pictures
from tests.networks.test_efficientnet_lite0 import TRAINED, published, trained
from tests.optional import need
from tfstyle import checkpoints
from tfstyle.networks.efficientnet_lite0 import EfficientNetLite0, load_efficientnet_lite0

pytestmark = pytest.mark.reference
# Blocks, kernel, stride, expansion and channels of the seven stages.
STAGES = (
    (1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192), (1, 3, 1, 6, 320),
)  # fmt: skip
TAKEN = (2, 4, 10, 15)  # the last blocks of the stages whose features are taken


def same(torch, x, kernel, stride):
    """Pad as TensorFlow's "same" does: what is odd goes to the right and to the bottom."""
    wanted = [max((-(-size // stride) - 1) * stride + kernel - size, 0) for size in x.shape[-2:]]
    (top, bottom), (left, right) = ((one // 2, one - one // 2) for one in wanted)
    return torch.nn.functional.pad(x, (left, right, top, bottom))


def their_features(arrays, picture):
    """Return the four features of a picture (H, W, 3) in [-1, 1], by the published arrays."""
    torch = need("torch")
    functional = torch.nn.functional

    def tensor(name):
        return torch.tensor(np.array(arrays[name], "float32"))

    def layer(x, name, norm, kernel=1, stride=1, groups=1):
        x = functional.conv2d(
            same(torch, x, kernel, stride), tensor(f"{name}.weight"), stride=stride, groups=groups
        )
        parts = (tensor(f"{norm}.{part}")
                 for part in ("running_mean", "running_var", "weight", "bias"))  # fmt: skip
        return functional.batch_norm(x, *parts, training=False, eps=1e-3)

    x = torch.tensor((picture.transpose(2, 0, 1)[None] * 127.5 + 127.5 - 127) / 128)
    x = functional.relu6(layer(x.float(), "_conv_stem", "_bn0", 3, 2))
    found, place, channels = [], 0, 32
    for count, kernel, stride, expansion, width in STAGES:
        for index in range(count):
            name, before = f"_blocks.{place}", x
            if expansion > 1:
                x = functional.relu6(layer(x, f"{name}._expand_conv", f"{name}._bn0"))
            first = stride if index == 0 else 1
            x = functional.relu6(layer(
                x, f"{name}._depthwise_conv", f"{name}._bn1", kernel, first, expansion * channels
            ))
            x = layer(x, f"{name}._project_conv", f"{name}._bn2")
            x = x + before if first == 1 and channels == width else x
            if place in TAKEN:
                found.append(x[0].permute(1, 2, 0).numpy())
            place, channels = place + 1, width
    return found


def assert_the_same(arrays, network, size):
    picture = pictures(*size, 3)
    found = [np.asarray(one[0]) for one in network(picture[None])]
    for ours, theirs in zip(found, their_features(arrays, picture), strict=True):
        assert ours.shape == theirs.shape and np.std(theirs) > 0.01
        np.testing.assert_allclose(ours / np.std(theirs), theirs / np.std(theirs), atol=1e-4)


@pytest.mark.parametrize("size", [(64, 96), (33, 71)])
def test_with_random_weights(size, tmp_path, monkeypatch):
    arrays = published(EfficientNetLite0())
    np.savez(tmp_path / "weights.npz", **arrays)
    monkeypatch.setenv("TFSTYLE_EFFICIENTNET", str(tmp_path / "weights.npz"))
    assert_the_same(arrays, load_efficientnet_lite0(), size)


@pytest.mark.weights
@trained
@pytest.mark.parametrize("size", [(224, 224), (97, 130)])
def test_with_the_published_weights(size):
    assert_the_same(checkpoints.read(TRAINED).arrays, load_efficientnet_lite0(), size)
