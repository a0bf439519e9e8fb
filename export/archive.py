"""A model's picture function as a bare SavedModel, for converters to read."""


def write_archive(model, direction: str, directory, size=None) -> None:
    """Write `images` to `stylized`, both (1, H, W, C) in [0, 1], as `serving_default`.

    Args:
        model: the model.
        direction: a name in `model.directions`.
        directory: an empty one.
        size: (height, width) of all pictures; any if not given.

    Raises:
        ExportError: the model draws noise.
    """
    import keras
    import tensorflow as tf

    from tfstyle.export.signatures import stylize_function
    from tfstyle.layers.tensorflow_kernels import plain_operations

    channels, _ = model.channels(direction)
    height, width = size or (None, None)
    spec = tf.TensorSpec((1, height, width, channels), tf.float32, name="images")
    stylize = tf.function(stylize_function(model, direction), input_signature=[spec])

    def serving_default(images):
        return {"stylized": stylize(images)}

    archive = keras.export.ExportArchive()
    with plain_operations():
        archive.add_endpoint("serving_default", serving_default, [spec])
        archive.write_out(directory, verbose=False)
