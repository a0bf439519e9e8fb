"""Two small models, exported once for all tests here."""

import numpy as np
import pytest

from tests.models.small import adain, fast_style
from tests.networks.helpers import randomize
from tests.optional import need
from tfstyle.export import export
from tfstyle.models import CycleGAN, Pix2Pix
from tfstyle.networks import ResNetGenerator, UNetGenerator

SIZE = 32


def liven(model):
    """Give an untrained model weights that paint something."""
    draw = np.random.default_rng(0)
    for network in model.networks.values():
        for weight in network.weights:
            if weight.path.endswith("kernel"):
                # As they were drawn, but the same every time: int8 rounds some worse than others.
                weight.assign(draw.normal(0, 4 * np.asarray(weight).std(), weight.shape))
            elif "bias" in weight.path or "moving_mean" in weight.path:
                weight.assign(draw.uniform(-0.1, 0.1, weight.shape))
    return model


@pytest.fixture(scope="session")
def pix2pix():
    """Batch statistics and a dropout that must vanish: the harder inference mode."""
    return liven(
        Pix2Pix(
            UNetGenerator(filters=8, num_downs=3), domains=("label", "photo"),
            inference_mode="batch_statistics",
        )
    )


@pytest.fixture(scope="session")
def cyclegan():
    return liven(
        CycleGAN(
            ResNetGenerator(filters=4, num_blocks=1, upsampling="resize"),
            ResNetGenerator(filters=4, num_blocks=1),
            domains=("monet", "photo"),
        )
    )


@pytest.fixture(scope="session")
def pix2pix_export(pix2pix, tmp_path_factory):
    """Everything: `(directory, report)`."""
    directory = tmp_path_factory.mktemp("export") / "pix2pix"
    return directory, export(pix2pix, directory, size=SIZE, name="facades")


@pytest.fixture(scope="session")
def cyclegan_export(cyclegan, tmp_path_factory):
    """The SavedModel of both directions: `(directory, report)`."""
    directory = tmp_path_factory.mktemp("export") / "cyclegan"
    return directory, export(cyclegan, directory, formats="saved_model", size=SIZE)


@pytest.fixture(scope="session")
def any_style():
    """A model that looks at a style picture, scaled to 32 pixels."""
    model = adain(style_size=32, match_colors=True)
    for seed, network in enumerate(model.networks.values()):
        randomize(network, seed=seed)
    return model


@pytest.fixture(scope="session")
def two_styles():
    """A model of two learned styles, fire and water."""
    model = fast_style()
    randomize(model.generator)
    return model


@pytest.fixture(scope="session")
def any_style_export(any_style, tmp_path_factory):
    """Files whose style is a picture that goes in: `(directory, report)`."""
    directory = tmp_path_factory.mktemp("export") / "any"
    return directory, export(any_style, directory, size=SIZE, quantize="none", name="any")


@pytest.fixture(scope="session")
def two_styles_export(two_styles, tmp_path_factory):
    """Files whose style is a row of weights that goes in: `(directory, report)`."""
    directory = tmp_path_factory.mktemp("export") / "two"
    return directory, export(two_styles, directory, size=SIZE, quantize="none", name="two")


@pytest.fixture(scope="session")
def cat():
    """A picture whose sides fit no network: uint8 (45, 70, 3)."""
    return need("skimage.data").chelsea()[100:145, 150:220]
