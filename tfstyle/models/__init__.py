"""Training algorithms: one subclassed Keras model a file, with a `train_step` like its paper."""

from tfstyle.models.cyclegan import CycleGAN
from tfstyle.models.pix2pix import Pix2Pix

__all__ = ["CycleGAN", "Pix2Pix"]
