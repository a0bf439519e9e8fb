"""The published networks that files are compared with, one project's a file."""

from tfstyle.convert.architectures.adain_project import AdaINEncoder, AdaINProjectDecoder
from tfstyle.convert.architectures.fast_neural_style import FastNeuralStyle
from tfstyle.convert.architectures.fast_style_transfer import FastStyleTransfer
from tfstyle.convert.architectures.gan_discriminator import GANDiscriminator
from tfstyle.convert.architectures.gan_resnet import GANResNet
from tfstyle.convert.architectures.gan_unet import GANUNet
from tfstyle.convert.architectures.microast import (
    MicroASTProjectDecoder,
    MicroASTProjectEncoder,
    MicroASTProjectModulator,
)

ARCHITECTURES = (
    GANResNet(),
    GANUNet(),
    GANDiscriminator(),
    FastNeuralStyle(),
    FastStyleTransfer(),
    AdaINEncoder(),
    AdaINProjectDecoder(),
    MicroASTProjectEncoder("content_encoder"),
    MicroASTProjectEncoder("style_encoder"),
    MicroASTProjectModulator(),
    MicroASTProjectDecoder(),
)
