"""Small networks as others publish them: weights that training would leave, and their files."""

import numpy as np

from tfstyle.convert.transfer import dump

RESNET = {"filters": 2, "num_blocks": 1}
UNET = {"filters": 2, "num_downs": 4}
PAIRS = {"filters": 2, "num_layers": 1, "in_channels": 6, "normalization": "batch"}


def lived_in(network, seed=0):
    """Give every weight a random value, and return the network."""
    draws = np.random.default_rng(seed)
    for weight in network.weights:
        noise = 0.3 * draws.normal(size=weight.shape)
        weight.assign(np.abs(noise) + 0.5 if "variance" in weight.name else noise)
    return network


def state_dict(network, architecture):
    """Return the arrays of the project's file of a network."""
    return dump(network, architecture.entries(network.get_config()))


def picture(size=(32, 48), seed=0):
    return np.random.default_rng(seed).uniform(-1, 1, (1, *size, 3)).astype("float32")
