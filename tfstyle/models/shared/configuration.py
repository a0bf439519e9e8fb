"""A model's configuration: its constructor's arguments, the networks among them serialized."""

import keras

from tfstyle.losses import ADVERSARIAL_LOSSES
from tfstyle.networks.configured import argument_names, plain


def describe(model) -> dict:
    """Return the arguments of a model's constructor, which it keeps under their own names.

    `networks.configured.Configured` is the same for networks.
    """
    config = {"name": model.name}
    for name in argument_names(type(model)):
        config[name] = _described(name, getattr(model, name))
    return config


def rebuild(cls, config: dict):
    """Return a model from what `describe` said of one."""
    return cls(**{name: _built(value) for name, value in config.items()})


def _described(name, value):
    if name == "adversarial_loss":
        return _loss(value)
    if isinstance(value, keras.Model):
        return keras.saving.serialize_keras_object(value)
    return plain(value)


def _loss(loss):
    """Return an adversarial loss as a name where its defaults say all, else as a config."""
    for name, kind in ADVERSARIAL_LOSSES.items():
        if type(loss) is kind and loss == kind():
            return name
    return keras.saving.serialize_keras_object(loss)


def _built(value):
    if isinstance(value, dict) and "class_name" in value:
        return keras.saving.deserialize_keras_object(value)
    return value
