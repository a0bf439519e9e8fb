"""Small models with weights that paint something, saved as presets."""

import shutil

import pytest

from tests.export import conftest as exports
from tests.optional import need
from tfstyle.models import FastStyle
from tfstyle.networks import StyleNetwork

pix2pix, cyclegan = exports.pix2pix, exports.cyclegan


@pytest.fixture(scope="session")
def preset(pix2pix, tmp_path_factory):
    directory = tmp_path_factory.mktemp("presets") / "facades"
    pix2pix.save_to_preset(directory)
    return directory


@pytest.fixture(scope="session")
def styles():
    """Two styles by name."""
    network = StyleNetwork(filters=4, num_blocks=1, num_styles=2)
    return exports.liven(FastStyle(network, styles=("wave", "scream")))


@pytest.fixture(scope="session")
def exported(preset, tmp_path_factory):
    """A cache in which the preset's export for LiteRT lies."""
    from tfstyle.engines import open_preset

    need("ai_edge_litert")
    place = tmp_path_factory.mktemp("exported")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TFSTYLE_CACHE", str(place))
        open_preset(preset, "litert").painter()
    return place


@pytest.fixture
def filled(exported, cache):
    """A cache of the test's own with that export."""
    shutil.copytree(exported, cache)
    return cache


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A cache of the test's own."""
    monkeypatch.setenv("TFSTYLE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"
