"""A SavedModel, loaded: its signatures as functions of arrays."""

import os
import re
from collections.abc import Mapping

import numpy as np

from tfstyle.errors import one_line
from tfstyle.serving.problems import ServingError
from tfstyle.serving.signature import Arrays, Signature, TensorInfo

# Where in the graph it happened, in which files, and how many said so.
_WHERE = re.compile(
    r"^(Graph execution error:|Detected at node .*|<stack traces unavailable>|\s+.*|"
    r"\d+ root error\(s\) found\.|\d+ (derived|successful) .*)?$"
)
_NODE = re.compile(r"\s*(\[\[|\[Op:|\{\{node).*$")
_ROOT = re.compile(r"^\s*\((?P<number>\d+)\) [A-Z_]+:\s*")
_ASSERTION = re.compile(r"^assertion failed: ")


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
    counted = [info.shape and info.shape[0] is None for info in inputs.values()]
    # Of unknown rank: so exports of before told what a loop over the pictures gives.
    given = [info.shape is None or info.shape[:1] == (None,) for info in outputs.values()]

    def run(arrays: Arrays) -> Arrays:
        import tensorflow as tf

        try:
            results = function(**{key: tf.constant(arrays[key]) for key in inputs})
            return {key: np.asarray(value.numpy()) for key, value in results.items()}
        except (tf.errors.InvalidArgumentError, ValueError, TypeError) as error:
            raise ServingError("INVALID_ARGUMENT", plain(error)) from error
        except tf.errors.ResourceExhaustedError as error:
            raise ServingError("RESOURCE_EXHAUSTED", plain(error), retry_after=1) from error

    return Signature(name, inputs, outputs, run, batches=all(counted) and all(given))


def _info(name, spec) -> TensorInfo:
    dtype = "string" if spec.dtype.name == "string" else spec.dtype.name
    return TensorInfo(name, dtype, None if spec.shape.rank is None else tuple(spec.shape))


def plain(error) -> str:
    """Return what TensorFlow says, without where in the graph it was and without paths.

    Example:
        >>> plain(ValueError("assertion failed: [too large:] [9] [[{{node x}}]]"))
        'too large: 9'
    """
    words = []
    for line in (getattr(error, "message", None) or str(error)).splitlines():
        root = _ROOT.match(line)
        if root and root["number"] != "0":
            break  # the others say the same
        line = _NODE.sub("", _ROOT.sub("", line))
        if not _WHERE.match(line):
            words.append(line)
    text = " ".join(words) or "The model cannot take this."
    if _ASSERTION.match(text):
        text = re.sub(r"\] \[", " ", _ASSERTION.sub("", text)).strip("[]")
    return one_line(text, 500)
