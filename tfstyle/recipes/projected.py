"""Who judges in a recipe: an algorithm's own discriminator, a projected one, or both."""

import dataclasses
from collections.abc import Callable, Mapping

from tfstyle.errors import RecipeError
from tfstyle.recipes.schema import Key

_LEAST = 32  # pixels that leave `networks.ProjectedDiscriminator` one at its coarsest scale


_OWN = {"discriminator.network": ("own", "own+projected")}
_PROJECTED = {"discriminator.network": ("projected", "own+projected")}


def judges(keys: Mapping[str, Key]) -> dict[str, Key]:
    """Return the keys of who judges, and of the game.

    Args:
        keys: of an algorithm's own discriminator; those of `[train]` hold for the other, too.
    """
    own = {
        name: key if name.startswith("train.") else dataclasses.replace(
            key, only={**_OWN, **key.only}
        )
        for name, key in keys.items()
    }  # fmt: skip
    return {
        "discriminator.network": Key(
            str,
            "Who judges: the model's own network, which learns from nothing, one that looks "
            "through EfficientNet-Lite0, or both.",
            "own", choices=("own", "projected", "own+projected"),
        ),
        **own,
        "discriminator.projected_filters": Key(
            int, "Channels of the mixed features at their finest scale.", 64,
            least=1, most=1024, only=_PROJECTED,
        ),
        "discriminator.projected_side": Key(
            int,
            "Smaller pictures are enlarged to this many pixels on their shorter side; 0 shows them "
            "as they are.",
            0, least=0, most=1024, only=_PROJECTED,
        ),
        "discriminator.projected_weights": Key(
            str, "What EfficientNet-Lite0 knows: photographs, or nothing, to compare with.",
            "trained", choices=("trained", "random"), only=_PROJECTED,
        ),
        "loss.projected": Key(
            float, "Weight of the projected discriminator's hinge loss, which adds up over four "
            "scales.",
            0.25, above=0.0, only=_PROJECTED,
        ),
    }  # fmt: skip


def build(recipe, own: Callable, in_channels: int, colors: int, name: str, num_classes: int = 0):
    """Return the discriminator that `[discriminator]` describes.

    Args:
        recipe: resolved.
        own: `own(name)`, the algorithm's own.
        in_channels: of what is judged.
        colors: how many of them, the last ones, are the picture.
        name: of the network.
        num_classes: of the pictures.
    """
    part = recipe.discriminator
    if not _projects(part.network):
        return own(name)
    from tfstyle.networks import JointDiscriminator, ProjectedDiscriminator

    projected = ProjectedDiscriminator(
        filters=part.projected_filters,
        in_channels=in_channels,
        colors=colors,
        num_classes=num_classes,
        least_side=part.projected_side,
        backbone=part.projected_weights,
        seed=recipe.seed % 2**20,
        name="projected",
    )
    others = [] if part.network == "projected" else [own("own")]
    return JointDiscriminator([*others, projected], name=name)


def adversarial_loss(recipe, own):
    """Return what the two players minimize.

    Args:
        recipe: resolved.
        own: loss of the algorithm's own discriminator, or its name.
    """
    network, weight = recipe.discriminator.network, recipe.loss.projected
    if not _projects(network):
        return own
    from tfstyle.losses import JointGANLoss

    if network == "projected":
        return JointGANLoss(["hinge"], [weight])
    return JointGANLoss([own, "hinge"], [1.0, weight])


def looks_through(recipe) -> tuple[str, ...]:
    """Return the pretrained networks that the discriminator looks through."""
    trained = recipe.discriminator.projected_weights == "trained"
    return ("efficientnet_lite0",) if trained else ()


def check(values: Mapping, *channels: str) -> None:
    """Check that a projected discriminator can look at the pictures.

    Args:
        values: of all keys.
        channels: the keys of how many channels the judged pictures have.

    Raises:
        RecipeError: pictures that are neither coloured nor gray, or too small, or a term that
            asks for what it does not tell.
    """
    network = values["discriminator.network"]
    if not _projects(network):
        return
    for name in channels:
        if values[name] not in (1, 3):
            raise RecipeError(
                f"discriminator.network = {network!r} looks at pictures of 3 colours or 1. "
                f"Received: {name} = {values[name]}."
            )
    if max(values["data.crop"], values["discriminator.projected_side"]) < _LEAST:
        raise RecipeError(
            f"discriminator.network = {network!r} needs pictures of {_LEAST} pixels. Received: "
            f"data.crop = {values['data.crop']}; use discriminator.projected_side = {_LEAST} or "
            "more."
        )
    if network == "projected" and values["loss.feature_matching"]:
        raise RecipeError(
            f"loss.feature_matching = {values['loss.feature_matching']} compares the layers of a "
            "PatchGAN, which discriminator.network = 'projected' leaves out. Use 0, or "
            "'own+projected'."
        )


def _projects(network) -> bool:
    return network is not None and "projected" in network
