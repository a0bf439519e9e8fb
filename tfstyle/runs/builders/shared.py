"""The parts of a recipe that several algorithms share."""

from tfstyle.losses import WassersteinGANLoss
from tfstyle.networks import (
    PatchDiscriminator,
    ResNetGenerator,
    RestorationGenerator,
    UNetGenerator,
)
from tfstyle.recipes import Recipe


def domains(recipe: Recipe) -> tuple[str, str]:
    """Return the names of source and target.

    The recipe names the sides as they lie on disk; for the model, a is the source.
    """
    names = recipe.data.domains
    return tuple(names if recipe.data.direction == "a2b" else names[::-1])


def sample_names(model) -> list[str]:
    """Return what the pictures of a translator's sample row are, see `callbacks.Samples`."""
    if len(model.directions) == 1:
        return ["source", model.directions[0], "target"]
    a, b = model.domains
    to_b, to_a = model.directions
    return [a, to_b, f"{to_b}, back", b, to_a, f"{to_a}, back"]


def gan_options(recipe: Recipe) -> dict:
    """Return the constructor arguments that all translating GANs take."""
    return {
        "adversarial_loss": adversarial_loss(recipe),
        "ema": recipe.train.ema,
        # None where the key does not apply to the network.
        "inference_mode": recipe.generator.inference_mode or "eval",
        "domains": domains(recipe),
    }


def generator(recipe: Recipe, in_channels: int, out_channels: int, name: str):
    """Return the network that `[generator]` describes."""
    part = recipe.generator
    if part.network == "restoration":
        return RestorationGenerator(
            filters=part.filters,
            num_downs=part.num_downs,
            num_blocks=part.num_blocks,
            in_channels=in_channels,
            name=name,
        )
    shared = {
        "filters": part.filters,
        "in_channels": in_channels,
        "out_channels": out_channels,
        "normalization": part.normalization,
        "dropout": part.dropout,
        "name": name,
    }
    if part.network == "unet":
        return UNetGenerator(num_downs=part.num_downs, **shared)
    return ResNetGenerator(
        num_blocks=part.num_blocks,
        num_downs=part.num_downs,
        upsampling=part.upsampling,
        downsampling=part.downsampling,
        **shared,
    )


def discriminator(recipe: Recipe, in_channels: int, name: str):
    """Return the PatchGAN that `[discriminator]` describes."""
    part = recipe.discriminator
    return PatchDiscriminator(
        filters=part.filters,
        num_layers=part.num_layers,
        in_channels=in_channels,
        normalization=part.normalization,
        spectral_normalization=part.spectral_normalization,
        antialiased=bool(part.antialiased),
        name=name,
    )


def adversarial_loss(recipe: Recipe):
    """Return what `[loss]` says the two players minimize."""
    if recipe.loss.gradient_penalty is not None:
        return WassersteinGANLoss(recipe.loss.gradient_penalty)
    return recipe.loss.adversarial
