"""Pictures from noise, from a recipe."""

from tfstyle.models import NoiseGAN
from tfstyle.networks import NoiseDiscriminator, NoiseGenerator
from tfstyle.recipe_checks import augmentations
from tfstyle.recipes import Recipe
from tfstyle.runs.builders import shared


def build(recipe: Recipe) -> NoiseGAN:
    """Return the model; the crop is the side of its pictures."""
    generator, discriminator = recipe.generator, recipe.discriminator
    pictures = {
        "resolution": recipe.data.crop,
        "channels": recipe.data.out_channels,
        "num_classes": recipe.data.num_classes,
    }
    return NoiseGAN(
        NoiseGenerator(
            latent_dim=generator.latent_dim,
            filters=generator.filters,
            normalization=generator.normalization,
            upsampling=generator.upsampling,
            modulation=generator.modulation,
            name="generator",
            **pictures,
        ),
        NoiseDiscriminator(
            filters=discriminator.filters,
            normalization=discriminator.normalization,
            spectral_normalization=discriminator.spectral_normalization,
            name="discriminator",
            **pictures,
        ),
        adversarial_loss=shared.adversarial_loss(recipe),
        critic_steps=recipe.train.critic_steps,
        diff_augment=augmentations(recipe.train.diff_augment),
        ema=recipe.train.ema,
    )
