"""Translation whose results must not repeat with a network's strides."""

import keras
import numpy as np
import pytest

from tfstyle.losses import lattice_loss
from tfstyle.models import CUT, CrossDomain, CycleGAN, Pix2Pix
from tfstyle.networks import CrossDomainGenerator, PatchDiscriminator, ResNetGenerator


def generator(name):
    # A transposed convolution, which weaves from its first step on.
    return ResNetGenerator(filters=4, num_blocks=1, upsampling="transpose", name=name)


def judge(name, **options):
    return PatchDiscriminator(filters=4, name=name, **options)


def pix2pix(**options):
    return Pix2Pix(generator("generator"), judge("discriminator", in_channels=6), **options)


def cyclegan(**options):
    return CycleGAN(
        generator("generator_ab"), generator("generator_ba"), judge("discriminator_a"),
        judge("discriminator_b"), pool_size=0, **options,
    )  # fmt: skip


def cut(**options):
    return CUT(generator("generator"), judge("discriminator"), **options)


def cross_domain(**options):
    # Its nearest-neighbour doublings weave, too. No VGG: the terms it looks through stay out.
    steered = CrossDomainGenerator(filters=4, num_blocks=1, name="generator")
    return CrossDomain(steered, judge("discriminator"), content=0.0, style=0.0, **options)


# Each weave that a model can show, and the way it comes about.
WEAVES = {
    cyclegan: {
        "generator_ab/lattice": lambda model, a, b: model.generator_ab(a),
        "generator_ba/lattice": lambda model, a, b: model.generator_ba(b),
    },
    pix2pix: {"generator/lattice": lambda model, a, b: model.generator(a)},
    cut: {"generator/lattice": lambda model, a, b: model.generator(a)},
    cross_domain: {"generator/lattice": lambda model, a, b: model.generator([a, b])},
}


@pytest.fixture
def pair():
    random = np.random.default_rng(3)
    return [random.uniform(-1, 1, (2, 48, 48, 3)).astype("float32") for _ in range(2)]


@pytest.mark.parametrize("make", WEAVES)
def test_the_term_is_the_loss_of_the_results_times_its_weight(make, pair):
    model = make(lattice=0.5)
    model.compile(*(keras.optimizers.SGD(0.0) for _ in range(2)))
    expected = {
        name: 0.5 * float(lattice_loss(painted(model, *pair)))
        for name, painted in WEAVES[make].items()
    }
    for logs in (model.train_step(tuple(pair)), model.test_step(tuple(pair))):
        logs = {name: float(value) for name, value in logs.items()}
        for name, value in expected.items():
            assert value > 0 and logs[name] == pytest.approx(value, rel=1e-4)
        terms = (
            value for name, value in logs.items()
            if "loss" not in name and not name.startswith("discriminator")
        )  # fmt: skip
        assert logs["generator/loss"] == pytest.approx(sum(terms), rel=1e-4)


@pytest.mark.parametrize("make", WEAVES)
def test_it_is_learned_and_without_weight_not_computed(make, pair):
    def logs_of(model, steps):
        model.compile(*(keras.optimizers.Adam(2e-3) for _ in range(2)))
        return [model.train_on_batch(*pair, return_dict=True) for _ in range(steps)]

    found = logs_of(make(lattice=2.0), 10)
    for name in WEAVES[make]:
        assert found[-1][name] < 0.9 * found[0][name]
    assert not WEAVES[make].keys() & logs_of(make(), 1)[0].keys()
