"""Training algorithms: one subclassed Keras model a file, with a `train_step` like its paper."""

from tfstyle.models.adain import AdaINStyle
from tfstyle.models.cross_domain import CrossDomain
from tfstyle.models.cut import CUT
from tfstyle.models.cyclegan import CycleGAN
from tfstyle.models.distilled import Distilled
from tfstyle.models.fast_style import FastStyle
from tfstyle.models.gatys import Gatys, stylize
from tfstyle.models.judge import Judge
from tfstyle.models.microast import MicroAST
from tfstyle.models.multiscale import MultiScale
from tfstyle.models.noise_gan import NoiseGAN
from tfstyle.models.pix2pix import Pix2Pix
from tfstyle.models.restore import Restore

__all__ = [
    "CUT",
    "AdaINStyle",
    "CrossDomain",
    "CycleGAN",
    "Distilled",
    "FastStyle",
    "Gatys",
    "Judge",
    "MicroAST",
    "MultiScale",
    "NoiseGAN",
    "Pix2Pix",
    "Restore",
    "stylize",
]
