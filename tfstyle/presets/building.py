"""From names and plain values to networks and models: only classes of tfstyle, nothing imported."""

import contextlib
import inspect
import math

from tfstyle.errors import ArchitectureError, IntegrityError, TfstyleError, did_you_mean, one_line
from tfstyle.presets.layout import CONFIG, NAMESPACE

# Arguments that say how many layers a network has, each of which has a weight at least; `levels`
# and the rest have bounds in the constructors.
_DEPTHS = ("num_blocks", "num_layers", "num_downs", "num_scales", "num_ups")
_LARGEST_FRESH = 1 << 28  # numbers of a network whose weights are not stored: 1 GiB


def build_network(registered_name, config, where):
    """Build a network from plain values."""
    import keras

    cls = _registered(registered_name, where)
    if not issubclass(cls, keras.Model):
        raise ArchitectureError(f"{where}: {one_line(registered_name)} is no network.")
    built = _build(cls, cls.from_config, registered_name, config, where)
    # Keras models swallow unknown keywords.
    if unknown := sorted(set(config) - set(built.get_config())):
        raise ArchitectureError(
            f"{where}: {registered_name} cannot be built as {CONFIG} says: unknown argument "
            f"{one_line(unknown[0])!r}"
        )
    return built


def build_model(registered_name, arguments, networks, where):
    """Build a model from plain values and its networks."""
    cls = _registered(registered_name, where)

    def make(values):
        model = cls(**values, **networks)
        # What every user of a model asks for; some of it is computed from the arguments.
        for name in ("directions", "size_multiple", "min_size"):
            getattr(model, name, None)
        return model

    model = _build(cls, make, registered_name, arguments, where)
    held = getattr(model, "networks", None)  # networks have none: they are no models
    if not isinstance(held, dict) or not set(networks) <= set(held):
        raise ArchitectureError(
            f"{where}: {one_line(registered_name)} is no model of the networks "
            f"{', '.join(networks)}."
        )
    return model


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


@contextlib.contextmanager
def without_memory():
    """Build networks whose weights have shapes, and values only once the block has succeeded.

    After an error in the block they never get any.
    """
    import keras

    # Keras keeps the waiting variables here, and has no public way to give them up.
    from keras.src.backend.common import global_state

    scope, waiting = keras.StatelessScope(initialize_variables=False), "uninitialized_variables"
    before = list(global_state.get_global_attribute(waiting) or ())
    try:
        with scope:
            yield
            scope.initialize_variables = True
    except BaseException:
        global_state.set_global_attribute(waiting, before)
        raise


def check_fresh(network, where) -> None:
    """Check that a network without stored weights is no larger than any that is trained here.

    Raises:
        ArchitectureError: it is.
    """
    numbers = sum(math.prod(weight.shape) for weight in network.weights)
    if numbers > _LARGEST_FRESH:
        raise ArchitectureError(
            f"{where} would have {numbers:,} weights, none of which are stored; at most "
            f"{_LARGEST_FRESH:,} are made anew."
        )


def _build(cls, make, registered_name, config, where):
    values = {key: _plain(value, where) for key, value in config.items()}
    try:
        _check_kinds(cls, values)
        return make(values)
    except TfstyleError:
        raise
    except Exception as error:  # arguments of wrong types fail in every way there is
        raise ArchitectureError(
            f"{where}: {registered_name} cannot be built as {CONFIG} says: {one_line(error)}"
        ) from error


def _registered(registered_name, where):
    import keras

    registered = keras.saving.get_custom_objects()
    cls = registered.get(registered_name)
    if cls is None or not registered_name.startswith(NAMESPACE):
        known = sorted(
            name.removeprefix(NAMESPACE) for name in registered if name.startswith(NAMESPACE)
        )
        name = one_line(registered_name, 100).removeprefix(NAMESPACE)
        raise ArchitectureError(
            f"{where} asks for the class {name!r}; only classes of tfstyle are built: "
            f"{', '.join(known)}.{did_you_mean(name, known)}"
        )
    return cls


def _check_kinds(cls, values):
    """Compare values with the constructor's defaults: text for text, a number for a number."""
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


_JSON = (str, bool, int, float, list, dict)


def _kind(value):
    for kind, name in (
        (bool, "true or false"), (str, "text"), ((int, float), "a number"),
        ((tuple, list), "a list"),
    ):  # fmt: skip
        if isinstance(value, kind):
            return name
    return None if value is None or not isinstance(value, _JSON) else "an object"


def _plain(value, where):
    """Return a value of `config.json`, with the serialized losses in it built."""
    if isinstance(value, list):
        return [_plain(item, where) for item in value]
    if isinstance(value, dict):
        if value.keys() & {"class_name", "module", "registered_name"}:
            return _object(value, where)
        return {key: _plain(item, where) for key, item in value.items()}
    return value


def _object(value, where):
    import keras

    name, config = value.get("registered_name"), value.get("config")
    if not str(name).startswith(NAMESPACE) or not isinstance(config, dict):
        raise IntegrityError(
            f"{where} asks for {one_line(value.get('module'))}."
            f"{one_line(value.get('class_name'))}, which is no class of tfstyle; refused."
        )
    cls = _registered(name, where)
    if issubclass(cls, keras.Layer):
        raise IntegrityError(
            f"{where} asks for a {one_line(name)} among the arguments; networks stand under "
            "'networks'. Refused."
        )
    make = cls.from_config if hasattr(cls, "from_config") else lambda values: cls(**values)
    return _build(cls, make, name, config, where)
