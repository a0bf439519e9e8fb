"""A function as one graph, where the backend makes graphs."""

import keras


def compiled(function):
    """Return a function of tensors that is traced once and then runs as a graph.

    Another size of batch is traced anew, with what differs left open. Backends other than
    TensorFlow run it as it is.

    Example:
        >>> int(compiled(lambda x: x + 1)(keras.ops.ones((), "int32")))
        2
    """
    if keras.config.backend() != "tensorflow":
        return function
    import tensorflow as tf

    return tf.function(function, reduce_retracing=True)
