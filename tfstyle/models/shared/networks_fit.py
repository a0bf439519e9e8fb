"""Do the networks that a model is given say what it must know, and do they fit each other?"""

import keras

GENERATOR = ("in_channels", "out_channels", "size_multiple", "min_size")
DISCRIMINATOR = ("in_channels",)


def check_network(network, role: str, declares=GENERATOR) -> None:
    """Check a network that a constructor was given.

    Args:
        network: the argument; `None` is for the caller to refuse or allow.
        role: the argument's name.
        declares: the attributes it must have.

    Raises:
        ValueError: it is no built Keras model, or does not declare what it must.
    """
    if network is None:
        return
    if not isinstance(network, keras.Model):
        raise ValueError(
            f"{role} must be a keras.Model, e.g. one of tfstyle.networks. Received: {network!r}"
        )
    kind = type(network).__name__
    missing = [name for name in declares if getattr(network, name, None) is None]
    if missing:
        sizes = ", size_multiple=4, min_size=16" if "size_multiple" in declares else ""
        others = [name for name in missing if name not in GENERATOR]
        remedy = (
            f"Use a network that has {', '.join(others)}, as tfstyle.networks do." if others
            else f"Wrap it: tfstyle.networks.declare(network{sizes}). Or set them in your class."
        )
        raise ValueError(f"{role}: this {kind} does not declare {', '.join(missing)}. {remedy}")
    if not network.built or not network.weights:
        raise ValueError(
            f"{role}: this {kind} has no weights yet. Call it once on a picture, or begin it with "
            "keras.Input((None, None, 3)), before a model takes it."
        )


def check_judge(network, role: str, channels: int, what: str) -> None:
    """Check a discriminator: it declares its channels, and they are those it will see.

    Args:
        network: the argument, or `None`.
        role: its name.
        channels: what it will see.
        what: that is, in words.

    Raises:
        ValueError: it does not fit.
    """
    check_network(network, role, DISCRIMINATOR)
    if network is not None and network.in_channels != channels:
        raise ValueError(
            f"{role} judges {what}: make it with in_channels={channels}. "
            f"Received: in_channels={network.in_channels}"
        )
