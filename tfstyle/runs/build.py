"""From a recipe to a compiled model."""

from tfstyle.losses import WassersteinGANLoss
from tfstyle.models import CycleGAN, Pix2Pix
from tfstyle.networks import PatchDiscriminator, ResNetGenerator, UNetGenerator
from tfstyle.recipes import Recipe
from tfstyle.training import FusedAdam, LinearDecay


def build_model(recipe: Recipe, replicas: int = 1):
    """Return the model a recipe describes, compiled and with all its variables created.

    Call it inside the scope of the `tf.distribute` strategy it will train under: Keras cannot
    create variables later.

    Args:
        recipe: a resolved recipe.
        replicas: how many share a batch.
    """
    model = {"pix2pix": _pix2pix, "cyclegan": _cyclegan}[recipe.model](recipe)
    train, crop = recipe.train, recipe.data.crop
    model.compile(
        generator_optimizer=_optimizer(recipe, train.learning_rate),
        discriminator_optimizer=_optimizer(recipe, train.discriminator_learning_rate),
        image_shape=(train.batch_size // replicas, crop, crop, recipe.data.out_channels),
    )
    return model


def learning_rate_schedule(recipe: Recipe, learning_rate: float) -> LinearDecay:
    """Return the recipe's schedule for one of its two rates."""
    return LinearDecay(learning_rate, recipe.train.decay_from, recipe.train.steps)


def _pix2pix(recipe: Recipe) -> Pix2Pix:
    channels = recipe.data.in_channels, recipe.data.out_channels
    return Pix2Pix(
        _generator(recipe, *channels, name="generator"),
        _discriminator(recipe, sum(channels), name="discriminator"),
        adversarial_loss=_adversarial_loss(recipe),
        l1=recipe.loss.l1,
        **_common(recipe),
    )


def _cyclegan(recipe: Recipe) -> CycleGAN:
    a, b = recipe.data.in_channels, recipe.data.out_channels
    return CycleGAN(
        _generator(recipe, a, b, name="generator_ab"),
        _generator(recipe, b, a, name="generator_ba"),
        _discriminator(recipe, a, name="discriminator_a"),
        _discriminator(recipe, b, name="discriminator_b"),
        adversarial_loss=_adversarial_loss(recipe),
        cycle=recipe.loss.cycle,
        identity=recipe.loss.identity,
        **_common(recipe),
    )


def _common(recipe: Recipe) -> dict:
    # The recipe names the sides as they lie on disk; for the model, a is the source.
    domains = recipe.data.domains if recipe.data.direction == "a2b" else recipe.data.domains[::-1]
    return {
        "ema": recipe.train.ema,
        "pool_size": recipe.train.pool_size,
        "inference_mode": recipe.generator.inference_mode,
        "domains": tuple(domains),
    }


def _generator(recipe: Recipe, in_channels: int, out_channels: int, name: str):
    part = recipe.generator
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
    return ResNetGenerator(num_blocks=part.num_blocks, upsampling=part.upsampling, **shared)


def _discriminator(recipe: Recipe, in_channels: int, name: str):
    part = recipe.discriminator
    return PatchDiscriminator(
        filters=part.filters,
        num_layers=part.num_layers,
        in_channels=in_channels,
        normalization=part.normalization,
        spectral_normalization=part.spectral_normalization,
        name=name,
    )


def _adversarial_loss(recipe: Recipe):
    if recipe.loss.gradient_penalty is not None:
        return WassersteinGANLoss(recipe.loss.gradient_penalty)
    return recipe.loss.adversarial


def _optimizer(recipe: Recipe, learning_rate: float) -> FusedAdam:
    return FusedAdam(
        learning_rate_schedule(recipe, learning_rate),
        beta_1=recipe.train.beta_1,
        global_clipnorm=recipe.train.clip_norm or None,
    )
