"""One small model an algorithm; a new class joins the contract with one entry here.

What the contract asks of it follows from the `capabilities` of its class.
"""

import numpy as np

from tests.models.case import SIZE, Case, gradient_pair, pair
from tests.networks.helpers import pictures
from tfstyle.models import (
    CUT,
    AdaINStyle,
    CrossDomain,
    CycleGAN,
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


def _see_two_paintings():
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


_LOSS = {"adversarial_loss": "hinge"}
_TRANSLATION = {"inference_mode": "train", "domains": ("night", "day")}
_GAN = frozenset({"ema", "adversarial_loss", "domains", "inference_mode"})

CASES = {
    "pix2pix": Case(
        Pix2Pix,
        pix2pix,
        arguments={
            **_LOSS,
            "l1": 5.0,
            "feature_matching": 6.0,
            "perceptual": 7.0,
            "perceptual_layers": {"relu1_1": 1.0},
            "r1": 0.5,
            "ema": 0.5,
            "pool_size": 3,
            **_TRANSLATION,
        },
    ),
    "restore": Case(
        Restore,
        restore,
        arguments={
            "charbonnier": 2.0, "lpips": 3.0, "finding": 4.0, "ema": 0.5, **_TRANSLATION
        },
        options=frozenset({"ema", "domains", "inference_mode"}),
        compile=lambda: {"encoder": LPIPSFeatures(filters=4)},
        batch=lambda seed=1: tuple(pictures(1, 32, 32, 3, seed=seed + k) for k in (0, 1)),
        easy=lambda: tuple(np.repeat(x, 2, axis=1).repeat(2, axis=2) for x in gradient_pair()),
        learns="generator/charbonnier",
        size=32,
    ),
    "cyclegan": Case(
        CycleGAN,
        cyclegan,
        arguments={
            **_LOSS,
            "cycle": 3.0,
            "identity": 0.25,
            "pool_size": 2,
            "warm_up_steps": 3,
            "r1": 0.5,
            "ema": 0.5,
            **_TRANSLATION,
        },
        learns="cycle/a",
    ),
    "fast_style": Case(
        FastStyle,
        fast_style,
        arguments={
            "content": 2.0,
            "style": 3.0,
            "tv": 4.0,
            "tone": 5.0,
            "outliers": 6.0,
            "statistics": "moments",
            "teacher": 5.0,
            "content_layer": "relu2_1",
            "style_layers": ("relu1_1",),
            "ema": 0.5,
            "inference_mode": "train",
        },
        options=frozenset({"ema", "inference_mode"}),
        compile=_see_two_paintings,
        batch=lambda seed=1: pair(seed)[0],
        easy=lambda: gradient_pair()[0],
        learns="generator/loss",
        style={"fire": 1, "water": 2},
    ),
    "adain": Case(
        AdaINStyle,
        adain,
        arguments={
            "content": 2.0,
            "style": 3.0,
            "tv": 4.0,
            "teacher": 5.0,
            "ema": 0.5,
            "style_size": 32,
            "unbiased": True,
            "inference_mode": "train",
        },
        options=frozenset({"ema", "inference_mode"}),
        learns="generator/loss",
        style=painting(),
    ),
    "cross_domain": Case(
        CrossDomain,
        cross_domain,
        arguments={
            **_LOSS,
            "adversarial": 2.0,
            "content": 3.0,
            "style": 4.0,
            "paired": True,
            "l1": 5.0,
            "content_layer": "relu3_1",
            "style_layers": ("relu1_1",),
            "ema": 0.5,
            "style_size": 32,
            **_TRANSLATION,
        },
        options=_GAN,
        compile=lambda: {"encoder": VGG19(ADAIN_LAYERS, filters=4)},
        learns="generator/content",
        style=painting(),
    ),
    "multiscale": Case(
        MultiScale,
        multiscale,
        arguments={
            **_LOSS,
            "adversarial": 2.0,
            "feature_matching": 3.0,
            "perceptual": 4.0,
            "l1": 5.0,
            "l2": 6.0,
            "content": 7.0,
            "style": 8.0,
            "perceptual_layers": {"relu1_1": 1.0},
            "coarse_steps": 2,
            "enhancer_steps": 3,
            "ema": 0.5,
            **_TRANSLATION,
        },
        options=_GAN,
    ),
    "cut": Case(
        CUT,
        cut,
        arguments={
            **_LOSS,
            "nce": 2.0,
            "identity_nce": False,
            "flip_equivariance": True,
            "temperature": 0.1,
            "num_patches": 4,
            "nce_layers": ("stem_pad", "down0_conv"),
            "ema": 0.5,
            **_TRANSLATION,
        },
        options=_GAN,
        easy=pair,
        learns="nce/a",
    ),
    "noise_gan": Case(
        NoiseGAN,
        noise_gan,
        arguments={
            **_LOSS,
            "critic_steps": 2,
            "diff_augment": ("color",),
            "ema": 0.5,
        },
        options=frozenset({"ema", "adversarial_loss"}),
        batch=lambda seed=1: pictures(1, 28, 28, 1, seed=seed),
        learns=None,
        draws=True,
    ),
    "judge": Case(
        Judge,
        judge,
        arguments={
            "kinds": ("a", "b", "c", "d", "e", "f"),
            "real": 2.0,
            "patches": 3.0,
            "severity": 4.0,
            "order": 5.0,
            "margin": 7.0,
            "calibration": (2.0, 0.5),
            "patch_calibration": (3.0, -0.5),
            "ema": 0.5,
        },
        options=frozenset({"ema"}),
        batch=judged,
        easy=lambda: judged(count=2),
        learns="judge/loss",
        size=48,
    ),
    "microast": Case(
        MicroAST,
        microast,
        arguments={
            "content": 2.0,
            "style": 4.0,
            "contrastive": 5.0,
            "tv": 6.0,
            "teacher": 7.0,
            "ema": 0.5,
            "style_size": None,
            "inference_mode": "train",
        },
        options=frozenset({"ema", "inference_mode"}),
        compile=lambda: {"encoder": VGG19(ADAIN_LAYERS, filters=4)},
        batch=lambda seed=1: (pictures(2, SIZE, SIZE, 3, seed=seed),
                              pictures(2, SIZE, SIZE, 3, seed=seed + 1)),
        learns="generator/loss",
        style=painting(),
    ),
    "gatys": Case(Gatys, gatys, options=frozenset(), style=painting()),
}


def those_that(able) -> dict[str, Case]:
    """Return the cases whose model can do something: `able` of its capabilities is true."""
    return {name: case for name, case in CASES.items() if able(case.can)}


TRAINED = those_that(lambda can: can.trains)
