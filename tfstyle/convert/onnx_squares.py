"""Squares that tf2onnx does not lose the layout of."""

import contextlib

import numpy as np

_OP, _DOMAIN, _SINCE = "Square", "", 1


@contextlib.contextmanager
def squares_as_powers():
    """Let tf2onnx write a square as x² instead of x · x, as long as the context is open.

    tf2onnx 1.17 moves a transposition behind x · x and keeps the shape from before it. What
    reshapes the product afterwards, as the variance of every instance normalization does, may then
    be told channels for a width: in one file of eight, as the order has it in which Python hashes
    the names of nodes. A power it leaves in place, and onnxruntime computes an exponent of 2 as a
    square, digit for digit.
    """
    import tf2onnx.convert  # noqa: F401  registers its handlers
    from tf2onnx.handler import tf_op

    handlers = tf_op.get_opsets()[_DOMAIN][_SINCE]
    before = handlers[_OP]
    tf_op(_OP).register_compat_handler(_write_power, _SINCE)
    try:
        yield
    finally:
        handlers[_OP] = before


def _write_power(context, node, **_):
    from tf2onnx import utils

    dtype = utils.map_onnx_to_numpy_type(context.get_dtype(node.input[0]))
    two = context.make_const(utils.make_name("two"), np.array(2, dtype))
    node.type = "Pow"
    node.input.append(two.output[0])
