"""A model's picture function as a bare SavedModel, for converters to read."""


def write_archive(model, direction: str, directory, size=None) -> None:
    """Write `images` to `stylized`, both (1, H, W, C) in [0, 1], as `serving_default`.

    Where the style is an input (`style_input`), a row of it comes beside the picture.

    Args:
        model: the model.
        direction: a name in `model.directions`.
        directory: an empty one.
        size: (height, width) of all pictures; any if not given.

    Raises:
        ExportError: the model draws noise.
    """
    import tensorflow as tf

    from tfstyle.export.signatures import stylize_function
    from tfstyle.models.shared.style_input import style_input

    channels, _ = model.channels(direction)
    style = style_input(model)
    specs = [tf.TensorSpec((1, *(size or (None, None)), channels), tf.float32, name="images")]
    specs += [] if style is None else [style.spec(1)]
    stylize = stylize_function(model, direction)
    _write(directory, "serving_default", "stylized", stylize, specs)


def write_predictor(model, directory, size=None) -> None:
    """Write `style_images` (1, H, W, 3) in [0, 1] to `style_vector` (1, n), as `PREDICT`.

    Args:
        model: one that looks at a style picture.
        directory: an empty one.
        size: (height, width) of all style pictures; any if not given.
    """
    import tensorflow as tf

    from tfstyle.export.signatures import predict_function
    from tfstyle.tflite_facts import PREDICT, VECTOR

    spec = tf.TensorSpec((1, *(size or (None, None)), 3), tf.float32, name="style_images")
    _write(directory, PREDICT, VECTOR, predict_function(model), [spec])


def _write(directory, endpoint, output, function, specs):
    import keras
    import tensorflow as tf

    from tfstyle.layers.tensorflow_kernels import plain_operations

    traced = tf.function(function, input_signature=specs, autograph=False)
    archive = keras.export.ExportArchive()
    with plain_operations():
        # Plain operations alone: to look through the code for Python's own takes long.
        as_written = tf.autograph.experimental.do_not_convert(
            lambda *inputs: {output: traced(*inputs)}
        )
        archive.add_endpoint(endpoint, as_written, specs)
        archive.write_out(str(directory), verbose=False)
