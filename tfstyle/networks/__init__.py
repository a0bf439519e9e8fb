"""Networks: Keras functional models whose constructor arguments are their configuration."""

from tfstyle.networks.patch_discriminator import PatchDiscriminator
from tfstyle.networks.resnet_generator import ResNetGenerator
from tfstyle.networks.unet_generator import UNetGenerator

__all__ = ["PatchDiscriminator", "ResNetGenerator", "UNetGenerator"]
