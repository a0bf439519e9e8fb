"""What a SavedModel takes of a style beside the pictures, and how that becomes rows of numbers.

A style picture is scaled as `translate` does, in the graph: its shorter side to the pixels that the
model was made to look at. However many come, one is looked at after the other.
"""

from tfstyle.export.signatures import predict_function, unit_floats, unit_levels
from tfstyle.models.shared.style_input import StyleInput
from tfstyle.tflite_facts import NAMES

# A style picture may be so much longer than wide, where `max_pixels` does not allow for more: the
# scaled one has to have a limit, too.
_LONGEST = 4
# How far from 1 the weights of a blend may sum up to: a client may round them.
_SLACK = 0.01


def style_inputs(model, style: StyleInput, most: int, decode) -> dict:
    """Return, by signature, the second input as a `tf.TensorSpec` and the function to its rows.

    Args:
        model: of which `style` is.
        style: of `style_input`.
        most: pixels a style picture may have.
        decode: of `decoding.decoder`, to 3 channels.
    """
    import tensorflow as tf

    if style.kind == NAMES:
        weights = style.spec(), lambda rows: checked_weights(rows, style.names)
        return dict.fromkeys(("serving_default", "serving_uint8", "serving_bytes"), weights)
    spec = tf.TensorSpec((1, None, None, 3), tf.float32)
    look = tf.function(_look(model, style, most), input_signature=[spec], autograph=False)

    def each(pictures, read):
        """Return the vectors of pictures, of which `read` takes one to float32 (H, W, 3)."""
        return tf.map_fn(
            lambda one: look(read(one)[None])[0], pictures,
            fn_output_signature=tf.TensorSpec((style.length,), tf.float32),
            parallel_iterations=1,  # the memory of one picture, however many come
        )

    pixels = (None, None, None, 3)
    return {
        "serving_default": (
            tf.TensorSpec(pixels, tf.float32, name="style_images"),
            lambda pictures: each(unit_floats(pictures, most), tf.identity),
        ),
        "serving_uint8": (
            tf.TensorSpec(pixels, tf.uint8, name="style_images"),
            lambda pictures: each(unit_levels(pictures, most), tf.identity),
        ),
        "serving_bytes": (
            tf.TensorSpec([None], tf.string, name="style_bytes"),
            lambda files: each(files, decode),
        ),
    }


def checked_weights(rows, names):
    """Pass weights (N, S) of styles on if each row is a blend.

    Args:
        rows: float32, none below 0, 1 in all, up to what is rounded.
        names: of the styles, for the error.
    """
    import tensorflow as tf

    off = tf.abs(tf.reduce_sum(rows, axis=1) - 1.0)
    blends = tf.reduce_all(rows >= 0.0) & tf.reduce_all(off <= _SLACK)  # False for NaN, too
    message = (
        "style_weights: a row holds a weight, 0 or more, for each of "
        f"{', '.join(names)}, in this order, and they sum to 1. Received:"
    )
    with tf.control_dependencies([tf.debugging.Assert(blends, [message, rows], summarize=64)]):
        return tf.identity(rows)


def _look(model, style, most):
    """Return the function of one style picture (1, H, W, 3) in [0, 1] to its vector (1, n)."""
    import tensorflow as tf

    predict = predict_function(model)

    def look(picture):
        height, width = (tf.cast(tf.shape(picture)[axis], tf.float64) for axis in (1, 2))
        shorter = tf.minimum(height, width)
        if style.side is None:
            least = tf.constant(model.min_size, tf.float64)
            message = "A style picture must have pixels a side, at least:"
            with tf.control_dependencies([
                tf.debugging.Assert(shorter >= least, [message, model.min_size])
            ]):
                return predict(tf.identity(picture))
        size = [tf.round(side * style.side / shorter) for side in (height, width)]
        allowed = max(most, _LONGEST * style.side**2)
        message = (
            f"A style picture is scaled to {style.side} pixels on its shorter side, and may then "
            f"have at most {allowed}: send a part that is less long. Received height, width:"
        )
        fits = tf.debugging.Assert(
            (shorter >= 1) & (size[0] * size[1] <= allowed), [message, height, width]
        )
        with tf.control_dependencies([fits]):
            size = tf.cast(tf.stack(size), tf.int32)
        return predict(_scaled(picture, size))

    return look


def _scaled(picture, size):
    """Resize as `tfstyle.images.resize` does: by Lanczos, antialiased, within the same values."""
    import tensorflow as tf

    out = tf.image.resize(picture, size, method="lanczos3", antialias=True)
    return tf.clip_by_value(out, tf.reduce_min(picture), tf.reduce_max(picture))
