"""No network takes a picture it can make nothing of, whatever the processor's kernels would do."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.networks.helpers import pictures, randomize
from tests.networks.test_configured import ARGUMENTS
from tfstyle import layers, networks
from tfstyle.layers.tensorflow_kernels import plain_operations

# Without pictures, or with pictures of one size that Keras itself insists on.
OTHERS = {"NoiseDiscriminator", "NoiseGenerator", "PatchProjector"}
NETWORKS = {name: options for name, options in ARGUMENTS.items() if name not in OTHERS}
NETWORKS |= {
    "PatchDiscriminator/1x1": {"filters": 2, "num_layers": 0},
    "PatchDiscriminator/strided": {"filters": 2, "num_layers": 3},
    "MultiScaleDiscriminator/2": {"num_scales": 2, "filters": 2, "num_layers": 2},
    "NormalizedVGG19/5": {"layers": ["relu5_1"], "filters": 1},
    "ResNetGenerator/2": {"filters": 2, "num_blocks": 1},
    "StyleNetwork/1": {"filters": 2, "num_blocks": 1},
    "VGG19/5": {"layers": ["relu5_1"], "filters": 1},
}


@pytest.fixture(scope="module")
def built():
    return {
        name: randomize(getattr(networks, name.split("/")[0])(**options))
        for name, options in NETWORKS.items()
    }


def inputs(network, height, width):
    """Return random inputs with all pictures of this size."""
    given = [
        pictures(1, height, width, tensor.shape[-1]) if len(tensor.shape) == 4
        else np.ones((1, *tensor.shape[1:]), "float32")
        for tensor in network.inputs
    ]  # fmt: skip
    return given if len(given) > 1 else given[0]


@pytest.mark.parametrize("name", NETWORKS)
def test_the_smallest_picture_passes_and_a_smaller_one_is_refused(name, built):
    network = built[name]
    least, step = network.min_size, network.size_multiple
    for size in ((least, least), (least, least + 3 * step)):
        for out in keras.tree.flatten(network(inputs(network, *size))):
            assert out.shape[0] == 1 and np.prod(out.shape) and np.isfinite(out).all()
    kind = type(network).__name__
    for size in ((least - step, least), (least, least - 1), (0, least), (0, 0)):
        with pytest.raises(ValueError, match=f"{kind} takes pictures of {least}x{least} .*Rec"):
            network(inputs(network, *size))
    given = inputs(network, least, least)
    given = [one[:0] for one in given] if isinstance(given, list) else given[:0]
    with pytest.raises(ValueError, match=f"{kind} takes one picture or more"):
        network(given)


@pytest.mark.parametrize(
    "name", ["PatchDiscriminator", "MultiScaleDiscriminator/2", "MicroASTModulator", "VGG19"]
)
def test_sizes_that_only_the_run_knows(name, built):
    network, kind = built[name], type(built[name]).__name__
    least = network.min_size
    given = inputs(network, least, least)
    signature = [
        tf.TensorSpec([None] * 3 + [one.shape[-1]] if len(one.shape) == 4 else one.shape)
        for one in keras.tree.flatten(given)
    ]  # fmt: skip

    @tf.function(input_signature=signature)
    def run(*tensors):
        return network(list(tensors) if len(tensors) > 1 else tensors[0])

    run(*keras.tree.flatten(given))
    with pytest.raises(tf.errors.InvalidArgumentError, match=f"{kind} takes pictures of {least}x"):
        run(*keras.tree.flatten(inputs(network, least, least - 1)))


def test_a_size_that_is_no_multiple_is_refused_and_not_changed(built):
    for name in ("ResNetGenerator/2", "UNetGenerator", "MultiScaleGenerator"):
        network = built[name]
        size = network.min_size + network.size_multiple // 2
        message = f"both sides multiples of {network.size_multiple}. Received: {size}x"
        with pytest.raises(ValueError, match=message):
            network(inputs(network, size, network.min_size))
    with pytest.raises(ValueError, match="MultiScaleGenerator takes"):
        built["MultiScaleGenerator"].coarse_picture(np.zeros((1, 8, 8, 1), "float32"))
    style = np.zeros((1, 9, 11, 4), "float32")  # any size will do for what is summed up
    assert built["CrossDomainGenerator"]([pictures(1, 8, 8, 1), style]).shape == (1, 8, 8, 4)


@pytest.mark.parametrize(
    "layer, size",
    [
        (layers.Conv2D(2, 4), (4, 4)),
        (layers.Conv2D(2, (3, 5), strides=2), (3, 5)),
        (layers.Conv2D(2, 3, dilation_rate=2), (5, 5)),
        (layers.GroupedConv2D(2, 3), (3, 3)),
        (layers.ReflectionPadding2D(3), (4, 4)),
        (layers.BlurDownsampling2D(), (2, 2)),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_layers_alone(layer, size):
    height, width = size
    out = layer(np.ones((1, height, width, 2), "float32"))
    assert np.prod(out.shape) and np.isfinite(out).all()
    for small in ((height - 1, width), (height, width - 1)):
        with pytest.raises(ValueError, match=rf"{height}x{width} pixels or more.* {small[0]}x"):
            layer(np.ones((1, *small, 2), "float32"))


def test_what_is_exported_holds_no_check_of_sizes():
    layer = layers.Conv2D(2, 3)
    layer.build((None, None, None, 2))

    def operations():
        traced = tf.function(lambda x: layer(x)).get_concrete_function(
            tf.TensorSpec((None, None, None, 2))
        )
        return {operation.type for operation in traced.graph.get_operations()}

    assert operations() & {"Assert", "If"}
    with plain_operations():
        assert not operations() & {"Assert", "If"}
