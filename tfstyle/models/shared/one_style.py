"""One style cut out of a network that knows several."""

from keras import ops


def one_style(network, weights):
    """Return a network of one style that paints what another paints in a mixture of its styles.

    Args:
        network: with `num_styles` styles, each with scales `gamma` and offsets `beta` of its own.
        weights: of the styles, (number of styles,).
    """
    made = type(network)(**{**network.get_config(), "num_styles": 1, "name": "generator"})
    for new, old in zip(made.weights, network.weights, strict=True):
        per_style = old.name in ("gamma", "beta")
        new.assign(ops.matmul(weights, old) if per_style else old)
    return made
