"""A catalogue of two models, whose origin is a folder the tests make."""

import numpy as np
import pytest

from tests.zoo.origin import ENTRY, ORIGIN, opener
from tfstyle import checkpoints
from tfstyle.convert.architectures import GANResNet
from tfstyle.convert.transfer import dump
from tfstyle.fetching import addresses
from tfstyle.zoo import catalogue, registry


@pytest.fixture
def network():
    from tfstyle.networks import ResNetGenerator

    network = ResNetGenerator(2, num_blocks=1)
    draws = np.random.default_rng(0)
    for weight in network.weights:
        weight.assign(0.3 * draws.normal(size=weight.shape))
    return network


@pytest.fixture
def server(tmp_path, network):
    """A folder with the published checkpoint."""
    folder = tmp_path / "server"
    folder.mkdir()
    arrays = dump(network, GANResNet().entries(network.get_config()))
    checkpoints.write_torch(folder / "style_tiny.pth", arrays)
    (folder / "other.pth").write_bytes((folder / "style_tiny.pth").read_bytes())
    return folder


@pytest.fixture
def publish(server, tmp_path, monkeypatch):
    """Write the catalogue; nothing else is in the zoo."""
    monkeypatch.setattr(registry, "PRESETS", tmp_path / "presets")
    monkeypatch.setattr(addresses, "open_url", opener(server))
    monkeypatch.setenv("TFSTYLE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("TFSTYLE_OFFLINE", raising=False)

    def publish(more="", archive="", other=""):
        path = tmp_path / f"catalogue{len(list(tmp_path.iterdir()))}.toml"
        text = ENTRY.format(origin=ORIGIN, more=more, archive=archive, other=other)
        path.write_text(text, "utf-8")
        monkeypatch.setattr(catalogue, "CATALOGUE", path)

    publish()
    return publish
