"""One small model an algorithm; a new class joins the contract with one entry here.

What the contract asks of it follows from the `capabilities` of its class.
"""

import numpy as np

from tests.models.case import SIZE, Case, gradient_pair, pair
from tests.models.small import (
    adain,
    cross_domain,
    cut,
    cyclegan,
    distilled,
    fast_style,
    gatys,
    judge,
    judged,
    microast,
    multiscale,
    noise_gan,
    painting,
    pix2pix,
    restore,
    see_a_teacher,
    see_two_paintings,
)
from tests.networks.helpers import pictures
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
    LPIPSFeatures,
)

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
            "lattice": 0.7,
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
    "distilled": Case(
        Distilled,
        distilled,
        arguments={"charbonnier": 2.0, "lpips": 3.0, "lattice": 0.7, "ema": 0.5, **_TRANSLATION},
        options=frozenset({"ema", "domains", "inference_mode"}),
        compile=see_a_teacher,
        batch=lambda seed=1: pictures(1, 32, 32, 3, seed=seed),
        easy=lambda: np.repeat(gradient_pair()[0], 2, axis=1).repeat(2, axis=2),
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
            "lattice": 0.7,
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
            "lattice": 7.0,
            "statistics": "moments",
            "preference": 8.0,
            "taste": "warmth 0.1 0.2 1.5 -0.25",
            "teacher": 5.0,
            "painting": "nearest",
            "content_layer": "relu2_1",
            "style_layers": ("relu1_1",),
            "ema": 0.5,
            "inference_mode": "train",
        },
        options=frozenset({"ema", "inference_mode"}),
        compile=see_two_paintings,
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
            "lattice": 0.7,
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
            "statistics": "moments",
            "tv": 9.0,
            "tone": 10.0,
            "outliers": 11.0,
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
            "lattice": 0.7,
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
        draws=True,  # a result is to be told from the others of its batch
        learns="generator/loss",
        style=painting(),
    ),
    "gatys": Case(Gatys, gatys, options=frozenset(), style=painting()),
}


def those_that(able) -> dict[str, Case]:
    """Return the cases whose model can do something: `able` of its capabilities is true."""
    return {name: case for name, case in CASES.items() if able(case.can)}


TRAINED = those_that(lambda can: can.trains)
