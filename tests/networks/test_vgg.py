"""VGG19: the published network, its preprocessing, and where its weights come from."""

import h5py
import keras
import numpy as np
import pytest

from tests.networks.helpers import pictures, randomize
from tests.optional import need
from tfstyle.errors import ArchitectureError, IntegrityError, OfflineError
from tfstyle.networks import VGG19, FixedEncoder, load_vgg19

LAYERS = ("relu1_1", "relu2_2", "relu3_1", "relu4_1", "relu5_4")


def torch_features(vgg, x, layers):
    """The same network from PyTorch's own layers."""
    torch = need("torch")
    mean = torch.tensor([103.939, 116.779, 123.68])
    y = torch.tensor((x[..., ::-1].copy() + 1) * 127.5) - mean
    y = y.permute(0, 3, 1, 2)
    found, block = {}, 1
    for layer in vgg.layers:
        if "_conv" not in layer.name:
            continue
        here, index = (int(part) for part in layer.name[5:].split("_conv"))
        if here > block:
            kind = {"max": "max_pool2d", "average": "avg_pool2d"}[vgg.pooling]
            y, block = getattr(torch.nn.functional, kind)(y, 2), here
        kernel, bias = (torch.tensor(value) for value in layer.get_weights())
        y = torch.relu(torch.nn.functional.conv2d(y, kernel.permute(3, 2, 0, 1), bias, padding=1))
        found[f"relu{here}_{index}"] = y.permute(0, 2, 3, 1).numpy()
    return [found[name] for name in layers]


@pytest.mark.reference
@pytest.mark.parametrize("pooling", ["max", "average"])
def test_features_are_pytorchs(pooling):
    vgg = randomize(VGG19(LAYERS, filters=4, pooling=pooling))
    x = pictures(2, 37, 48, 3)
    for ours, theirs in zip(vgg(x), torch_features(vgg, x, LAYERS), strict=True):
        scale = np.abs(theirs).max()
        np.testing.assert_allclose(ours / scale, theirs / scale, atol=1e-5)


def test_the_published_architecture():
    vgg = VGG19()
    assert vgg.count_params() == 20_024_384  # VGG19 without its dense layers
    assert not vgg.trainable_weights and len(vgg.layer_names) == 16
    again = VGG19.from_config(vgg.get_config())
    assert [tuple(o.shape) for o in again.outputs] == [tuple(o.shape) for o in vgg.outputs]


def test_layers_come_in_the_order_asked_for_and_no_deeper():
    vgg = VGG19(("relu2_1", "relu1_2"), filters=4)
    assert [tuple(f.shape) for f in vgg(pictures(1, 16, 16, 3))] == [(1, 8, 8, 8), (1, 16, 16, 4)]
    assert not any(layer.name.startswith("block3") for layer in vgg.layers)


def test_reflection_leaves_features_no_frame():
    """One colour stays one up to the edges, and inside the features are the trained ones."""
    zeros, reflect = (
        VGG19(("relu1_2", "relu3_1"), filters=4, padding=p) for p in ("zeros", "reflect")
    )
    reflect.set_weights(zeros.get_weights())
    flat = np.full((1, 64, 64, 3), 0.5, "float32")
    for framed, even in zip(zeros(flat), reflect(flat), strict=True):
        framed, even = np.asarray(framed), np.asarray(even)
        np.testing.assert_allclose(even, np.broadcast_to(even[:, :1, :1], even.shape), rtol=1e-4)
        assert np.ptp(framed, axis=(1, 2)).max() > 1e-2 * even.max()
    x = pictures(1, 64, 64, 3)
    for framed, even in zip(zeros(x), reflect(x), strict=True):
        middle = slice(framed.shape[1] // 2 - 2, framed.shape[1] // 2 + 2)
        np.testing.assert_allclose(
            framed[:, middle, middle], even[:, middle, middle], rtol=1e-4, atol=1e-3
        )


def test_wrong_names_are_refused():
    with pytest.raises(ValueError, match="padding must be one of"):
        VGG19(("relu1_1",), padding="same")
    with pytest.raises(ValueError, match=r"Received: 'relu4_9'.*Did you mean 'relu4_"):
        VGG19(("relu4_9",))
    with pytest.raises(ValueError, match="pooling must be one of"):
        VGG19(("relu1_1",), pooling="mean")


def test_a_fixed_encoder_is_no_part_of_a_model():
    model = keras.Sequential([keras.Input((8, 8, 3))])
    model.encoder = FixedEncoder(VGG19(("relu1_1",), filters=4))
    assert not model.weights
    assert model.encoder(pictures(1, 8, 8, 3))[0].shape == (1, 8, 8, 4)


def small_weights(depth=2):
    """Random weights in VGG19's shapes, of its first convolutions."""
    rng = np.random.default_rng(0)
    shapes = {"block1_conv1": (3, 3, 3, 64), "block1_conv2": (3, 3, 64, 64)}
    return {
        name: (rng.normal(size=shape).astype("float32"), np.zeros(shape[-1], "float32"))
        for name, shape in list(shapes.items())[:depth]
    }


def write_npz(path, weights):
    flat = {}
    for name, (kernel, bias) in weights.items():
        flat |= {f"{name}/kernel": kernel, f"{name}/bias": bias}
    np.savez(path, **flat)


@pytest.mark.parametrize("kind", ["npz", "folder", "h5", "old_h5"])
def test_weights_from_the_users_file(kind, tmp_path, monkeypatch):
    weights = small_weights()
    if kind in ("npz", "folder"):
        path = tmp_path / "vgg.npz"
        write_npz(path, dict([next(iter(weights.items()))]) if kind == "folder" else weights)
        if kind == "folder":
            write_npz(tmp_path / "more.npz", {"block1_conv2": weights["block1_conv2"]})
            path = tmp_path
    else:
        path = tmp_path / "vgg.h5"
        with h5py.File(path, "w") as file:
            for name, (kernel, bias) in weights.items():
                names = ("kernel:0", "bias:0")
                inner = f"{name}/{name}" if kind == "h5" else name
                if kind == "old_h5":
                    names = (f"{name}_W_1:0", f"{name}_b_1:0")
                for key, value in zip(names, (kernel, bias), strict=True):
                    file[f"{inner}/{key}"] = value
    monkeypatch.setenv("TFSTYLE_VGG19", str(path))
    vgg = load_vgg19(("relu1_2",))
    for name, values in weights.items():
        for ours, theirs in zip(vgg.get_layer(name).get_weights(), values, strict=True):
            np.testing.assert_array_equal(ours, theirs)


def test_missing_weights_say_what_to_do(tmp_path, monkeypatch):
    path = tmp_path / "vgg.npz"
    write_npz(path, small_weights(1))
    monkeypatch.setenv("TFSTYLE_VGG19", str(path))
    with pytest.raises(OfflineError, match=r"no block1_conv2 \(it reaches to block1_conv1\)"):
        load_vgg19(("relu1_2",))
    path.write_bytes(b"no zip")
    with pytest.raises(IntegrityError, match="cannot be read as weights"):
        load_vgg19(("relu1_2",))
    np.savez(path, **{"block1_conv1/kernel": np.zeros((3, 3)), "block1_conv1/bias": np.zeros(3)})
    with pytest.raises(ArchitectureError, match="should be a kernel"):
        load_vgg19(("relu1_1",))
    monkeypatch.setenv("TFSTYLE_VGG19", str(tmp_path / "nowhere"))
    with pytest.raises(OfflineError, match=r"names no \.npz or \.h5 file"):
        load_vgg19(("relu1_1",))
    monkeypatch.delenv("TFSTYLE_VGG19")
    monkeypatch.setenv("TFSTYLE_OFFLINE", "1")
    with pytest.raises(OfflineError, match="TFSTYLE_OFFLINE is set"):
        load_vgg19(("relu1_1",))


@pytest.mark.parametrize(
    ("feature_dtype", "seen"), [("float32", "float32"), ("compute", "bfloat16")]
)
def test_features_are_float32_or_what_the_layers_compute_in(feature_dtype, seen):
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        network = VGG19(["relu1_1", "relu2_1"], filters=2, feature_dtype=feature_dtype)
    finally:
        keras.config.set_dtype_policy("float32")
    found = network(np.zeros((1, 16, 16, 3), "float32"))
    assert [keras.backend.standardize_dtype(x.dtype) for x in found] == [seen, seen]
