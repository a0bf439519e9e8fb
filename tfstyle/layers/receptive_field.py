"""How far a network sees: put together from what its layers declare."""

import math

import keras
from keras import layers

from tfstyle.errors import ArchitectureError
from tfstyle.layers.keras_reach import keras_reach
from tfstyle.layers.reach import EVERYTHING, POINTWISE, Reach


def reach_of(layer) -> Reach:
    """Return how far a Keras layer or network sees.

    What it declares as its `reach` counts first, then what is known of Keras' own layers; a
    functional network is walked through.

    Args:
        layer: of a network with several outputs, the last counts; with several inputs, all that
            have H and W.

    Raises:
        ArchitectureError: a layer of which it is not known.

    Example:
        >>> reach_of(keras.layers.Conv2D(3, 5, padding="same"))
        Reach(before=2, after=2, scale=1.0)
    """
    declared = getattr(layer, "reach", None)
    if isinstance(declared, Reach):
        return declared
    if isinstance(layer, layers.Wrapper):
        return reach_of(layer.layer)
    if isinstance(layer, keras.Sequential):
        return chained(layer.layers)
    if isinstance(layer, keras.Model) and getattr(layer, "inputs", None):
        return reaches_of(layer)[-1]
    known = keras_reach(layer)
    if known is None:
        raise ArchitectureError(
            f"How far {type(layer).__name__} ({layer.name!r}) sees is not known, and tiles must "
            "overlap by it. Declare it on the layer's class or on the network, with what "
            "tfstyle.layers.reach has: reach = POINTWISE if a pixel depends on the one in its "
            "place alone, window(3, padding=1) as of a 3x3 convolution, EVERYTHING if it depends "
            "on the whole picture."
        )
    return known


def chained(networks) -> Reach:
    """Return the reach of layers or networks that run one after the other.

    Raises:
        ArchitectureError: a layer of which it is not known.
    """
    reach = POINTWISE
    for network in networks:
        reach = _behind(reach, network)
    return reach


def reaches_of(network) -> list[Reach]:
    """Return how far each output of a functional network sees, nested ones one after the other.

    Raises:
        ArchitectureError: a layer of which it is not known.
    """
    # `None` for what has no place in the picture: a vector, statistics.
    seen = {
        id(tensor): POINTWISE if len(tensor.shape) == 4 else None for tensor in network.inputs
    }
    for node in _nodes(network):
        places = [seen[id(tensor)] for tensor in node.arguments.keras_tensors]
        places = [place for place in places if place is not None]
        place = _meeting([_behind(place, node.operation) for place in places])
        for tensor in node.outputs:
            # What sees everything still does when it has become a vector.
            gone = place is None or (len(tensor.shape) != 4 and math.isfinite(place.before))
            seen[id(tensor)] = None if gone else place
    return [seen[id(tensor)] or POINTWISE for tensor in network.outputs]


def receptive_field(reach: Reach) -> float:
    """Return the side in pixels of the patch that an output pixel sees, infinity for everything.

    Example:
        >>> receptive_field(reach_of(keras.layers.Conv2D(3, 5, padding="same")))
        5
    """
    seen = reach.before + reach.after
    return math.floor(seen) + 1 if math.isfinite(seen) else math.inf


def _behind(reach, layer):
    """Return what a layer sees of the picture behind something that sees so far."""
    return reach.then(reach_of(layer)) if math.isfinite(reach.before) else EVERYTHING


def _nodes(network):
    """Return the calls of a functional network's layers, each behind those it depends on.

    Keras offers no public way to its graph that knows of layers used twice and of networks in
    networks; this is the order in which it runs them itself.
    """
    depths = sorted(network._nodes_by_depth, reverse=True)
    return [node for d in depths for node in network._nodes_by_depth[d] if not node.is_input]


def _meeting(reaches):
    if not reaches:
        return None
    first, *others = reaches
    for other in others:
        first = first.beside(other)
    return first
