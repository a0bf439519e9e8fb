"""What a constructor takes: checked before the first layer is made, and cheaply.

A configuration may come from a file. A number of 10^9 in it must end in a sentence, not in an hour
of building or in all of the memory; so must a word, a list or nothing where a number belongs.
The shared ranges hold for every network; what one alone asks for stands in its constructor.
"""

import itertools
import math
import numbers
import reprlib

# (smallest, largest) of what the networks share, by its name.
_SHARED = {
    "filters": (1, 1024),
    "num_blocks": (0, 64),
    "local_blocks": (0, 64),
    "in_channels": (1, 1024),  # of pictures, label maps included
    "out_channels": (1, 1024),
    "channels": (1, 1024),
    "num_classes": (0, 4096),
    "num_styles": (1, 4096),
}
# Of one network: 4 GB in float32. The largest published ones here have a tenth of it.
MOST_WEIGHTS = 10**9

_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 60


def check_shared(owner: str, **arguments):
    """Check whole numbers whose ranges hold for every network, each given as `name=value`.

    Raises:
        ValueError: not a whole number, or outside of its range.

    Example:
        >>> check_shared("UNetGenerator", filters=64, in_channels=0)
        Traceback (most recent call last):
        ValueError: UNetGenerator needs in_channels, a whole number from 1 to 1024. Received: \
in_channels=0
    """
    ranged = {name: (value, *_SHARED[name]) for name, value in arguments.items()}
    check_whole(owner, **ranged)


def check_whole(owner: str, **arguments):
    """Check whole numbers, each given as `name=(value, least, most)`.

    Raises:
        ValueError: not a whole number (a bool is none), or outside of its range.

    Example:
        >>> check_whole("UNetGenerator", num_downs=(10**9, 2, 12))
        Traceback (most recent call last):
        ValueError: UNetGenerator needs num_downs, a whole number from 2 to 12. Received: \
num_downs=1000000000
    """
    for name, (value, least, most) in arguments.items():
        whole = isinstance(value, numbers.Integral) and not isinstance(value, bool)
        if not (whole and least <= value <= most):
            raise ValueError(
                f"{owner} needs {name}, a whole number from {least} to {most}. "
                f"Received: {name}={shown(value)}"
            )


def check_number(owner: str, **arguments):
    """Check numbers, each given as `name=(value, least, most)`; not-a-number is none.

    Raises:
        ValueError: not a number (a bool is none), or outside of its range.
    """
    for name, (value, least, most) in arguments.items():
        number = isinstance(value, numbers.Real) and not isinstance(value, bool)
        if not (number and least <= value <= most):  # false for not-a-number, too
            raise ValueError(
                f"{owner} needs {name}, a number from {least:g} to {most:g}. "
                f"Received: {name}={shown(value)}"
            )


def check_flag(owner: str, **arguments):
    """Check that each argument, given as `name=value`, is True or False.

    Raises:
        ValueError: another value.
    """
    for name, value in arguments.items():
        if not isinstance(value, bool):
            raise ValueError(
                f"{owner} needs {name}, True or False. Received: {name}={shown(value)}"
            )


def check_choice(choices, **argument):
    """Check that an argument, given as `name=value`, is one of some words.

    Raises:
        ValueError: another value.
    """
    ((name, value),) = argument.items()
    if not (isinstance(value, str) and value in choices):
        raise ValueError(f"{name} must be one of {tuple(choices)}. Received: {shown(value)}")


def check_list(owner: str, most: int, **argument):
    """Check that an argument, given as `name=value`, is a list or tuple of 1 to `most`.

    Raises:
        ValueError: another kind, an empty one, or a longer one.
    """
    ((name, value),) = argument.items()
    if not (isinstance(value, list | tuple) and 1 <= len(value) <= most):
        raise ValueError(
            f"{owner} needs {name}, a list of 1 to {most}. Received: {name}={shown(value)}"
        )


def check_weights(owner: str, count: int, **arguments):
    """Check that arguments which are each in their range don't multiply to too large a network.

    Args:
        owner: the network's class.
        count: of its weights, those of the widest layers at least.
        **arguments: those that decide it, for the message.

    Raises:
        ValueError: more than `MOST_WEIGHTS`.
    """
    if count > MOST_WEIGHTS:
        given = ", ".join(f"{name}={value}" for name, value in arguments.items())
        raise ValueError(
            f"{owner} takes at most {MOST_WEIGHTS:.0e} weights, {MOST_WEIGHTS * 4 / 1e9:.0f} GB. "
            f"With {given} it would have {count:.1e} or more."
        )


def shown(value) -> str:
    """Return a value as a message shows it: short, whatever it is."""
    if isinstance(value, int) and value.bit_length() > 100:
        return f"{'-' if value < 0 else ''}2**{value.bit_length() - 1} or more"
    return _SHORT.repr(value)


def chain_weights(widths, area: int) -> int:
    """Return the weights of convolutions from each width to the next.

    Args:
        widths: channels, in their order.
        area: of a kernel, 9 for 3x3.

    Example:
        >>> chain_weights([64, 128, 256], 9)
        368640
    """
    return area * sum(math.prod(pair) for pair in itertools.pairwise(widths))
