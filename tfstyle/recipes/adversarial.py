"""Two players in recipes: the keys of their game and of who judges, and what is built of them."""

from collections.abc import Mapping
from typing import Any

from tfstyle.errors import RecipeError
from tfstyle.recipes import projected, shared
from tfstyle.recipes.schema import Follows, Key

# Of every algorithm with a discriminator.
GAME = {
    "discriminator.filters": Key(int, "Channels of the first layer.", 64, least=1, most=1024),
    "discriminator.normalization": Key(
        str, "What follows each convolution.", "instance", choices=("batch", "instance", "none")
    ),
    "discriminator.spectral_normalization": Key(
        bool, "Bound how fast the judgement changes with the picture.", False
    ),
    "loss.adversarial": Key(
        str, "The game of generator and discriminator.", "least_squares",
        choices=("non_saturating", "least_squares", "hinge", "wasserstein"),
    ),
    "loss.gradient_penalty": Key(
        float, "Weight of the critic's gradient penalty.", 10.0, least=0.0,
        only={"loss.adversarial": ("wasserstein",)},
    ),
    "train.discriminator_learning_rate": Key(
        float, "Adam's rate of the discriminator.",
        Follows("learning_rate", lambda of: of["train.learning_rate"]),
        above=0.0, most=1.0, after="train.learning_rate",
    ),
}  # fmt: skip

# Of those who judge patches, see `networks.PatchDiscriminator`.
PATCHES = {
    "discriminator.num_layers": Key(
        int, "Strided layers: 3 judge patches of 70 pixels.", 3, least=0, most=5,
        after="discriminator.filters",
    )
}  # fmt: skip

# Of some of them.
ANTIALIASED = {
    "discriminator.antialiased": Key(
        bool, "Blur before halving, as CUT's published code does.", False
    )
}
R1 = {
    "loss.r1": Key(
        float,
        "Weight of the discriminator's slope at real pictures: it learns more calmly; 0 for none.",
        0.0, least=0.0, after="loss.gradient_penalty",
    )
}
WEIGHT = {"loss.adversarial_weight": Key(float, "Weight of that game.", 1.0, least=0.0)}
POOL = {
    "train.pool_size": Key(
        int, "Earlier results kept to show the discriminator, 0 for none.", 0, least=0, most=10_000
    )
}


def patch_judges(*more: Mapping[str, Key]) -> dict[str, Key]:
    """Return the keys of the game and of who judges, with `more` of a PatchGAN's."""
    keys = {**GAME, **PATCHES}
    for one in more:
        keys |= one
    return projected.judges(keys)


def discriminator(recipe, in_channels: int, name: str, *, colors: int | None = None, **more):
    """Return the discriminator that `[discriminator]` describes.

    Args:
        recipe: resolved.
        in_channels: of what is judged.
        name: of the network.
        colors: how many channels, the last ones, are the picture that is judged; all if `None`.
        **more: further arguments of the PatchGAN.
    """
    from tfstyle.networks import PatchDiscriminator

    part = recipe.discriminator

    def patches(name):
        return PatchDiscriminator(
            filters=part.filters,
            num_layers=part.num_layers,
            in_channels=in_channels,
            normalization=part.normalization,
            spectral_normalization=part.spectral_normalization,
            antialiased=bool(part.antialiased),
            name=name,
            **more,
        )

    return projected.build(recipe, patches, in_channels, colors or in_channels, name)


def adversarial_loss(recipe):
    """Return what `[loss]` says the two players minimize."""
    from tfstyle.losses import WassersteinGANLoss

    own = recipe.loss.adversarial
    if recipe.loss.gradient_penalty is not None:
        own = WassersteinGANLoss(recipe.loss.gradient_penalty)
    return projected.adversarial_loss(recipe, own)


def options(recipe) -> dict[str, Any]:
    """Return the constructor arguments that all translating GANs take."""
    return {
        "adversarial_loss": adversarial_loss(recipe),
        "ema": recipe.train.ema,
        "inference_mode": recipe.generator.inference_mode,
        "domains": shared.domains(recipe),
    }


def check_r1(values: Mapping) -> None:
    """Check that a discriminator's slope can be penalized.

    Raises:
        RecipeError: batch norm lets it depend on the other pictures of the batch, and TensorFlow's
            second derivative through the statistics is not exact.
    """
    if values["loss.r1"] and values["discriminator.normalization"] == "batch":
        raise RecipeError(
            f"loss.r1 = {values['loss.r1']} needs a discriminator without batch norm. Use "
            "discriminator.normalization = 'instance' or 'none', or loss.r1 = 0."
        )
