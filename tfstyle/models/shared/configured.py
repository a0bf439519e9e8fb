"""A model's configuration: its constructor's arguments, the networks among them serialized."""

import keras

from tfstyle.models.shared.two_players import describe_loss
from tfstyle.networks.configured import argument_names, plain


class ConfiguredModel:
    """Mixin for a `keras.Model` that keeps each constructor argument in an attribute of its name.

    It stands before `keras.Model` among the bases. `networks.configured.Configured` is the same
    for networks.
    """

    def get_config(self):
        """Return the constructor's arguments, the networks serialized."""
        config = {"name": self.name}
        for name in argument_names(type(self)):
            config[name] = _described(name, getattr(self, name))
        return config

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """Build the model from `get_config()`."""
        return cls(**{name: _built(value) for name, value in config.items()})


def _described(name, value):
    if name == "adversarial_loss":
        return describe_loss(value)
    if isinstance(value, keras.Model):
        return keras.saving.serialize_keras_object(value)
    return plain(value)


def _built(value):
    if isinstance(value, dict) and "class_name" in value:
        return keras.saving.deserialize_keras_object(value)
    return value
