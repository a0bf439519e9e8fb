"""The published networks that files are compared with, one project's a file."""

from tfstyle.convert.architectures.gan_discriminator import GANDiscriminator
from tfstyle.convert.architectures.gan_resnet import GANResNet
from tfstyle.convert.architectures.gan_unet import GANUNet

ARCHITECTURES = (GANResNet(), GANUNet(), GANDiscriminator())
