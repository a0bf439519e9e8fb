"""The TFLite files: builtin operations, right pictures at static and free sizes, small weights."""

import hashlib
import json

import numpy as np
import pytest
import tensorflow as tf

from tests.optional import need
from tfstyle.errors import ExportError
from tfstyle.export import tflite
from tfstyle.export.runners import tflite_runner
from tfstyle.images import resize
from tfstyle.tflite_facts import read_facts

Interpreter = need("ai_edge_litert.interpreter").Interpreter


def keras_picture(model, picture, direction=None):
    out = model.translate(picture.astype("float32") / 127.5 - 1, direction=direction)
    return (out + 1) / 2


def psnr(a, b):
    return -10 * np.log10(np.mean((a - b) ** 2))


@pytest.fixture(scope="module")
def files(pix2pix_export):
    return pix2pix_export[0] / "tflite"


def test_the_sidecar_says_what_the_files_are(files):
    sidecar = json.loads((files / "model.json").read_text("utf-8"))
    assert sidecar["input"] == {
        "name": "images", "dtype": "float32", "layout": "NHWC", "range": [0, 1], "channels": 3,
        "label_map": False,
    }
    assert sidecar["output"]["name"] == "stylized"
    assert [entry["file"] for entry in sidecar["files"]] == [
        "label2photo_32_fp32.tflite", "label2photo_32_fp16.tflite",
        "label2photo_32_int8.tflite", "label2photo_dynamic_fp32.tflite",
    ]
    assert {p.name for p in files.iterdir()} == {
        "model.json", *(entry["file"] for entry in sidecar["files"])
    }
    for entry in sidecar["files"]:
        content = (files / entry["file"]).read_bytes()
        shared = {key: sidecar[key] for key in ("format", "name", "preset", "tfstyle", "license")}
        told = {key: value for key, value in entry.items() if key not in ("file", "sha256", "gpu")}
        assert read_facts(files / entry["file"]) == {**shared, **told}
        assert len(content) == entry["bytes"]
        assert hashlib.sha256(content).hexdigest() == entry["sha256"]
        size = Interpreter(model_content=content).get_input_details()[0]["shape_signature"]
        assert size.tolist() == [1, *(entry["size"] or (-1, -1)), 3]


@pytest.mark.parametrize(("precision", "least"), [("fp32", 100), ("fp16", 50), ("int8", 30)])
def test_static_files_give_the_picture(files, pix2pix, cat, precision, least):
    picture = resize(cat, (32, 32))
    out = tflite_runner(files / f"label2photo_32_{precision}.tflite")(picture)
    reference = keras_picture(pix2pix, picture)
    assert reference.std() > 0.02
    assert psnr(out, reference) > least


def test_the_dynamic_file_takes_any_size(files, pix2pix, cat):
    run = tflite_runner(files / "label2photo_dynamic_fp32.tflite")
    for shape in ((45, 70), (1, 1), (3, 64), (32, 32)):
        picture = cat[: shape[0], : shape[1]]
        np.testing.assert_allclose(run(picture), keras_picture(pix2pix, picture), atol=1e-4)


def test_the_dynamic_file_also_by_resizing(files, pix2pix, cat):
    interpreter = Interpreter(str(files / "label2photo_dynamic_fp32.tflite"))
    details = interpreter.get_input_details()[0]
    interpreter.resize_tensor_input(details["index"], (1, 45, 70, 3), strict=True)
    interpreter.allocate_tensors()
    interpreter.set_tensor(details["index"], cat[None].astype("float32") / 255)
    interpreter.invoke()
    out = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
    np.testing.assert_allclose(out[0], keras_picture(pix2pix, cat), atol=1e-4)


def test_a_static_size_that_does_not_fit_the_network(cyclegan, cat):
    (model,) = tflite.convert(cyclegan, "photo2monet", (45, 70), ("fp32",)).values()
    run = Interpreter(model_content=model).get_signature_runner("serving_default")
    out = run(images=cat[None].astype("float32") / 255)["stylized"][0]
    np.testing.assert_allclose(out, keras_picture(cyclegan, cat, "b2a"), atol=1e-4)
    # Reflection is written as slices, which LiteRT copies many times faster.
    assert "MIRROR_PAD" not in tflite.operations(model)


def test_weights_shrink_with_the_precision(files):
    size = {p: (files / f"label2photo_32_{p}.tflite").stat().st_size for p in tflite.PRECISIONS}
    assert size["fp16"] < 0.65 * size["fp32"]
    assert size["int8"] < 0.4 * size["fp32"]


def test_operations_of_another_runtime_are_refused():
    @tf.function(input_signature=[tf.TensorSpec((4,))])
    def foreign(x):
        return tf.math.erfinv(x)

    converter = tf.lite.TFLiteConverter.from_concrete_functions([foreign.get_concrete_function()])
    converter.allow_custom_ops = True
    with pytest.raises(ExportError, match="Erfinv"):
        tflite.check_builtin(converter.convert())


def test_a_network_tflite_cannot_take_is_named(pix2pix, monkeypatch):
    monkeypatch.setattr(
        type(pix2pix), "translator", lambda self, direction=None: tf.math.erfinv
    )
    with pytest.raises(ExportError, match="TFLite cannot take this network"):
        tflite.convert(pix2pix, "label2photo", (8, 8), ("fp32",))
