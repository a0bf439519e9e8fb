"""One small model a training algorithm; a new class joins the contract with one entry here."""

from tfstyle.models import CycleGAN, Pix2Pix
from tfstyle.networks import PatchDiscriminator, ResNetGenerator, UNetGenerator

SIZE = 16


def pix2pix(**options):
    """Return a tiny pix2pix."""
    return Pix2Pix(
        UNetGenerator(filters=4, num_downs=3),
        PatchDiscriminator(filters=4, num_layers=1, in_channels=6, normalization="batch"),
        **options,
    )


def cyclegan(**options):
    """Return a tiny CycleGAN."""
    return CycleGAN(
        ResNetGenerator(filters=4, num_blocks=1),
        ResNetGenerator(filters=4, num_blocks=0, upsampling="resize"),
        PatchDiscriminator(filters=4, num_layers=1),
        PatchDiscriminator(filters=4, num_layers=0, spectral_normalization=True),
        **{"pool_size": 2, **options},
    )


CASES = {"pix2pix": pix2pix, "cyclegan": cyclegan}
