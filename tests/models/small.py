"""One small model an algorithm, quick to build and to train; `cases` says what is asked of each."""

import keras
import numpy as np

from tests.networks.helpers import pictures, randomize
from tfstyle.models import (
    CUT,
    AdaINStyle,
    CrossDomain,
    CycleGAN,
    Distilled,
    FastStyle,
    Gatys,
    Judge,
    MicroAST,
    MultiScale,
    NoiseGAN,
    Pix2Pix,
    Restore,
)
from tfstyle.models.adain import ADAIN_LAYERS
from tfstyle.networks import (
    VGG19,
    AdaINDecoder,
    CrossDomainGenerator,
    LPIPSFeatures,
    MicroASTDecoder,
    MicroASTEncoder,
    MicroASTModulator,
    MobileResNetGenerator,
    MultiScaleDiscriminator,
    MultiScaleGenerator,
    NoiseDiscriminator,
    NoiseGenerator,
    PatchDiscriminator,
    PatchJudge,
    PictureJudge,
    ResNetGenerator,
    RetouchingGenerator,
    StyleNetwork,
    UNetGenerator,
)


def pix2pix(**options):
    """Return a tiny pix2pix."""
    return Pix2Pix(
        UNetGenerator(filters=4, num_downs=3),
        PatchDiscriminator(filters=4, num_layers=1, in_channels=6, normalization="batch"),
        **options,
    )


def restore(**options):
    """Return a tiny restorer; what begins as no change at all has taken its first step."""
    network = RetouchingGenerator(filters=4, num_downs=1, num_blocks=1)
    for weight in network.weights:
        if weight.path.endswith("kernel") and not np.any(weight):
            weight.assign(0.05 * pictures(*weight.shape))
    return Restore(network, **options)


def distilled(**options):
    """Return a tiny student."""
    return Distilled(MobileResNetGenerator(filters=4, num_blocks=1), **options)


def see_a_teacher():
    """Return what a student is compiled with."""
    keras.utils.set_random_seed(5)
    network = ResNetGenerator(filters=4, num_blocks=0, upsampling="antialiased")
    teacher = Distilled(randomize(network))
    return {"taught_by": teacher, "encoder": LPIPSFeatures(filters=4)}


def cyclegan(**options):
    """Return a tiny CycleGAN."""
    return CycleGAN(
        ResNetGenerator(filters=4, num_blocks=1),
        ResNetGenerator(filters=4, num_blocks=0, upsampling="resize"),
        PatchDiscriminator(filters=4, num_layers=1),
        PatchDiscriminator(filters=4, num_layers=0, spectral_normalization=True),
        **{"pool_size": 2, **options},
    )


def fast_style(**options):
    """Return a tiny network of two styles."""
    network = StyleNetwork(filters=4, num_blocks=1, num_styles=2)
    return FastStyle(network, ("fire", "water"), **options)


def adain(**options):
    """Return a tiny arbitrary style model with an untrained encoder."""
    return AdaINStyle(
        VGG19(ADAIN_LAYERS, filters=4), AdaINDecoder(filters=8, in_channels=32), **options
    )


def see_two_paintings():
    paintings = np.random.default_rng(0).integers(0, 256, (2, 24, 24, 3), "uint8")
    layers = ("relu1_1", "relu2_1", "relu3_1", "relu4_1")
    return {
        "encoder": VGG19(layers, filters=4),
        "style_pictures": list(paintings),
        "style_size": 32,
    }


def multiscale(**options):
    """Return a tiny coarse-to-fine model, all of it in training from the first step."""
    return MultiScale(
        MultiScaleGenerator(2, filters=4, num_downs=1, num_blocks=1, local_blocks=1),
        MultiScaleDiscriminator(2, filters=4, num_layers=1, in_channels=6),
        **{"l1": 10.0, **options},
    )


def cut(**options):
    """Return a tiny CUT."""
    return CUT(
        ResNetGenerator(filters=4, num_blocks=1, upsampling="antialiased"),
        PatchDiscriminator(filters=4, num_layers=1),
        **{"num_patches": 16, **options},
    )


def cross_domain(**options):
    """Return a tiny generator of two pictures with its judge."""
    return CrossDomain(
        CrossDomainGenerator(filters=4, num_blocks=1, fusion="adain"),
        PatchDiscriminator(filters=4, num_layers=1),
        **options,
    )


def noise_gan(**options):
    """Return a tiny painter of pictures from noise."""
    return NoiseGAN(
        NoiseGenerator(6, 2, 28, channels=1), NoiseDiscriminator(2, 28, channels=1), **options
    )


def microast(**options):
    """Return a tiny MicroAST."""
    return MicroAST(
        MicroASTEncoder(4), MicroASTEncoder(4), MicroASTModulator(16), MicroASTDecoder(4), **options
    )


def gatys(**options):
    """Return an optimisation of two steps through an untrained encoder."""
    layers = {"content_layers": "relu2_1", "style_layers": ("relu1_1", "relu2_1")}
    encoder = VGG19(layers["style_layers"], filters=4)
    return Gatys(**{"steps": 2, "encoder": encoder, **layers, **options})


def judge(**options):
    """Return a tiny judge of pictures."""
    return Judge(PatchJudge(2, spectral_normalization=False), PictureJudge(2), **options)


def judged(seed=1, count=1):
    """Return pictures with what is wrong with them: the first nothing, the second noise."""
    severities = np.zeros((count, 6), "float32")
    severities[1:, 1] = 0.8
    return pictures(count, 48, 48, 3, seed=seed), severities


def painting():
    """Return a style picture."""
    return np.random.default_rng(1).integers(0, 256, (24, 32, 3), "uint8")
