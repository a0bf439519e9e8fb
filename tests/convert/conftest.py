"""Checkpoints as the GAN projects name them."""

import pytest

from tests.convert.published import PAIRS, RESNET, UNET, lived_in, state_dict
from tfstyle import checkpoints
from tfstyle.convert.architectures import GANDiscriminator, GANResNet, GANUNet
from tfstyle.networks import PatchDiscriminator, ResNetGenerator, UNetGenerator


@pytest.fixture
def files(tmp_path):
    """Return paths of checkpoints, and their networks, by what they are."""
    made = {
        "resnet": (GANResNet(), ResNetGenerator(**RESNET)),
        "other_resnet": (GANResNet(), ResNetGenerator(**RESNET)),
        "unet": (GANUNet(), UNetGenerator(**UNET)),
        "pairs": (GANDiscriminator(), PatchDiscriminator(**PAIRS)),
        "single": (GANDiscriminator(), PatchDiscriminator(**{**PAIRS, "in_channels": 3})),
        "other_single": (GANDiscriminator(), PatchDiscriminator(**{**PAIRS, "in_channels": 3})),
    }
    paths, networks = {}, {}
    names = {
        "resnet": "latest_net_G_A", "other_resnet": "latest_net_G_B", "unet": "latest_net_G",
        "pairs": "latest_net_D", "single": "latest_net_D_A", "other_single": "latest_net_D_B",
    }  # fmt: skip
    for seed, (name, (architecture, network)) in enumerate(made.items()):
        networks[name] = lived_in(network, seed)
        paths[name] = tmp_path / f"{names[name]}.pth"
        checkpoints.write_torch(paths[name], state_dict(network, architecture))
    return paths, networks
