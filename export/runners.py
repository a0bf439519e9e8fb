"""Artefacts as functions of one picture, run the way their users run them."""

import os
import warnings
from pathlib import Path

import numpy as np


def tflite_runner(path):
    """Return a function of uint8 (H, W, C) to float32 (H, W, D) in [0, 1] from a TFLite file.

    Uses LiteRT (`ai-edge-litert`), else the interpreter inside TensorFlow. What tells the style,
    float32 (1, n), goes by its name where the file takes it.
    """
    run = signature_runner(path, "serving_default")

    def stylize(picture, **style):
        return run(images=to_unit(picture), **style)["stylized"][0]

    return stylize


def signature_runner(path, signature):
    """Return a signature of a TFLite file as a function of arrays by name to arrays by name."""
    interpreter = interpreter_class()(model_path=str(path), num_threads=os.cpu_count() or 1)
    return interpreter.get_signature_runner(signature)


def saved_model_runners(directory, direction, several, style=None):
    """Yield `(function of a look, facts)` for each signature of a SavedModel.

    Args:
        directory: the version directory.
        direction: asked for by name where the SavedModel takes one.
        several: whether the model has more than one direction.
        style: `StyleInput` where the style is an input.
    """
    import tensorflow as tf

    loaded = tf.saved_model.load(str(directory))
    signatures = loaded.signatures
    size = sum(path.stat().st_size for path in Path(directory).rglob("*") if path.is_file())

    def call(signature, look, encode, **inputs):
        if style is not None and style.names:
            inputs[style.name] = tf.constant(look.style[None])
        elif style is not None:
            ((picture, _),) = look.style
            name = "style_bytes" if encode is _png else "style_images"
            inputs[name] = encode(picture)
        # Without a direction input the SavedModel was exported for one direction alone.
        if several and "direction" in signature.structured_input_signature[1]:
            inputs["direction"] = tf.constant([direction])
        return signature(**inputs)

    def floats(picture):
        return tf.constant(to_unit(picture))

    def levels(picture):
        return tf.constant(picture[None])

    def of_float(look):
        signature, images = signatures["serving_default"], floats(look.picture)
        return call(signature, look, floats, images=images)["stylized"].numpy()[0]

    def of_uint8(look):
        signature, images = signatures["serving_uint8"], levels(look.picture)
        out = call(signature, look, levels, images=images)["stylized"].numpy()[0]
        return out.astype("float32") / 255

    def of_bytes(look):
        signature, data = signatures["serving_bytes"], _png(look.picture)
        out = call(signature, look, _png, image_bytes=data)["stylized_bytes"][0]
        return tf.io.decode_png(out).numpy().astype("float32") / 255

    for name, run, precision in (
        ("serving_default", of_float, "fp32"),
        ("serving_uint8", of_uint8, "uint8"),
        ("serving_bytes", of_bytes, "uint8"),
    ):
        if name in signatures:
            # `loaded` must outlive its signatures, which hold it weakly.
            run.owner = loaded
            yield run, {
                "artefact": f"saved_model {name}", "precision": precision, "bytes": size,
                "static": None,
            }


def _png(picture):
    """Return a picture as one encoded file."""
    import tensorflow as tf

    return tf.io.encode_png(picture)[None]


def interpreter_class():
    """Return LiteRT's interpreter, else the one inside TensorFlow, with a warning."""
    try:
        from ai_edge_litert.interpreter import Interpreter
    except ImportError:
        import tensorflow as tf

        warnings.warn(
            "ai-edge-litert is not installed; the TFLite files are checked with the deprecated "
            "interpreter inside TensorFlow. Install it with: pip install 'tfstyle[export]'",
            stacklevel=3,
        )
        return tf.lite.Interpreter
    return Interpreter


def to_unit(picture):
    """Return a uint8 picture (H, W, C) as the artefacts take it: float32 (1, H, W, C) in [0, 1]."""
    return np.asarray(picture, "float32")[None] / np.float32(255)
