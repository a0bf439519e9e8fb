"""FID, KID and their features beside torch-fidelity, with the same weights, on real pictures."""

import os
from pathlib import Path

import numpy as np
import pytest

from tests.optional import need
from tests.reference import torch_tools
from tfstyle import checkpoints, images
from tfstyle.errors import OfflineError
from tfstyle.metrics import Measuring, kid
from tfstyle.metrics.inception_views import legacy_view
from tfstyle.networks import load_inception_2015
from tfstyle.networks.inception_blocks import BLOCKS, torch_names

pytestmark = pytest.mark.reference
photos = need("skimage.data")


def their_network(features, monkeypatch, weights=None):
    """Return torch-fidelity's network, of random weights or of a state dict's."""
    torch_tools.torch_fidelity()
    torch = need("torch")
    theirs = need("torch_fidelity.feature_extractor_inceptionv3")

    kind = theirs.FeatureExtractorInceptionV3
    with monkeypatch.context() as patched:
        patched.setattr(theirs, "load_state_dict_from_url", lambda *_, **__: {})
        patched.setattr(kind, "load_state_dict", lambda self, _: None)
        network = kind("inception", features)
    if weights is not None:
        missing, unexpected = network.load_state_dict(weights, strict=False)
        assert not unexpected and all(name.startswith(("Mixed_7", "fc")) for name in missing)
        return network
    generator = torch.Generator().manual_seed(0)
    for name, values in network.state_dict().items():
        if values.ndim == 4:
            deviation = (2 / values[0].numel()) ** 0.5
            values.normal_(0, deviation, generator=generator)
        elif name.endswith(("running_var", "bn.weight")):
            values.uniform_(0.5, 1.5, generator=generator)
        elif name.endswith(("running_mean", "bn.bias")):
            values.normal_(0, 0.1, generator=generator)
    return network


def crops(count, seed):
    rng = np.random.default_rng(seed)
    pictures = [photos.astronaut(), photos.coffee(), photos.chelsea(), photos.rocket()]
    for index in range(count):
        picture = pictures[index % 4]
        y, x = rng.integers(0, 150, 2)
        height, width = rng.integers(64, 300, 2)
        yield picture[y : y + height, x : x + width]


def their_features(network, pictures):
    torch = need("torch")
    seen = [network(torch.tensor(one.transpose(2, 0, 1).copy())[None]) for one in pictures]
    return [torch.cat(one) for one in zip(*seen, strict=True)]


def their_figures(first, second, subset):
    of_fid, of_kid = need("torch_fidelity.metric_fid"), need("torch_fidelity.metric_kid")

    fid = of_fid.fid_statistics_to_metric(
        *map(of_fid.fid_features_to_statistics, (first, second)), verbose=False
    )["frechet_inception_distance"]
    found = of_kid.kid_features_to_metric(
        first, second, kid_subset_size=subset, rng_seed=0, verbose=False
    )
    return fid, found["kernel_inception_distance_mean"]


def compare(encoder, network, view, fid_name, counts):
    """Assert that the deepest features, FID and KID agree."""
    made, real = list(crops(counts[0], 1)), list(crops(counts[1], 2))
    (*_, first), (*_, second) = (their_features(network, one) for one in (made, real))
    ours = np.concatenate([
        features if features.ndim == 2 else features.mean(axis=(1, 2))
        for features in (encoder(view(one)[None])[-1] for one in made)
    ])
    np.testing.assert_allclose(ours, first, atol=1e-4 * float(first.abs().max()))
    measured = Measuring([fid_name], {"inception_2015": encoder}).sets(real, made)
    fid, their_kid = their_figures(first, second, min(counts))
    assert measured[fid_name] == pytest.approx(fid, rel=1e-3)
    assert kid(second.numpy(), ours) == pytest.approx(their_kid, rel=1e-3)


def test_with_random_weights(tmp_path, monkeypatch):
    network = their_network(["768", "2048"], monkeypatch)
    path = tmp_path / "random.pth"
    need("torch").save(network.state_dict(), path)
    monkeypatch.setenv("TFSTYLE_INCEPTION", str(path))
    encoder = load_inception_2015(["mixed_7", "pool3"])
    compare(encoder, network, legacy_view, "fid_legacy", (14, 12))


@pytest.mark.weights
def test_with_the_real_weights(monkeypatch):
    network, encoder = with_real_weights(["768"], ["mixed_7"], monkeypatch)
    compare(encoder, network, legacy_view, "fid768_legacy", (12, 16))


@pytest.mark.weights
def test_early_features_of_photographs(monkeypatch):
    """`single_fid` looks at each place; torch-fidelity gives the mean of all."""
    network, encoder = with_real_weights(["64", "768"], ["pool1", "mixed_7"], monkeypatch)
    root = Path(os.environ.get("TFSTYLE_DATA", ""), "photos_cid22")
    files = sorted(root.glob("*/*.*g"))[::20][:8]
    if not files:
        pytest.skip("set TFSTYLE_DATA to the folder with photos_cid22")
    shown = [images.read_image(path) for path in files]
    ours = encoder(np.stack([legacy_view(one) for one in shown]))
    for mine, theirs in zip(ours, their_features(network, shown), strict=True):
        theirs = theirs.reshape(len(files), -1).numpy()
        np.testing.assert_allclose(mine.mean(axis=(1, 2)), theirs, atol=1e-4 * theirs.max())


def with_real_weights(theirs, ours, monkeypatch):
    """Return both networks with the same weights, as far as they are at hand."""
    place = os.environ.get("TFSTYLE_INCEPTION")
    if not place:
        pytest.skip("set TFSTYLE_INCEPTION to the Inception network's weights")
    try:
        encoder = load_inception_2015(ours)
    except OfflineError as error:
        pytest.skip(str(error))
    path = Path(place)
    path = path if path.is_file() else next(iter(sorted(path.glob("*.npz"))))
    arrays = checkpoints.read(path).arrays
    return their_network(theirs, monkeypatch, as_torch(arrays)), encoder


def as_torch(arrays):
    """Return torch-fidelity's names of weights whose batch normalization is folded in."""
    torch = need("torch")
    found = {}
    for ours, theirs in torch_names(list(BLOCKS)[:8]).items():
        kernel = np.asarray(arrays[f"{ours}/kernel"], "float32")
        bias = np.asarray(arrays[f"{ours}/bias"], "float32")
        found[f"{theirs}.conv.weight"] = kernel.transpose(3, 2, 0, 1)
        # (x - 0) / sqrt(1 - e + e) * 1 + bias
        found[f"{theirs}.bn.weight"] = np.ones_like(bias)
        found[f"{theirs}.bn.running_var"] = np.full_like(bias, 1 - 1e-3)
        found[f"{theirs}.bn.running_mean"] = np.zeros_like(bias)
        found[f"{theirs}.bn.bias"] = bias
    return {name: torch.tensor(values.copy()) for name, values in found.items()}
