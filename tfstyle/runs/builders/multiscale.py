"""Coarse to fine from a recipe."""

from tfstyle.models import MultiScale
from tfstyle.networks import MultiScaleDiscriminator, MultiScaleGenerator
from tfstyle.recipes import Recipe
from tfstyle.runs.builders import shared


def build(recipe: Recipe) -> MultiScale:
    """Return the model; without pairs its discriminator sees the target alone."""
    generator, discriminator, loss = recipe.generator, recipe.discriminator, recipe.loss
    a, b = recipe.data.in_channels, recipe.data.out_channels
    return MultiScale(
        MultiScaleGenerator(
            num_scales=generator.num_scales,
            filters=generator.filters,
            num_downs=generator.num_downs,
            num_blocks=generator.num_blocks,
            local_blocks=generator.local_blocks,
            in_channels=a,
            out_channels=b,
            normalization=generator.normalization,
            upsampling=generator.upsampling,
            style_modulation=generator.style_modulation,
            label_edges=generator.label_edges,
            name="generator",
        ),
        MultiScaleDiscriminator(
            num_scales=discriminator.num_scales,
            filters=discriminator.filters,
            num_layers=discriminator.num_layers,
            in_channels=b if recipe.data.layout == "unpaired" else a + b,
            normalization=discriminator.normalization,
            spectral_normalization=discriminator.spectral_normalization,
            name="discriminator",
        ),
        adversarial=loss.adversarial_weight,
        feature_matching=loss.feature_matching,
        perceptual=loss.perceptual,
        l1=loss.l1,
        l2=loss.l2,
        content=loss.content,
        style=loss.style,
        coarse_steps=recipe.train.coarse_steps,
        enhancer_steps=recipe.train.enhancer_steps,
        **shared.gan_options(recipe),
    )
