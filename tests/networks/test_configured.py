"""What the contract cannot ask of a network that forgets, and configurations of older files."""

import keras
import pytest

from tfstyle import networks
from tfstyle.networks.configured import Configured


def test_an_argument_that_is_not_kept_is_named():
    class Forgetful(Configured, keras.Model):
        def __init__(self, filters, name=None):
            x = keras.Input((filters,))
            super().__init__(x, x, name=name)

    with pytest.raises(AttributeError, match="filters"):
        Forgetful(2).get_config()


@pytest.mark.parametrize("upsampling", ["transpose", "resize", "antialiased"])
def test_a_configuration_from_before_downsampling_builds_the_same_network(upsampling):
    network = networks.ResNetGenerator(2, 1, upsampling=upsampling)
    config = network.get_config()
    expected = "antialiased" if upsampling == "antialiased" else "strided"
    assert config.pop("downsampling") == expected
    again = networks.ResNetGenerator.from_config(config)
    assert again.get_config() == network.get_config()
    assert [layer.name for layer in again.layers] == [layer.name for layer in network.layers]
    with pytest.raises(ValueError, match=r"'strided', 'antialiased'.*'blur'"):
        networks.ResNetGenerator(2, 1, upsampling=upsampling, downsampling="blur")
