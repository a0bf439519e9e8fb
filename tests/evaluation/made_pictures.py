"""Pictures and networks that tests of evaluations share."""

import hashlib

import numpy as np

from tfstyle import images
from tfstyle.networks import VGG19


def picture(seed, size=(24, 24)):
    """Return a smooth picture of its own, uint8 (H, W, 3)."""
    random = np.random.default_rng(seed)
    return images.resize(random.integers(0, 256, (4, 4, 3), dtype=np.uint8), size)


def folder(path, names, size=(24, 24), seed=0):
    """Write a picture of each name into a folder, and return it."""
    for number, name in enumerate(names):
        images.write_image(path / name, picture(seed + number, size))
    return path


def small_encoders(monkeypatch):
    """Put a small random VGG19 in place of the one that has to be downloaded."""
    from tfstyle.evaluation import encoders

    def load(layers):
        network = VGG19(layers, filters=4)
        for weight in network.weights:
            name = hashlib.sha256(weight.path.encode()).digest()
            random = np.random.default_rng(int.from_bytes(name[:4], "big"))
            weight.assign(random.normal(0, 0.2, weight.shape))
        return network

    monkeypatch.setitem(encoders._LOADERS, "vgg19", load)
