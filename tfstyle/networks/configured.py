"""A network's configuration: its constructor's arguments, kept under their own names."""

import inspect
from typing import Any

import keras

from tfstyle.layers.picture_size import check_size


class Configured:
    """Mixin for a network that keeps each argument of its constructor in an attribute of its name.

    It stands before `keras.Model` among the bases: Keras' own methods would list the layers. A
    network that takes pictures declares which sizes with `size_multiple` and `min_size`; others are
    refused when it is called.

    Example:
        >>> from tfstyle.networks import PixelStyleNetwork
        >>> PixelStyleNetwork(filters=4).get_config()
        {'filters': 4, 'num_blocks': 5, 'name': 'pixel_style_network'}
    """

    # Of H and W of the first input. A further picture, e.g. a style's, must be large enough only.
    size_multiple = 1
    min_size = 1
    # Arguments that the weights do not depend on: those of one value train on with another.
    interchangeable: tuple[str, ...] = ("name", "dropout")
    # Arguments that are networks themselves: a stored one of these is built with them.
    holds_networks: tuple[str, ...] = ()
    # A network of another class, as that class and its arguments, all of whose weighted layers this
    # one has, too, by name: training can begin with them.
    begins_as: tuple[type, dict] | None = None
    # Colours that stand for classes where its pictures are label maps.
    labels: Any = None

    def __call__(self, inputs, *args, **kwargs):
        """Run the network on its inputs.

        Raises:
            ValueError: a picture smaller than `min_size`, or H or W no multiple of
                `size_multiple`.
        """
        first = iter([self.size_multiple])

        def checked(tensor):
            multiple = next(first, 1)
            if len(getattr(tensor, "shape", ())) != 4:
                return tensor
            return check_size(type(self).__name__, tensor, self.min_size, multiple)

        return super().__call__(keras.tree.map_structure(checked, inputs), *args, **kwargs)

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
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, dict):  # Keras wraps those it is given
        return dict(value)
    return value
