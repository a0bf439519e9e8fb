"""Networks: Keras functional models whose constructor arguments are their configuration."""

from tfstyle.networks.adain_decoder import AdaINDecoder
from tfstyle.networks.cross_domain_generator import CrossDomainGenerator
from tfstyle.networks.declared import DeclaredNetwork, declare
from tfstyle.networks.efficientnet_lite0 import EfficientNetLite0, load_efficientnet_lite0
from tfstyle.networks.inception_2015 import load_inception_2015
from tfstyle.networks.joint_discriminator import JointDiscriminator
from tfstyle.networks.lpips import LPIPSFeatures, load_lpips
from tfstyle.networks.microast_decoder import MicroASTDecoder
from tfstyle.networks.microast_encoder import MicroASTEncoder, MicroASTModulator
from tfstyle.networks.mobile_resnet_generator import MobileResNetGenerator
from tfstyle.networks.multiscale_discriminator import MultiScaleDiscriminator
from tfstyle.networks.multiscale_generator import MultiScaleGenerator
from tfstyle.networks.noise_discriminator import NoiseDiscriminator
from tfstyle.networks.noise_generator import NoiseGenerator
from tfstyle.networks.normalized_vgg import NormalizedVGG19
from tfstyle.networks.patch_discriminator import PatchDiscriminator
from tfstyle.networks.patch_judge import PatchJudge
from tfstyle.networks.patch_projector import PatchProjector
from tfstyle.networks.picture_judge import PictureJudge
from tfstyle.networks.pixel_style_network import PixelStyleNetwork
from tfstyle.networks.projected_discriminator import ProjectedDiscriminator
from tfstyle.networks.resnet_generator import ResNetGenerator
from tfstyle.networks.restoration_generator import RestorationGenerator
from tfstyle.networks.retouching_generator import RetouchingGenerator
from tfstyle.networks.style_network import StyleNetwork
from tfstyle.networks.transposed_style_network import TransposedStyleNetwork
from tfstyle.networks.unet_generator import UNetGenerator
from tfstyle.networks.vgg import VGG19, FixedEncoder, load_vgg19

__all__ = [
    "VGG19",
    "AdaINDecoder",
    "CrossDomainGenerator",
    "DeclaredNetwork",
    "EfficientNetLite0",
    "FixedEncoder",
    "JointDiscriminator",
    "LPIPSFeatures",
    "MicroASTDecoder",
    "MicroASTEncoder",
    "MicroASTModulator",
    "MobileResNetGenerator",
    "MultiScaleDiscriminator",
    "MultiScaleGenerator",
    "NoiseDiscriminator",
    "NoiseGenerator",
    "NormalizedVGG19",
    "PatchDiscriminator",
    "PatchJudge",
    "PatchProjector",
    "PictureJudge",
    "PixelStyleNetwork",
    "ProjectedDiscriminator",
    "ResNetGenerator",
    "RestorationGenerator",
    "RetouchingGenerator",
    "StyleNetwork",
    "TransposedStyleNetwork",
    "UNetGenerator",
    "declare",
    "load_efficientnet_lite0",
    "load_inception_2015",
    "load_lpips",
    "load_vgg19",
]
