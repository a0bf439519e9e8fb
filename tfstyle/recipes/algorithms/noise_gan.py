"""Pictures from noise in recipes."""

from collections.abc import Mapping

from tfstyle.errors import RecipeError, did_you_mean
from tfstyle.recipes import adversarial, projected
from tfstyle.recipes.algorithm import Algorithm, Network
from tfstyle.recipes.networks import keys
from tfstyle.recipes.schema import Follows, Key

_SIZES = (28, 32, 56, 64, 112, 128, 224, 256)
# `training.diff_augment.AUGMENTATIONS`, which would import Keras.
AUGMENTATIONS = ("color", "translation", "cutout")


def _augmentations(names: str) -> tuple[str, ...]:
    """Return the names in a recipe's `train.diff_augment`."""
    return () if names == "none" else tuple(name.strip() for name in names.split(","))


def _pictures(recipe) -> dict:
    """Return what both networks know of the pictures; the crop is their side."""
    data = recipe.data
    return {
        "resolution": data.crop, "channels": data.out_channels, "num_classes": data.num_classes
    }  # fmt: skip


def _network(recipe, name: str):
    from tfstyle.networks import NoiseGenerator

    part = recipe.generator
    return NoiseGenerator(
        latent_dim=part.latent_dim,
        filters=part.filters,
        normalization=part.normalization,
        upsampling=part.upsampling,
        modulation=part.modulation,
        name=name,
        **_pictures(recipe),
    )


def _build(recipe, generator):
    from tfstyle.models import NoiseGAN
    from tfstyle.networks import NoiseDiscriminator

    part, channels = recipe.discriminator, recipe.data.out_channels

    def whole(name):
        return NoiseDiscriminator(
            filters=part.filters,
            normalization=part.normalization,
            spectral_normalization=part.spectral_normalization,
            name=name,
            **_pictures(recipe),
        )

    return NoiseGAN(
        generator(name="generator"),
        projected.build(
            recipe, whole, channels, channels, "discriminator", recipe.data.num_classes
        ),
        adversarial_loss=adversarial.adversarial_loss(recipe),
        critic_steps=recipe.train.critic_steps,
        diff_augment=_augmentations(recipe.train.diff_augment),
        ema=recipe.train.ema,
    )


def _check(values: Mapping) -> None:
    """Check what concerns the pictures and the batches."""
    projected.check(values, "data.out_channels")
    crop, batch = values["data.crop"], values["train.batch_size"]
    parts, names = values["train.critic_steps"], values["train.diff_augment"]
    if crop not in _SIZES:
        raise RecipeError(
            f"data.crop = {crop} must be one of {', '.join(map(str, _SIZES))} for model = "
            "'noise_gan', whose pictures grow from 4x4 or 7x7 pixels."
        )
    if batch % parts:
        raise RecipeError(
            f"train.batch_size = {batch} must be a multiple of train.critic_steps = {parts}: each "
            "update of the discriminator takes its part of the batch. "
            f"Use {batch // parts * parts or parts}."
        )
    for name in _augmentations(names):
        if name not in AUGMENTATIONS:
            raise RecipeError(
                f"train.diff_augment must be 'none' or some of {','.join(AUGMENTATIONS)} with "
                f"commas. Received: {names!r}.{did_you_mean(name, AUGMENTATIONS)}"
            )


_NOISE = Network(
    "noise",
    keys={
        "generator.filters": keys.filters(),
        "generator.normalization": keys.normalization("batch"),
        "generator.upsampling": keys.upsampling("resize"),
        "generator.latent_dim": Key(
            int, "Numbers of noise a picture is made of.", 128, least=8, most=4096
        ),
        "generator.modulation": Key(
            bool, "Let the noise scale the features of every layer.", True
        ),
    },
    build=_network,
)  # fmt: skip

NOISE_GAN = Algorithm(
    "noise_gan",
    learns_from=("pictures",),
    networks=(_NOISE,),
    keys={
        **projected.judges(adversarial.GAME),
        "data.num_classes": Key(
            int, "Classes of the pictures, 0 for none.", 0, least=0, most=1000
        ),
        "train.critic_steps": Key(
            int,
            "Updates of the discriminator for one of the generator, each on a part of the batch.",
            1, least=1, most=100,
        ),
        "train.diff_augment": Key(
            str,
            "Changes to all pictures the discriminator sees, with commas: "
            "color,translation,cutout; for few pictures.",
            "none",
        ),
    },
    defaults={
        "discriminator.normalization": "none",
        "discriminator.spectral_normalization": True,
        "loss.adversarial": "hinge",
        "data.load": Follows("crop", lambda of: of["data.crop"]),
        "train.batch_size": 64,
    },
    check=_check,
    judged_through=projected.looks_through,
    builder=_build,
)  # fmt: skip
