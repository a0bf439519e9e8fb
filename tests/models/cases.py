"""One small model an algorithm; a new class joins the contract with one entry here.

What the contract asks of it follows from the `capabilities` of its class.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from tests.networks.helpers import pictures
from tfstyle.capabilities import Capabilities
from tfstyle.models import (
    CUT,
    AdaINStyle,
    CrossDomain,
    CycleGAN,
    FastStyle,
    Gatys,
    MicroAST,
    MultiScale,
    NoiseGAN,
    Pix2Pix,
)
from tfstyle.models.adain import ADAIN_LAYERS
from tfstyle.networks import (
    VGG19,
    AdaINDecoder,
    CrossDomainGenerator,
    MicroASTDecoder,
    MicroASTEncoder,
    MicroASTModulator,
    MultiScaleDiscriminator,
    MultiScaleGenerator,
    NoiseDiscriminator,
    NoiseGenerator,
    PatchDiscriminator,
    ResNetGenerator,
    StyleNetwork,
    UNetGenerator,
)

SIZE = 16


def pair(seed=1):
    """Return two batches of one random picture."""
    return pictures(1, SIZE, SIZE, 3, seed=seed), pictures(1, SIZE, SIZE, 3, seed=seed + 1)


def gradient_pair():
    """Return a smooth picture and its negative: what a network learns quickly."""
    rows = np.linspace(-1, 1, SIZE, dtype="float32")[None, :, None, None]
    picture = np.broadcast_to(rows, (1, SIZE, SIZE, 3)).copy()
    return picture, -picture


@dataclass(frozen=True)
class Case:
    """What the contract has to know of one model.

    Attributes:
        kind: the model's class.
        make: function of constructor options that returns a tiny model.
        options: which of the options that several models share this one takes.
        compile: keyword arguments of `compile` beside the optimizers and the shape.
        batch: function of a seed that returns one training batch.
        easy: returns a batch it can overfit, and `learns` names the loss that then halves; `None`
            where players hold each other in balance, and none need fall.
        style: what `translator` takes as style, `None` for models that take none.
        draws: what it tests depends on a picture's place in its batch.
    """

    kind: type
    make: Callable
    options: frozenset = frozenset(
        {"ema", "pool_size", "adversarial_loss", "domains", "inference_mode"}
    )
    compile: Callable = dict
    batch: Callable = pair
    easy: Callable = gradient_pair
    learns: str | None = "generator/l1"
    style: object = field(default=None, compare=False)
    draws: bool = False

    @property
    def can(self) -> Capabilities:
        """What the model's class says that it can."""
        return self.kind.capabilities

    def inputs(self, model, count=1):
        """Return `count` inputs of `model(...)`: pictures, or the noise it makes them of."""
        if self.can.generates:
            return model.latents(count, seed=0)
        return pictures(count, SIZE, SIZE, 3, seed=3)

    def painter(self, model, direction=None):
        """Return the function from its inputs to pictures, in the case's style if it takes one."""
        if self.can.generates:
            return model
        if self.style is None:
            return model.translator(direction)
        return model.translator(direction, style=self.style)

    def translate(self, model, picture, **options):
        """Return a picture translated as users do, in the case's style if it takes one."""
        return model.translate(picture, **{"style": self.style, **options})


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
        "encoder": VGG19(layers, filters=4), "style_pictures": list(paintings), "style_size": 32
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
        MicroASTEncoder(2), MicroASTEncoder(2), MicroASTModulator(8), MicroASTDecoder(2), **options
    )


def gatys(**options):
    """Return an optimisation of two steps through an untrained encoder."""
    layers = {"content_layers": "relu2_1", "style_layers": ("relu1_1", "relu2_1")}
    encoder = VGG19(layers["style_layers"], filters=4)
    return Gatys(**{"steps": 2, "encoder": encoder, **layers, **options})


def painting():
    """Return a style picture."""
    return np.random.default_rng(1).integers(0, 256, (24, 32, 3), "uint8")


_GAN = frozenset({"ema", "adversarial_loss", "domains", "inference_mode"})

CASES = {
    "pix2pix": Case(Pix2Pix, pix2pix),
    "cyclegan": Case(CycleGAN, cyclegan, learns="cycle/a"),
    "fast_style": Case(
        FastStyle,
        fast_style,
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
        options=frozenset({"ema", "inference_mode"}),
        learns="generator/loss",
        style=painting(),
    ),
    "cross_domain": Case(
        CrossDomain,
        cross_domain,
        options=_GAN,
        compile=lambda: {"encoder": VGG19(ADAIN_LAYERS, filters=4)},
        learns="generator/content",
        style=painting(),
    ),
    "multiscale": Case(MultiScale, multiscale, options=_GAN),
    "cut": Case(CUT, cut, options=_GAN, easy=pair, learns="nce/a"),
    "noise_gan": Case(
        NoiseGAN,
        noise_gan,
        options=frozenset({"ema", "adversarial_loss"}),
        batch=lambda seed=1: pictures(1, 28, 28, 1, seed=seed),
        learns=None,
        draws=True,
    ),
    "microast": Case(
        MicroAST, microast, options=frozenset({"inference_mode"}), style=painting()
    ),
    "gatys": Case(Gatys, gatys, options=frozenset(), style=painting()),
}


def those_that(able) -> dict[str, Case]:
    """Return the cases whose model can do something: `able` of its capabilities is true."""
    return {name: case for name, case in CASES.items() if able(case.can)}


TRAINED = those_that(lambda can: can.trains)
