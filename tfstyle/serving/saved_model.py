"""A SavedModel, loaded: its signatures as functions of arrays."""

import os
import re
from collections.abc import Mapping

import numpy as np

from tfstyle.errors import one_line
from tfstyle.serving.problems import ServingError
from tfstyle.serving.signature import Arrays, Signature, TensorInfo

# What TensorFlow adds to a message about where in the graph it happened.
_WHERE = re.compile(r"\s*(\[\[.*?\]\]|\[Op:.*?\]|name: .*$|Detected at node.*$|\{\{node.*?\}\})")


class SavedModel:
    """A SavedModel by its signatures.

    Args:
        directory: of one version.

    Raises:
        OSError: it is no SavedModel, or damaged.
    """

    def __init__(self, directory: str | os.PathLike):
        import tensorflow as tf

        # Its signatures hold it weakly.
        self._loaded = tf.saved_model.load(str(directory))
        self.signatures: Mapping[str, Signature] = {
            name: _signature(name, function) for name, function in self._loaded.signatures.items()
        }

    def close(self) -> None:
        """Let go of the weights."""
        self.signatures, self._loaded = {}, None


def _signature(name, function) -> Signature:
    _, keywords = function.structured_input_signature
    inputs = {key: _info(key, spec) for key, spec in sorted(keywords.items())}
    outputs = {key: _info(key, spec) for key, spec in sorted(function.structured_outputs.items())}
    open_first = all(
        info.shape is not None and info.shape and info.shape[0] is None
        for info in (*inputs.values(), *outputs.values())
    )

    def run(arrays: Arrays) -> Arrays:
        import tensorflow as tf

        try:
            results = function(**{key: tf.constant(arrays[key]) for key in inputs})
            return {key: np.asarray(value.numpy()) for key, value in results.items()}
        except (tf.errors.InvalidArgumentError, ValueError, TypeError) as error:
            raise ServingError("INVALID_ARGUMENT", plain(error)) from error
        except tf.errors.ResourceExhaustedError as error:
            raise ServingError("RESOURCE_EXHAUSTED", plain(error), retry_after=1) from error

    return Signature(name, inputs, outputs, run, batches=open_first)


def _info(name, spec) -> TensorInfo:
    dtype = "string" if spec.dtype.name == "string" else spec.dtype.name
    return TensorInfo(name, dtype, None if spec.shape.rank is None else tuple(spec.shape))


def plain(error) -> str:
    """Return what TensorFlow says, without where in the graph it was and without paths.

    Example:
        >>> plain(ValueError("too large [[{{node x}}]]"))
        'too large'
    """
    message = getattr(error, "message", None) or str(error)
    return one_line(_WHERE.sub("", one_line(message, 2000)), 500)
