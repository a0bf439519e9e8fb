"""Values of JSON, compared with what a constructor takes: text for text, a number for a number."""

import inspect

from tfstyle.errors import one_line

_JSON = (str, bool, int, float, list, dict)


def check_kinds(cls, values):
    """Compare values with the defaults of a constructor.

    Raises:
        TypeError: one is of another kind.
    """
    for name, parameter in inspect.signature(cls.__init__).parameters.items():
        value = values.get(name)
        kind = _kind(parameter.default)
        # Where the default is text there may be an object instead, a loss.
        if kind is None or value is None or (kind == "text" and not isinstance(value, _JSON)):
            continue
        if _kind(value) != kind:
            raise TypeError(f"{name} must be {kind}, not {one_line(repr(value), 60)}")
        if kind == "a list" and (wrong := _other_kinds(value, parameter.default)):
            raise TypeError(f"{name} holds {one_line(repr(wrong[0]), 60)}")


def _other_kinds(values, default):
    """Return the values that are of another kind than those of the default."""
    kinds = {_kind(item) for item in default}
    return [item for item in values if kinds and _kind(item) not in kinds]


def _kind(value):
    for kind, name in (
        (bool, "true or false"), (str, "text"), ((int, float), "a number"),
        ((tuple, list), "a list"),
    ):  # fmt: skip
        if isinstance(value, kind):
            return name
    return None if value is None or not isinstance(value, _JSON) else "an object"
