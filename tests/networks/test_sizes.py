"""No network takes a picture it can make nothing of, whatever the processor's kernels would do."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.networks.cases import NETWORKS, built, inputs
from tests.networks.helpers import pictures
from tfstyle import layers
from tfstyle.layers.tensorflow_kernels import plain_operations

# Without pictures, or with pictures of one size that Keras itself insists on.
OTHERS = ("NoiseDiscriminator", "NoiseGenerator", "PatchProjector", "PictureJudge")
OF_PICTURES = [name for name in NETWORKS if not name.startswith(OTHERS)]


@pytest.mark.parametrize("name", OF_PICTURES)
def test_the_smallest_picture_passes_and_others_are_refused(name):
    network = built(name)
    least, step = network.min_size, network.size_multiple
    for size in ((least, least), (least, least + 3 * step)):
        for out in keras.tree.flatten(network(inputs(network, 1, size))):
            assert out.shape[0] == 1 and np.prod(out.shape) and np.isfinite(out).all()
    kind = type(network).__name__
    for size in ((least - step, least), (least, least - 1), (0, least), (0, 0)):
        with pytest.raises(ValueError, match=f"{kind} takes pictures of {least}x{least} .*Rec"):
            network(inputs(network, 1, size))
    if step > 1:  # refused, not changed
        odd = least + step // 2
        with pytest.raises(ValueError, match=f"both sides multiples of {step}. Received: {odd}x"):
            network(inputs(network, 1, (odd, least)))
    with pytest.raises(ValueError, match=f"{kind} takes one picture or more"):
        network(inputs(network, 0, (least, least)))


@pytest.mark.parametrize(
    "name", ["PatchDiscriminator", "MultiScaleDiscriminator/two", "MicroASTModulator", "VGG19"]
)
def test_sizes_that_only_the_run_knows(name):
    network, kind = built(name), type(built(name)).__name__
    least = network.min_size
    given = inputs(network, 1, (least, least))
    signature = [
        tf.TensorSpec([None] * 3 + [one.shape[-1]] if len(one.shape) == 4 else one.shape)
        for one in keras.tree.flatten(given)
    ]  # fmt: skip

    @tf.function(input_signature=signature)
    def run(*tensors):
        return network(list(tensors) if len(tensors) > 1 else tensors[0])

    run(*keras.tree.flatten(given))
    with pytest.raises(tf.errors.InvalidArgumentError, match=f"{kind} takes pictures of {least}x"):
        run(*keras.tree.flatten(inputs(network, 1, (least, least - 1))))


def test_sizes_of_what_is_no_network_call_or_no_first_picture():
    with pytest.raises(ValueError, match="MultiScaleGenerator takes"):
        built("MultiScaleGenerator").coarse_picture(np.zeros((1, 8, 8, 1), "float32"))
    style = np.zeros((1, 9, 11, 4), "float32")  # any size will do for what is summed up
    assert built("CrossDomainGenerator")([pictures(1, 8, 8, 1), style]).shape == (1, 8, 8, 4)


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
