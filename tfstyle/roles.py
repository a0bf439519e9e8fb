"""What a network does in a model, and whether the model needs it once it is trained."""

import enum


class Role(enum.StrEnum):
    """What a network is for; its class declares it as `role`.

    Example:
        >>> Role.GENERATOR.only_trains, Role("discriminator").only_trains
        (False, True)
    """

    GENERATOR = "generator"  # paints pictures: from pictures, from features, or from noise
    ENCODER = "encoder"  # looks at pictures: features
    MODULATOR = "modulator"  # tells a generator what a style asks for
    DISCRIMINATOR = "discriminator"  # judges pictures: logits
    JUDGE = "judge"  # judges pictures for people: probabilities and scores
    PROJECTOR = "projector"  # makes features comparable for a loss

    @property
    def only_trains(self) -> bool:
        """Whether a trained model can do without it."""
        return self in (Role.DISCRIMINATOR, Role.PROJECTOR)


# What else a model calls its places.
_PLACES = {"decoder": Role.GENERATOR}


def role_of(network, place: str) -> Role | None:
    """Return the role of a network that stands in a place of a model, `None` if nothing tells it.

    Args:
        network: of a class that declares its role. One from outside that declares none takes the
            role of its place.
        place: the network's name in the model, e.g. `"discriminator_b"` or `"content_encoder"`.

    Example:
        >>> role_of(object(), "generator_ab_ema")
        <Role.GENERATOR: 'generator'>
    """
    declared = getattr(network, "role", None)
    if isinstance(declared, str) and declared in set(Role):
        return Role(declared)
    known = {role.value: role for role in Role} | _PLACES
    return next((known[word] for word in place.split("_") if word in known), None)
