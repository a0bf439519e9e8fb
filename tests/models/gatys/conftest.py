"""A photograph, a painting, and an untrained encoder to look at them through."""

import keras
import pytest

from tests.models.gatys.helpers import LAYERS
from tests.optional import need
from tfstyle import images
from tfstyle.networks.vgg import VGG19


@pytest.fixture(scope="module")
def encoder():
    keras.utils.set_random_seed(0)
    return VGG19(LAYERS, filters=4)


@pytest.fixture(scope="module")
def photo():
    return images.resize(need("skimage.data").astronaut(), (32, 48))


@pytest.fixture(scope="module")
def painting():
    return images.resize(need("skimage.data").coffee(), (40, 60))
