"""TensorFlow's start-up notes, which no setting silences, kept from the terminal."""

import contextlib
import os


@contextlib.contextmanager
def quiet_start():
    """Context in which what native code writes to stderr is dropped; Python's errors still come.

    TensorFlow greets with lines about processors and missing GPUs before any log level is read.
    Nothing is dropped when `TF_CPP_MIN_LOG_LEVEL` is 0, which `--debug` sets.
    """
    if os.environ.get("TF_CPP_MIN_LOG_LEVEL") == "0":
        yield
        return
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def start_tensorflow() -> None:
    """Import TensorFlow and Keras and look for devices, without a word."""
    with quiet_start():
        import tensorflow as tf

        # The driver is asked, and complains, at the first question.
        tf.config.list_physical_devices()
        import keras  # noqa: F401
