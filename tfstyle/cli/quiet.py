"""TensorFlow's start-up notes, which no setting silences, kept from the terminal."""

from tfstyle.native_output import dropped


def start_tensorflow() -> None:
    """Import TensorFlow and Keras and look for devices, without a word.

    TensorFlow greets with lines about processors and missing GPUs before any log level is read.
    """
    with dropped():
        import tensorflow as tf

        # The driver is asked, and complains, at the first question.
        tf.config.list_physical_devices()
        import keras  # noqa: F401
