"""What TensorFlow Addons computed, its successors here compute too, to 1e-5.

`tfa_0.23.npz` holds outputs of the real `tensorflow-addons` 0.23.0 (see `record_tfa.py`). Every
function below returns pairs of arrays, recorded and ours. Run this file to print the table that
`docs/dependencies.md` shows.
"""

import json
import re
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest
from keras import layers, ops

from tfstyle.layers import InstanceNormalization
from tfstyle.layers.tensorflow_kernels import plain_operations
from tfstyle.losses import L1Loss
from tfstyle.training import ExponentialMovingAverage

HERE = Path(__file__).parent
DEPENDENCIES = HERE.parents[1] / "docs" / "dependencies.md"
RECORDED = dict(np.load(HERE / "tfa_0.23.npz"))
TOLERANCE = 1e-5


def instance_normalization(make):
    x = RECORDED["instance_normalization/input"]
    for name in ("affine", "scale", "center", "plain"):
        key = f"instance_normalization/{name}"
        options = {"center": f"{key}/beta" in RECORDED, "scale": f"{key}/gamma" in RECORDED}
        layer = make(epsilon=float(RECORDED[f"{key}/epsilon"]), **options)
        layer.build(x.shape)
        for weight in layer.weights:
            weight.assign(RECORDED[f"{key}/{weight.name}"])
        yield RECORDED[f"{key}/output"], layer(x)


def ours():
    yield from instance_normalization(InstanceNormalization)
    with plain_operations():
        yield from instance_normalization(InstanceNormalization)


def group_normalization():
    return instance_normalization(lambda **k: layers.GroupNormalization(groups=-1, **k))


def spectral_normalization():
    for kind, make in (("conv2d", lambda: layers.Conv2D(4, 3)), ("dense", lambda: layers.Dense(5))):
        x = RECORDED[f"spectral_normalization/{kind}/input"]
        for iterations in (1, 3):
            key = f"spectral_normalization/{kind}/{iterations}"
            layer = layers.SpectralNormalization(make(), power_iterations=iterations)
            layer.build(x.shape)
            layer.kernel.assign(RECORDED[f"{key}/kernel0"])
            layer.layer.bias.assign(RECORDED[f"{key}/bias"])
            layer.vector_u.assign(RECORDED[f"{key}/u0"])
            for call in (1, 2, 3):
                yield RECORDED[f"{key}/output{call}"], layer(x, training=True)
                yield RECORDED[f"{key}/kernel{call}"], layer.kernel
                yield RECORDED[f"{key}/u{call}"], layer.vector_u
            yield RECORDED[f"{key}/inference"], layer(x, training=False)


def gaussian_blur():
    x = RECORDED["image/input"]
    # Keras pads with zeros; reflecting first and cropping after is what TFA did by default.
    framed = ops.pad(x, ((0, 0), (2, 2), (2, 2), (0, 0)), mode="reflect")
    blurred = ops.image.gaussian_blur(framed, (5, 5), (1.3, 1.3))
    yield RECORDED["image/blur_reflect"], blurred[:, 2:-2, 2:-2]
    yield RECORDED["image/blur_constant"], ops.image.gaussian_blur(x, (3, 3), (0.8, 0.8))


def rotate():
    x = RECORDED["image/input"]
    bottom, right = x.shape[1] - 1, x.shape[2] - 1
    rows = []
    for angle in RECORDED["image/angles"]:
        c, s = np.cos(angle), np.sin(angle)
        # Output to input coordinates, around the picture's centre.
        dx = (right - (c * right - s * bottom)) / 2
        dy = (bottom - (s * right + c * bottom)) / 2
        rows.append([c, -s, dx, s, c, dy, 0, 0])
    rows = np.array(rows, "float32")
    filled = ops.image.affine_transform(x, rows, "bilinear", fill_value=-1.0)
    yield RECORDED["image/rotate_constant"], filled
    reflected = ops.image.affine_transform(x, rows, "bilinear", fill_mode="reflect")
    yield RECORDED["image/rotate_reflect"], reflected


def translate():
    x = RECORDED["image/input"]

    def rows(shifts):
        return np.array([[1, 0, -dx, 0, 1, -dy, 0, 0] for dx, dy in shifts], "float32")

    moved = ops.image.affine_transform(x, rows(RECORDED["image/shifts"]), "bilinear")
    yield RECORDED["image/translate_constant"], moved
    twice = rows([[3.0, -2.0]] * 2)
    moved = ops.image.affine_transform(x, twice, "nearest", fill_mode="reflect")
    yield RECORDED["image/translate_nearest"], moved


def pinball():
    loss = L1Loss(weight=0.5)(RECORDED["losses/truth"], RECORDED["losses/prediction"])
    yield RECORDED["losses/pinball"], loss


def npairs():
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    yield RECORDED["losses/npairs"], loss(np.arange(8), RECORDED["losses/similarity"])


def moving_average():
    dense = keras.Sequential([keras.Input((3,)), layers.Dense(4, use_bias=False)])
    dense.layers[0].kernel.assign(RECORDED["optimizers/start"])
    average = ExponentialMovingAverage(dense, decay=0.25)
    optimizer = keras.optimizers.SGD(0.5)
    for step, gradient in enumerate(RECORDED["optimizers/gradients"]):
        optimizer.apply([ops.convert_to_tensor(gradient)], dense.trainable_weights)
        average.update(step)
        yield RECORDED[f"optimizers/dynamic/{step}"], average.average.weights[0]


def use_ema():
    variable = keras.Variable(RECORDED["optimizers/start"])
    optimizer = keras.optimizers.SGD(0.5, use_ema=True, ema_momentum=0.9)
    for step, gradient in enumerate(RECORDED["optimizers/gradients"]):
        optimizer.apply([ops.convert_to_tensor(gradient)], [variable])
        average = optimizer._model_variables_moving_average[0]
        yield RECORDED[f"optimizers/from_first_step/{step}"], average


def adamw():
    variable = keras.Variable(RECORDED["optimizers/start"])
    # TFA subtracted decay * weight, Keras subtracts learning_rate * decay * weight.
    optimizer = keras.optimizers.AdamW(0.01, weight_decay=0.002 / 0.01, beta_1=0.5)
    for step, gradient in enumerate(RECORDED["optimizers/gradients"]):
        optimizer.apply([ops.convert_to_tensor(gradient)], [variable])
        yield RECORDED[f"optimizers/adamw/{step}"], variable


def weights_file():
    for by_name in (False, True):
        model = successor_of_the_saved_model()
        model.load_weights(HERE / "tfa_0.23_weights.h5", by_name=by_name)
        yield RECORDED["weights/output"], model(RECORDED["weights/input"], training=False)


def successor_of_the_saved_model(filters=4):
    """Return the model whose TFA twin `record_tfa.py` saved, from today's layers."""
    return keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            layers.Conv2D(filters, 3, padding="same", name="stem_conv"),
            InstanceNormalization(epsilon=1e-3, name="stem_norm"),
            layers.ReLU(name="stem_activation"),
            layers.SpectralNormalization(
                layers.Conv2D(6, 3, name="inner"), power_iterations=2, name="middle"
            ),
            InstanceNormalization(epsilon=1e-3, center=False, name="middle_norm"),
            layers.BatchNormalization(name="batch_norm"),
            layers.Conv2D(2, 1, name="head"),
        ]
    )


# (piece of TFA, its successor, pairs); the table of docs/dependencies.md, row by row.
COMPARISONS = [
    ("tfa.layers.InstanceNormalization", "tfstyle.layers.InstanceNormalization", ours),
    (
        "tfa.layers.InstanceNormalization",
        "keras.layers.GroupNormalization(groups=-1)",
        group_normalization,
    ),
    (
        "tfa.layers.SpectralNormalization",
        "keras.layers.SpectralNormalization",
        spectral_normalization,
    ),
    ("tfa.image.gaussian_filter2d", "keras.ops.image.gaussian_blur", gaussian_blur),
    ("tfa.image.rotate", "keras.ops.image.affine_transform", rotate),
    ("tfa.image.translate", "keras.ops.image.affine_transform", translate),
    ("tfa.losses.PinballLoss(0.5)", "tfstyle.losses.L1Loss(0.5)", pinball),
    (
        "tfa.losses.NpairsLoss",
        "keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
        npairs,
    ),
    (
        "tfa.optimizers.MovingAverage(dynamic_decay=True)",
        "tfstyle.training.ExponentialMovingAverage",
        moving_average,
    ),
    (
        "tfa.optimizers.MovingAverage(start_step=1)",
        "keras.optimizers: use_ema=True",
        use_ema,
    ),
    ("tfa.optimizers.AdamW", "keras.optimizers.AdamW", adamw),
    ("weights saved as .h5", "keras.Model.load_weights", weights_file),
]


def largest_difference(pairs):
    differences = []
    for recorded, successor in pairs():
        successor = ops.convert_to_numpy(successor)
        assert recorded.shape == successor.shape
        differences.append(float(np.abs(recorded - successor).max()))
    return max(differences)


def table():
    """Return the rows of the Markdown table, measured now."""
    return [
        f"| `{piece}` | `{successor}` | {largest_difference(pairs):.1e} |"
        for piece, successor, pairs in COMPARISONS
    ]


@pytest.mark.parametrize(
    "pairs", [pairs for *_, pairs in COMPARISONS], ids=lambda pairs: pairs.__name__
)
def test_successor_computes_the_same(pairs):
    assert largest_difference(pairs) <= TOLERANCE


def test_recorded_by_the_versions_that_the_documentation_names():
    versions = json.loads(str(RECORDED["versions"]))
    assert versions["tensorflow_addons"] == "0.23.0"
    assert versions["tensorflow"] == "2.15.1"
    text = DEPENDENCIES.read_text("utf-8")
    assert "TensorFlow 2.15.1" in text and "tensorflow-addons 0.23.0" in text


def test_documented_table_is_this_one():
    text = DEPENDENCIES.read_text("utf-8")
    rows = re.findall(r"^\| `(.+?)` \| `(.+?)` \| ([\d.e+-]+) \|$", text, re.M)
    assert [row[:2] for row in rows] == [comparison[:2] for comparison in COMPARISONS]
    # Another processor rounds differently, so the digits are not compared, only their promise.
    assert all(float(difference) <= TOLERANCE for *_, difference in rows)


def test_every_loaded_weight_is_the_saved_one():
    model = successor_of_the_saved_model()
    model.load_weights(HERE / "tfa_0.23_weights.h5")
    with h5py.File(HERE / "tfa_0.23_weights.h5") as file:
        for layer, weight, name in (
            ("stem_norm", model.get_layer("stem_norm").gamma, "gamma"),
            ("stem_norm", model.get_layer("stem_norm").beta, "beta"),
            ("middle_norm", model.get_layer("middle_norm").gamma, "gamma"),
            ("middle", model.get_layer("middle").vector_u, "sn_u"),
            ("middle", model.get_layer("middle").kernel, "kernel"),
        ):
            saved = file[f"{layer}/{layer}/{name}:0"][:]
            np.testing.assert_array_equal(ops.convert_to_numpy(weight), saved)


def test_saved_weights_of_another_width_are_refused():
    with pytest.raises(ValueError, match="shape"):
        successor_of_the_saved_model(filters=5).load_weights(HERE / "tfa_0.23_weights.h5")


if __name__ == "__main__":
    print("\n".join(table()))
