"""Networks take no memory, and no time to speak of, before a file is known to have their weights.

A configuration may claim any size. What it claims is built without memory, and only as far as the
weights that are stored go.
"""

import contextlib
import math

from tfstyle.errors import ArchitectureError, one_line
from tfstyle.presets.layout import CONFIG

# Arguments that say how many layers a network has, each of which has a weight at least; `levels`
# and the rest have bounds in the constructors.
_DEPTHS = ("num_blocks", "num_layers", "num_downs", "num_scales", "num_ups")
_LARGEST_FRESH = 1 << 28  # numbers of a network whose weights are not stored: 1 GiB
_MOST_FRESH = 2000  # and its weights


def check_depth(config: dict, weights: int, where) -> None:
    """Check that a network is not deeper than its weights in the file can be.

    Args:
        config: the constructor's arguments.
        weights: how many arrays the file holds for it.
        where: the network, for the error.

    Raises:
        ArchitectureError: it is.
    """
    for name in _DEPTHS:
        value = config.get(name)
        if isinstance(value, (int, float)) and value > max(weights, 1):
            raise ArchitectureError(
                f"{where} has {name}={one_line(value, 40)} in {CONFIG}, and the file of its "
                f"weights holds {weights} for it. The weights are of another architecture."
            )


class Budget(list):
    """Variables that wait for their values, while there are no more than the file can fill.

    Args:
        where: the network, for the error.
        arrays: most weights.
        numbers: in all of them.
        reason: what the limit follows from, for the error.
    """

    def __init__(self, where, arrays: int, numbers: int, reason: str):
        super().__init__()
        self._where, self._reason = where, reason
        self._arrays, self._numbers = arrays, numbers

    def append(self, variable):
        """Keep a variable that was just made.

        Raises:
            ArchitectureError: it is one too many, or too large.
        """
        self._arrays -= 1
        self._numbers -= math.prod(variable.shape)
        if self._arrays < 0 or self._numbers < 0:
            raise ArchitectureError(
                f"{self._where} would have more weights, or larger ones, than {self._reason}: "
                f"{variable.path} of shape {tuple(variable.shape)} is beyond it."
            )
        super().append(variable)


def stored_budget(where, arrays: int, numbers: int) -> Budget:
    """Return the budget of a network of which a file holds so many arrays and numbers.

    It is wider than that by what makes no difference, so that a network that is nearly the file's
    is built and can be compared, weight by weight.
    """
    return Budget(
        where, 2 * arrays + 100, 4 * numbers + (1 << 20),
        f"the file holds for it, {arrays} arrays of {numbers:,} numbers",
    )  # fmt: skip


def fresh_budget(where) -> Budget:
    """Return the budget of a network without stored weights."""
    return Budget(
        where, _MOST_FRESH, _LARGEST_FRESH,
        f"are made anew, {_MOST_FRESH:,} arrays of {_LARGEST_FRESH:,} numbers",
    )  # fmt: skip


@contextlib.contextmanager
def without_memory(budget: Budget):
    """Build a network whose weights have shapes, and values only once the block has succeeded.

    After an error in the block they never get any.
    """
    import keras

    # Keras keeps the waiting variables here, and has no public way to count them or give them up.
    from keras.src.backend.common import global_state

    scope, waiting = keras.StatelessScope(initialize_variables=False), "uninitialized_variables"
    before = global_state.get_global_attribute(waiting)
    global_state.set_global_attribute(waiting, budget)
    try:
        with scope:
            yield
            scope.initialize_variables = True
    finally:
        global_state.set_global_attribute(waiting, before if before is not None else [])
