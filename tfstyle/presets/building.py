"""From names and plain values to networks and models: only classes of tfstyle, nothing imported."""

from tfstyle.capabilities import Capabilities
from tfstyle.errors import ArchitectureError, IntegrityError, TfstyleError, did_you_mean, one_line
from tfstyle.presets.kinds import check_kinds
from tfstyle.presets.layout import CONFIG, NAMESPACE


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
    # Networks and losses are registered, too; models alone declare what they can.
    paints = isinstance(getattr(cls, "capabilities", None), Capabilities)

    def make(values):
        model = cls(**values, **networks)
        if paints:
            # What every user of a model asks for; some of it is computed from the arguments.
            _ = (model.directions, model.size_multiple, model.min_size)
        return model

    model = _build(cls, make, registered_name, arguments, where)
    if not paints or not set(networks) <= set(model.networks):
        raise ArchitectureError(
            f"{where}: {one_line(registered_name)} is no model of the networks "
            f"{', '.join(networks)}."
        )
    return model


def _build(cls, make, registered_name, config, where):
    held = getattr(cls, "holds_networks", ())
    values = {key: _plain(value, where, key in held) for key, value in config.items()}
    try:
        check_kinds(cls, values)
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


def _plain(value, where, networks=False):
    """Return a value of `config.json`, with the serialized losses in it built.

    Args:
        value: of JSON.
        where: it stands, for messages.
        networks: whether it may hold networks, too, as `Configured.holds_networks` declares.
    """
    if isinstance(value, list):
        return [_plain(item, where, networks) for item in value]
    if isinstance(value, dict):
        if value.keys() & {"class_name", "module", "registered_name"}:
            return _object(value, where, networks)
        return {key: _plain(item, where, networks) for key, item in value.items()}
    return value


def _object(value, where, networks):
    import keras

    name, config = value.get("registered_name"), value.get("config")
    if not str(name).startswith(NAMESPACE) or not isinstance(config, dict):
        raise IntegrityError(
            f"{where} asks for {one_line(value.get('module'))}."
            f"{one_line(value.get('class_name'))}, which is no class of tfstyle; refused."
        )
    cls = _registered(name, where)
    if networks and issubclass(cls, keras.Model):
        return build_network(name, config, where)
    if issubclass(cls, keras.Layer):
        raise IntegrityError(
            f"{where} asks for a {one_line(name)} among the arguments; networks stand under "
            "'networks'. Refused."
        )
    make = cls.from_config if hasattr(cls, "from_config") else lambda values: cls(**values)
    return _build(cls, make, name, config, where)
