"""A network's configuration: its constructor's arguments, kept under their own names."""

import inspect


class Configured:
    """Mixin for a network that keeps each argument of its constructor in an attribute of its name.

    It stands before `keras.Model` among the bases: Keras' own methods would list the layers.

    Example:
        >>> from tfstyle.networks import StyleNetwork
        >>> StyleNetwork(filters=4).get_config()
        {'filters': 4, 'num_blocks': 5, 'num_styles': 1, 'name': 'style_network'}
    """

    def get_config(self):
        """Return the constructor's arguments."""
        return {name: plain(getattr(self, name)) for name in argument_names(type(self))}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """Build the network from `get_config()`."""
        return cls(**config)


def argument_names(kind) -> list[str]:
    """Return the names that the constructor of a class gives its arguments, in their order.

    Without `self` and without `**kwargs`.
    """
    _, *parameters = inspect.signature(kind.__init__).parameters.values()
    return [one.name for one in parameters if one.kind is not one.VAR_KEYWORD]


def plain(value):
    """Return an argument as JSON gives it back: a list for a tuple, a dict for any mapping."""
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, dict):  # Keras wraps those it is given
        return dict(value)
    return value
