"""How far a network declares to see is how far it sees: one pixel is changed, and looked for."""

import functools

import keras
import numpy as np
import pytest

from tests.networks import cases
from tests.networks.helpers import pictures, randomize
from tfstyle import networks
from tfstyle.inference import tile_margin
from tfstyle.layers import instance_statistics
from tfstyle.layers.reach import EVERYTHING, Reach
from tfstyle.layers.receptive_field import chained, reach_of, receptive_field
from tfstyle.layers.tensorflow_kernels import plain_operations
from tfstyle.models import CUT
from tfstyle.roles import Role

NORMS = {"transpose": "none", "resize": "batch", "antialiased": "instance"}
RESNETS = {
    f"resnet/{down}/{up}": (
        lambda down=down, up=up: [networks.ResNetGenerator(
            2, 1, upsampling=up, downsampling=down, normalization=NORMS[up]
        )]
    )
    for down in ("strided", "antialiased")
    for up in NORMS
}  # fmt: skip
CHAINS = {
    **RESNETS,
    "resnet/1 halving": lambda: [networks.ResNetGenerator(2, 0, num_downs=1)],
    "resnet/3 halvings": lambda: [networks.ResNetGenerator(2, 1, num_downs=3, upsampling="resize")],
    "unet": lambda: [networks.UNetGenerator(2, 3)],
    "unet/resize": lambda: [networks.UNetGenerator(2, 3, upsampling="resize")],
    "unet/instance": lambda: [networks.UNetGenerator(2, 4, normalization="instance")],
    "restoration": lambda: [networks.RestorationGenerator(2, 2, 1)],
    "retouching": lambda: [networks.RetouchingGenerator(2, 2, 1)],
    "retouching/damage": lambda: [
        networks.RetouchingGenerator(
            2, 2, 1, tones_see_damage=True, tones_see_mended=True, tone_ramps=2
        )
    ],
    "multiscale/1": lambda: [networks.MultiScaleGenerator(1, 2, 1, 1)],
    "multiscale/2": lambda: [networks.MultiScaleGenerator(2, 2, 1, 1, 1, label_edges=True)],
    "multiscale/3": lambda: [
        networks.MultiScaleGenerator(3, 2, 1, 0, 0, upsampling="transpose", style_modulation=False)
    ],
    "cross_domain/add": lambda: [networks.CrossDomainGenerator(2, 1)],
    "cross_domain/adain": lambda: [networks.CrossDomainGenerator(2, 1, "adain")],
    "cross_domain/antialiased": lambda: [
        networks.CrossDomainGenerator(2, 1, "adain", upsampling="antialiased")
    ],
    "style": lambda: [networks.StyleNetwork(2, 1)],
    "style/antialiased": lambda: [networks.StyleNetwork(2, 1, upsampling="antialiased")],
    "style/2": lambda: [networks.StyleNetwork(2, 1, 2)],
    "pixel_style": lambda: [networks.PixelStyleNetwork(2, 1)],
    "transposed_style": lambda: [networks.TransposedStyleNetwork(2, 1)],
    "microast": lambda: [networks.MicroASTEncoder(8), networks.MicroASTDecoder(8)],
    "adain/3": lambda: [
        networks.NormalizedVGG19(["relu3_1", "relu4_1"], 2),
        networks.AdaINDecoder(2, 16, plain=True),
    ],
    "adain/2": lambda: [networks.VGG19(["relu3_1"], 2), networks.AdaINDecoder(2, 8, 2)],
    "adain/reflect": lambda: [
        networks.VGG19(["relu3_1"], 2, padding="reflect"), networks.AdaINDecoder(2, 8, 2)
    ],
}  # fmt: skip

PAINTERS = {
    name for name in networks.__all__
    if getattr(getattr(networks, name), "role", None) is Role.GENERATOR
} - {"NoiseGenerator"}  # fmt: skip
CHAINED = {type(make()[-1]).__name__ for make in CHAINS.values()}
# What stands in no chain is seen as the contract makes it.
GENERATORS = CHAINS | {
    name: lambda name=name: [cases.make(name)] for name in sorted(PAINTERS - CHAINED)
}


@functools.cache
def chain_of(name):
    """Return networks that run one after the other, with random weights."""
    return [randomize(network, seed) for seed, network in enumerate(GENERATORS[name]())]


def run(chain, batch):
    """Return what a chain paints of a batch; its other inputs are the same for all."""
    for network in chain:
        others = [
            pictures(1, 16, 16, other.shape[-1]).repeat(len(batch), 0) if len(other.shape) == 4
            else np.ones((len(batch), *other.shape[1:]), "float32")
            for other in network.inputs[1:]
        ]  # fmt: skip
        out = network([batch, *others] if others else batch)
        batch = np.asarray(out[-1] if isinstance(out, list) else out)
    return batch


@pytest.mark.parametrize("name", GENERATORS)
def test_a_changed_pixel_changes_nothing_beyond_the_reach(name):
    chain = chain_of(name)
    reach = chained(chain)
    assert reach.scale == 1 and max(reach[:2]) < 150, "too far to be seen here"
    step = int(np.prod([network.size_multiple for network in chain])) * 8
    width = -(-2 * int(max(reach[:2]) + 16) // step) * step
    columns = width // 2 + np.arange(9)  # not all places see equally far
    before = pictures(1, 16, width, chain[0].inputs[0].shape[-1])
    changed = before.repeat(len(columns), 0)
    for picture, column in zip(changed, columns, strict=True):
        picture[:, column] = -np.sign(picture[:, column])
    with plain_operations():
        with instance_statistics.collect() as statistics:
            run(chain, before)
        with instance_statistics.use(statistics):
            painted = run(chain, np.concatenate([before, changed]))
    moved = np.abs(painted[1:] - painted[0]).max((1, 3)) > 0  # (columns, W)
    places = [row.nonzero()[0] for row in moved]
    # An output pixel to the right of what it depends on has seen it before itself.
    seen = Reach(
        max(found[-1] - column for found, column in zip(places, columns, strict=True)),
        max(column - found[0] for found, column in zip(places, columns, strict=True)),
    )
    assert seen.before <= reach.before and seen.after <= reach.after
    assert min(reach.before - seen.before, reach.after - seen.after) <= 3, "declared too wide"
    assert max(seen[:2]) <= tile_margin(*chain)


def test_every_network_that_paints_a_picture_of_a_picture_is_here():
    assert {type(chain_of(name)[-1]).__name__ for name in GENERATORS} == PAINTERS


def test_margins_of_the_published_sizes():
    cut = networks.ResNetGenerator(2, 9, upsampling="antialiased")
    assert max(reach_of(cut)[:2]) == 93 and tile_margin(cut) == 96
    assert tile_margin(networks.UNetGenerator(2, 8)) == 128  # sees 765 pixels: an approximation


@pytest.mark.parametrize(
    "num_layers, field, antialiased",
    [(n, field, False) for n, field in enumerate([1, 16, 34, 70, 142, 286])]
    + [(n, field, True) for n, field in enumerate([18, 40, 84], start=1)],
)
def test_receptive_field_is_what_one_logit_sees(num_layers, field, antialiased):
    import tensorflow as tf

    network = networks.PatchDiscriminator(
        1, num_layers, in_channels=1, normalization="none", antialiased=antialiased
    )
    assert network.receptive_field() == field
    for weight in network.weights:  # positive everywhere: no pixel's influence may cancel
        weight.assign(keras.ops.full(weight.shape, 0.1))
    size = field + 34
    x = tf.ones((1, size, size, 1))
    with tf.GradientTape() as tape:
        tape.watch(x)
        logits = network(x)
        middle = logits[0, logits.shape[1] // 2, logits.shape[2] // 2, 0]
    seen = tape.gradient(middle, x)[0, :, :, 0].numpy() != 0
    assert seen.any(axis=1).sum() == field
    assert seen.any(axis=0).sum() == field


def test_what_judges_the_whole_picture_sees_everything():
    assert reach_of(networks.NoiseDiscriminator(1, 28, 1, num_classes=2)) == EVERYTHING
    assert receptive_field(EVERYTHING) == float("inf")


def test_cut_in_tiles_shows_no_seams(monkeypatch):
    """Its nine antialiased blocks see 93 pixels; margins of 32 would leave seams."""
    network = networks.ResNetGenerator(2, 9, upsampling="antialiased")
    model = CUT(randomize(network), nce_layers=("down0_conv",))
    assert model.tile_margin() == 96
    rng = np.random.default_rng(0)
    picture = rng.integers(0, 256, (64, 448, 3), "uint8")
    whole, tiled = (model.translate(picture, tile=tile).astype(int) for tile in (None, 32))
    assert whole.std() > 5 and np.abs(tiled - whole).max() <= 1
    monkeypatch.setattr(type(model), "tile_margin", lambda self, direction=None: 32)
    assert np.abs(model.translate(picture, tile=32).astype(int) - whole).max() > 5
