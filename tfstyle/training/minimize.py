"""Optimize a picture instead of a network, by L-BFGS (SciPy's) or Adam.

Both search among pictures with values in [-1, 1]; on TensorFlow the function is traced once.
"""

import keras
import numpy as np
from keras import ops

from tfstyle.training.gradients import record

MINIMIZERS = ("lbfgs", "adam")
# From as many numbers on, L-BFGS remembers fewer steps: each takes 16 bytes a number.
_LARGE = 2**20


class ValueAndGradient:
    """A function of one picture, ready to be evaluated with its gradient.

    Args:
        function: maps a tensor of `shape` to a dict of float32 scalars, the terms of a sum.
        shape: of the picture, e.g. (1, H, W, 3).

    Example:
        >>> square = ValueAndGradient(lambda x: {"square": ops.sum(x * x)}, (1, 1, 1, 2))
        >>> value, gradient = square(np.array([1.0, -0.5]))
        >>> value, gradient.tolist(), square.terms
        (1.25, [2.0, -1.0], {'square': 1.25})
    """

    def __init__(self, function, shape):
        self.variable = keras.Variable(np.zeros(shape, "float32"), dtype="float32", name="picture")
        self.terms = {}

        def evaluate():
            with record([self.variable]) as tape:
                terms = function(self.variable.value)
                total = sum(terms.values())
            return total, tape.gradient(total)[0], terms

        self._evaluate = compiled(evaluate)

    def __call__(self, flat):
        """Return the sum and its gradient at `flat`, float64 as SciPy wants them.

        Args:
            flat: array of as many numbers as the picture has.

        Returns:
            A float and a float64 array like `flat`; `terms` keeps the terms of the sum.
        """
        self.variable.assign(np.reshape(flat, self.variable.shape).astype("float32"))
        total, gradient, terms = self._evaluate()
        self.terms = {name: float(ops.stop_gradient(term)) for name, term in terms.items()}
        gradient = np.asarray(ops.convert_to_numpy(gradient), "float64")
        return float(ops.stop_gradient(total)), gradient.ravel()


def minimize(function, start, *, steps, method="lbfgs", learning_rate=0.05, callback=None):
    """Return a picture in [-1, 1] with a smaller value of `function`.

    Args:
        function: a `ValueAndGradient`.
        start: float array (1, H, W, 3) in [-1, 1].
        steps: of the method; L-BFGS may evaluate the function a little more often, or stop
            early where it finds no way down in float32.
        method: `"lbfgs"`: SciPy's L-BFGS-B, which learns the curvature from its last 10 steps
            (4 of a large picture);
            `"adam"`: steadier where the function is not smooth, slower.
        learning_rate: of Adam, in units of the picture's values; its last step is a tenth of it.
        callback: called with the number of each step, from 1, and the picture as it is.

    Returns:
        float32 array like `start`.

    Raises:
        ValueError: another method.

    Example:
        >>> line = ValueAndGradient(lambda x: {"line": ops.sum(x)}, (1, 1, 2, 1))
        >>> minimize(line, np.zeros((1, 1, 2, 1)), steps=9).ravel().tolist()
        [-1.0, -1.0]
    """
    if method not in MINIMIZERS:
        raise ValueError(f"method must be one of {MINIMIZERS}. Received: {method!r}")
    start = np.clip(np.asarray(start, "float64"), -1, 1)
    if steps < 1:
        return start.astype("float32")
    search = _lbfgs if method == "lbfgs" else _adam
    return search(function, start, steps, learning_rate, callback)


def _lbfgs(function, start, steps, learning_rate, callback):
    from scipy import optimize

    count = 0

    def after_step(x):
        nonlocal count
        count += 1
        if callback is not None:
            callback(count, x.reshape(start.shape).astype("float32"))

    found = optimize.minimize(
        function, start.ravel(), jac=True, method="L-BFGS-B", bounds=optimize.Bounds(-1, 1),
        callback=after_step,
        # Tolerances of 0: it is done when the steps are.
        options={
            "maxiter": steps, "maxfun": 2 * steps + 20, "ftol": 0, "gtol": 0,
            "maxcor": 10 if start.size < _LARGE else 4,
        },
    )
    return found.x.reshape(start.shape).astype("float32")


def _adam(function, start, steps, learning_rate, callback):
    picture = start.ravel()
    first, second = np.zeros_like(picture), np.zeros_like(picture)
    for step in range(1, steps + 1):
        _, gradient = function(picture)
        first += 0.1 * (gradient - first)
        second += 0.01 * (gradient**2 - second)
        rate = learning_rate * 0.1 ** ((step - 1) / max(steps - 1, 1))
        change = (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-12)
        picture = np.clip(picture - rate * change, -1, 1)
        if callback is not None:
            callback(step, picture.reshape(start.shape).astype("float32"))
    return picture.reshape(start.shape).astype("float32")


def compiled(function):
    """Return `function` traced on TensorFlow: a graph frees each activation after its last use.

    Args:
        function: of tensors, or of none; called as it is on other backends.
    """
    if keras.config.backend() != "tensorflow":
        return function
    import tensorflow as tf

    return tf.function(function, autograph=False)
