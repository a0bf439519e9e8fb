"""How far a network declares to see is how far it sees: one pixel is changed, and looked for."""

import functools

import keras
import numpy as np
import pytest

from tests.networks.helpers import pictures, randomize
from tfstyle import layers, networks
from tfstyle.inference import tile_margin
from tfstyle.inference.reach import chained, reach_of
from tfstyle.layers import instance_statistics
from tfstyle.layers.reach import EVERYTHING, POINTWISE, Reach
from tfstyle.layers.tensorflow_kernels import plain_operations

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
GENERATORS = {
    **RESNETS,
    "resnet/1 halving": lambda: [networks.ResNetGenerator(2, 0, num_downs=1)],
    "resnet/3 halvings": lambda: [networks.ResNetGenerator(2, 1, num_downs=3, upsampling="resize")],
    "unet": lambda: [networks.UNetGenerator(2, 3)],
    "unet/instance": lambda: [networks.UNetGenerator(2, 4, normalization="instance")],
    "restoration": lambda: [networks.RestorationGenerator(2, 2, 1)],
    "multiscale/1": lambda: [networks.MultiScaleGenerator(1, 2, 1, 1)],
    "multiscale/2": lambda: [networks.MultiScaleGenerator(2, 2, 1, 1, 1, label_edges=True)],
    "multiscale/3": lambda: [
        networks.MultiScaleGenerator(3, 2, 1, 0, 0, upsampling="transpose", style_modulation=False)
    ],
    "cross_domain/add": lambda: [networks.CrossDomainGenerator(2, 1)],
    "cross_domain/adain": lambda: [networks.CrossDomainGenerator(2, 1, "adain")],
    "style": lambda: [networks.StyleNetwork(2, 1)],
    "style/2": lambda: [networks.StyleNetwork(2, 1, 2)],
    "pixel_style": lambda: [networks.PixelStyleNetwork(2, 1)],
    "transposed_style": lambda: [networks.TransposedStyleNetwork(2, 1)],
    "microast": lambda: [networks.MicroASTEncoder(8), networks.MicroASTDecoder(8)],
    "adain/3": lambda: [
        networks.NormalizedVGG19(["relu3_1", "relu4_1"], 2),
        networks.AdaINDecoder(2, 16, plain=True),
    ],
    "adain/2": lambda: [networks.VGG19(["relu3_1"], 2), networks.AdaINDecoder(2, 8, 2)],
}  # fmt: skip


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
    kinds = {type(chain_of(name)[-1]).__name__ for name in GENERATORS}
    paints = ("Generator", "StyleNetwork", "Decoder")
    assert kinds == {n for n in networks.__all__ if n.endswith(paints) and n != "NoiseGenerator"}


def test_margins_of_the_published_sizes():
    cut = networks.ResNetGenerator(2, 9, upsampling="antialiased")
    assert max(reach_of(cut)[:2]) == 93 and tile_margin(cut) == 96
    assert tile_margin(networks.UNetGenerator(2, 8)) == 128  # sees 765 pixels: an approximation


def test_what_a_layer_declares_counts_and_what_declares_nothing_sees_everything():
    class Far(keras.layers.Layer):
        reach = Reach(40, 40)

    class Silent(keras.layers.Layer):
        def call(self, x):
            return x

    x = keras.Input((None, None, 3))
    assert tile_margin(Far()) == 64
    assert tile_margin(Silent()) == tile_margin(keras.Model(x, Silent()(x))) == 128
    pooled = keras.layers.GlobalAveragePooling2D(keepdims=True)(x)
    assert reach_of(keras.Model(x, keras.layers.Add()([x, pooled]))) == EVERYTHING
    vector = keras.layers.GlobalAveragePooling2D()(x)
    scaled = layers.StyleModulation()([x, keras.layers.Dense(2)(vector)])
    assert reach_of(keras.Model(x, scaled)) == EVERYTHING


def test_layers_used_twice_networks_in_networks_and_wrappers():
    x = keras.Input((None, None, 2))
    same = keras.layers.Conv2D(2, 3, padding="same")
    twice = keras.Model(x, same(same(x)))
    assert reach_of(twice) == Reach(2, 2)
    inner = keras.Model(x, keras.layers.Add()([twice(x), keras.layers.ReLU()(x)]))
    assert reach_of(inner) == Reach(2, 2)
    assert reach_of(keras.Sequential([inner, keras.layers.Conv2D(1, 5)])) == Reach(2, 6)
    spectral = keras.layers.SpectralNormalization(keras.layers.Conv2D(1, 5))
    assert reach_of(spectral) == Reach(0, 4)


@pytest.mark.parametrize(
    "layer",
    [
        keras.layers.Conv2D(1, 5, padding="same", dilation_rate=2),
        keras.layers.Conv2D(1, (3, 7), strides=2, padding="same"),
        keras.layers.Conv2D(1, 2, strides=4, padding="same"),
        keras.layers.DepthwiseConv2D(4),
        keras.layers.MaxPooling2D(3, strides=2, padding="same"),
        keras.layers.AveragePooling2D(4),
        keras.layers.Conv2DTranspose(1, 5, strides=2, padding="same"),
        keras.layers.Conv2DTranspose(1, 3, strides=4),
        keras.layers.UpSampling2D(3),
        keras.layers.UpSampling2D(2, interpolation="bilinear"),
        keras.layers.ZeroPadding2D(((1, 2), (3, 4))),
        keras.layers.Cropping2D(((1, 2), (3, 4))),
        layers.BlurDownsampling2D(),
        layers.BilinearUpsampling2D(),
        layers.NearestUpsampling2D(3),
        layers.LabelEdges(),
        layers.GroupedConv2D(1, 3, 2),
        layers.ReflectionPadding2D(2),
    ],
    ids=lambda layer: layer.name,
)
def test_no_layer_sees_farther_than_its_reach(layer):
    """Each input column is changed; every output column that moves lies within the reach of it."""
    before, after, scale = reach_of(layer)
    assert (before, after) != POINTWISE[:2]
    size = 48
    picture = np.random.default_rng(0).uniform(0.1, 0.4, (1, 48, size, 1)).astype("float32")
    batch = picture.repeat(size, 0)
    batch[np.arange(size), :, np.arange(size)] += 0.5
    out = np.asarray(layer(np.concatenate([picture, batch])))
    moved = np.abs(out[1:] - out[0]).max((1, 3)) > 0  # (input column, output column)
    edge = 8  # where padding mirrors, columns beyond the edge are near ones
    for column in range(edge, size - edge):
        for place in moved[column].nonzero()[0]:
            assert place / scale - before <= column <= place / scale + after, (column, place)
