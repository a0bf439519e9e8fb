"""What every network promises, each by one entry in `NETWORKS`."""

import keras
import numpy as np
import pytest

from tfstyle.networks import (
    PatchDiscriminator,
    ResNetGenerator,
    RestorationGenerator,
    UNetGenerator,
)

from .helpers import pictures, randomize

NETWORKS = {
    "unet": (UNetGenerator, {"filters": 2, "num_downs": 4, "dropout": 0.25, "out_channels": 1}),
    "resnet": (
        ResNetGenerator,
        {"filters": 2, "num_blocks": 1, "upsampling": "resize", "normalization": "batch"},
    ),
    "restorer": (RestorationGenerator, {"filters": 4, "num_downs": 1, "num_blocks": 1}),
    "patch": (
        PatchDiscriminator,
        {"filters": 2, "num_layers": 2, "in_channels": 3, "spectral_normalization": True},
    ),
}


@pytest.fixture(params=NETWORKS)
def case(request):
    return NETWORKS[request.param]


@pytest.fixture
def mixed_bfloat16():
    keras.config.set_dtype_policy("mixed_bfloat16")
    yield
    keras.config.set_dtype_policy("float32")


def test_config_says_all_and_builds_the_same(case):
    network_class, arguments = case
    network = network_class(**arguments, name="chosen")
    config = network.get_config()
    assert arguments.items() <= config.items() and config["name"] == "chosen"
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(network))
    assert type(again) is network_class and again.get_config() == config
    assert [w.path for w in again.weights] == [w.path for w in network.weights]


def test_config_survives_a_keras_file(case, tmp_path):
    network_class, arguments = case
    network = randomize(network_class(**arguments))
    network.save(tmp_path / "network.keras")
    again = keras.saving.load_model(tmp_path / "network.keras")
    x = pictures(1, 32, 32, 3)
    assert type(again) is network_class
    np.testing.assert_array_equal(again(x), network(x))


def test_weights_file_loads_into_a_network_of_the_same_arguments(case, tmp_path):
    network_class, arguments = case
    network = randomize(network_class(**arguments))
    network.save_weights(tmp_path / "network.weights.h5")
    again = network_class(**arguments)
    again.load_weights(tmp_path / "network.weights.h5")
    x = pictures(1, 32, 32, 3)
    np.testing.assert_array_equal(again(x), network(x))


def test_mixed_precision_computes_in_bfloat16_and_answers_in_float32(case, mixed_bfloat16):
    network_class, arguments = case
    network = randomize(network_class(**arguments))
    layers = [getattr(layer, "layer", layer) for layer in network.layers]  # inside the wrappers
    convolutions = [layer for layer in layers if layer.name.endswith("_conv")]
    assert {layer.compute_dtype for layer in convolutions} == {"bfloat16"}
    assert {weight.dtype for weight in network.weights} == {"float32"}
    x = pictures(2, 32, 32, 3)
    out = network(x)
    assert out.dtype == "float32"

    keras.config.set_dtype_policy("float32")
    exact = network_class(**arguments)
    exact.set_weights(network.get_weights())
    expected = np.array(exact(x))
    assert 0 < np.abs(expected - out).max() < 0.1 * max(1.0, np.abs(expected).max())


@pytest.mark.parametrize(
    "make, last", [(UNetGenerator, "up0_conv"), (ResNetGenerator, "picture_conv")]
)
def test_pictures_stay_in_range_whatever_the_weights(make, last):
    network = randomize(make(filters=2))
    for weight in network.get_layer(last).weights:
        weight.assign(100 * weight)
    out = np.array(network(pictures(1, 256, 256, 3)))
    assert out.dtype == np.float32
    assert np.abs(out).max() <= 1 and np.abs(out).max() > 0.99


@pytest.mark.parametrize(
    "make, arguments, number",
    [(UNetGenerator, {"num_downs": 5}, 3), (ResNetGenerator, {"num_blocks": 2}, 2)],
)
def test_dropout_is_active_in_training_only(make, arguments, number):
    arguments = {"filters": 4, "normalization": "instance", **arguments}
    network = randomize(make(**arguments, dropout=0.5))
    assert sum(isinstance(layer, keras.layers.Dropout) for layer in network.layers) == number
    without = make(**arguments, dropout=0.0)
    assert not any(isinstance(layer, keras.layers.Dropout) for layer in without.layers)
    without.set_weights([w.numpy() for w in network.weights if "dropout" not in w.path])

    x = pictures(1, 64, 64, 3)
    noisy, noisy_again = (np.array(network(x, training=True)) for _ in range(2))
    assert np.abs(noisy - noisy_again).max() > 1e-3
    np.testing.assert_array_equal(network(x, training=False), without(x, training=False))
    np.testing.assert_array_equal(network(x, training=False), network(x, training=False))


def test_unet_drops_out_in_the_three_innermost_blocks():
    network = UNetGenerator(filters=1, num_downs=8)
    names = [x.name for x in network.layers if isinstance(x, keras.layers.Dropout)]
    assert names == ["up7_dropout", "up6_dropout", "up5_dropout"]


def test_layers_of_one_shape_start_different():
    network = ResNetGenerator(filters=2, num_blocks=2)
    first, second = (network.get_layer(f"block{i}_0_conv").kernel.numpy() for i in (0, 1))
    assert np.abs(first - second).max() > 0


def test_initial_weights_are_normal_002():
    network = PatchDiscriminator(filters=16, normalization="batch")
    kernel = network.get_layer("layer3_conv").kernel.numpy()
    gamma = network.get_layer("layer3_norm").gamma.numpy()
    assert abs(kernel.mean()) < 1e-3 and abs(kernel.std() - 0.02) < 1e-3
    assert abs(gamma.mean() - 1) < 0.01 and 0.01 < gamma.std() < 0.03


def test_spectral_normalization_brings_every_kernel_to_norm_one():
    network = randomize(PatchDiscriminator(4, 2, spectral_normalization=True))
    x = pictures(1, 32, 32, 3)
    for _ in range(40):
        network(x, training=True)
    kernels = [w.numpy() for w in network.weights if w.path.endswith("/kernel")]
    assert len(kernels) == 4
    for kernel in kernels:
        largest = np.linalg.svd(kernel.reshape(-1, kernel.shape[-1]), compute_uv=False)[0]
        assert abs(largest - 1) < 1e-2


@pytest.mark.parametrize(
    "make, wrong, message",
    [
        (UNetGenerator, {"num_downs": 1}, "from 2 to 12.*num_downs=1"),
        (UNetGenerator, {"filters": 0}, "from 1 to 1024.*filters=0"),
        (UNetGenerator, {"normalization": "btach"}, "normalization must be.*'btach'"),
        (ResNetGenerator, {"num_blocks": -1}, "from 0 to 64.*num_blocks=-1"),
        (ResNetGenerator, {"filters": 0}, "from 1 to 1024.*filters=0"),
        (ResNetGenerator, {"upsampling": "bilinear"}, "upsampling must be.*'bilinear'"),
        (ResNetGenerator, {"normalization": "layer"}, "normalization must be.*'layer'"),
        (PatchDiscriminator, {"num_layers": 6}, "from 0 to 5.*num_layers=6"),
        (PatchDiscriminator, {"num_layers": -1}, "from 0 to 5.*num_layers=-1"),
        (PatchDiscriminator, {"filters": 0}, "filters.*0"),
        (PatchDiscriminator, {"normalization": None}, "normalization must be.*None"),
    ],
)
def test_a_wrong_argument_is_named(make, wrong, message):
    with pytest.raises(ValueError, match=message):
        make(**wrong)
