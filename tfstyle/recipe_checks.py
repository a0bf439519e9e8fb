"""What the keys of a recipe must be to each other."""

from collections.abc import Collection, Mapping

from tfstyle.errors import RecipeError, did_you_mean
from tfstyle.recipe_keys import LEARNS_FROM

# What the side of a crop must be a multiple of, for networks that do not say by `num_downs`.
_MULTIPLES = {"adain_decoder": 8}
# Pixels of a side in the middle of a U-Net; the paper's has one.
_LARGEST_BOTTLENECK = 16
# Published networks without conditional instance norm.
_ONE_STYLE = ("pixel_style", "transposed_style")
_NOISE_SIZES = (28, 32, 56, 64, 112, 128, 224, 256)
# `training.diff_augment.AUGMENTATIONS`, which would import Keras.
AUGMENTATIONS = ("color", "translation", "cutout")


def check_together(values: Mapping, given: Collection[str] = ()) -> None:
    """Check what concerns several keys of a resolved recipe.

    Args:
        values: of all keys.
        given: the keys that were not left to their defaults.

    Raises:
        RecipeError: they do not fit.
    """
    crop, load, downs = values["data.crop"], values["data.load"], values["generator.num_downs"]
    if load < crop:
        raise RecipeError(
            f"data.load = {load} is smaller than data.crop = {crop}. Load at least what is cut out."
        )
    scales = values["generator.num_scales"] or 1
    multiple = _MULTIPLES.get(values["generator.network"], 4)
    if downs:
        multiple = 2 ** (downs + scales - 1)
    if crop % multiple:
        remedy = f"{crop // multiple * multiple or multiple}"
        hint = " or a smaller generator.num_downs" if downs else ""
        raise RecipeError(
            f"data.crop = {crop} must be a multiple of {multiple} for this generator. "
            f"Use {remedy}{hint}."
        )
    if values["generator.network"] == "unet" and "generator.num_downs" not in given:
        _check_bottleneck(crop, downs)
    if values["generator.network"] == "resnet" and crop < 2 ** (downs + 1):
        raise RecipeError(
            f"data.crop = {crop} is smaller than the {2 ** (downs + 1)} pixels that a resnet with "
            f"generator.num_downs = {downs} needs. Use more, or fewer halvings."
        )
    if values["train.decay_from"] > values["train.steps"]:
        raise RecipeError(
            f"train.decay_from = {values['train.decay_from']} is beyond train.steps = "
            f"{values['train.steps']}. Use at most train.steps, which never decays."
        )
    if values["model"] == "noise_gan":
        _check_noise(values)
    if values["model"] == "multiscale":
        _check_multiscale(values)
    if values["generator.network"] in _ONE_STYLE and len(values["data.styles"] or ()) > 1:
        raise RecipeError(
            f"generator.network = {values['generator.network']!r} learns one style: name one in "
            f"data.styles, or use 'style'. Received: {len(values['data.styles'])} styles."
        )
    if values["generator.plain"] and values["train.init"] != "preset":
        raise RecipeError(
            "generator.plain = true paints from features of the published AdaIN encoder, which "
            "comes with a converted preset: use train.init = 'preset', or generator.plain = false. "
            f"Received: train.init = {values['train.init']!r}."
        )
    channels = values["data.in_channels"], values["data.out_channels"]
    if values["generator.network"] == "restoration" and channels[0] != channels[1]:
        raise RecipeError(
            "generator.network = 'restoration' gives back the picture it got: data.in_channels and "
            f"data.out_channels must be equal. Received: {channels[0]}, {channels[1]}."
        )
    if values["model"] in ("cut", "fastcut") and channels[0] != channels[1]:
        raise RecipeError(
            f"model = {values['model']!r} looks at results through the generator's first half: "
            "data.in_channels and data.out_channels must be equal. Received: "
            f"{channels[0]}, {channels[1]}."
        )
    if values["loss.identity"] and channels[0] != channels[1]:
        raise RecipeError(
            f"loss.identity = {values['loss.identity']} gives a generator what it makes, which "
            f"takes {channels[0]} channels and makes {channels[1]}. Use loss.identity = 0."
        )
    _check_layout(values)


def _check_bottleneck(crop: int, downs: int) -> None:
    """Check that a U-Net left to itself sees its whole picture: an odd crop is soon halved up."""
    if crop >> downs <= _LARGEST_BOTTLENECK:
        return
    step = 1
    while crop / step > _LARGEST_BOTTLENECK:
        step *= 2
    below = crop // step * step
    raise RecipeError(
        f"data.crop = {crop} can be halved only {downs} times, to {crop >> downs} pixels: such a "
        f"U-Net sees little of its picture. Use {below} or {below + step}, or say "
        f"generator.num_downs = {downs} to have it so."
    )


def _check_noise(values: Mapping) -> None:
    """Check what concerns the pictures and the batches of `NoiseGAN`."""
    crop, batch, parts = (
        values["data.crop"], values["train.batch_size"], values["train.critic_steps"]
    )
    if crop not in _NOISE_SIZES:
        raise RecipeError(
            f"data.crop = {crop} must be one of {', '.join(map(str, _NOISE_SIZES))} for model = "
            "'noise_gan', whose pictures grow from 4x4 or 7x7 pixels."
        )
    if batch % parts:
        raise RecipeError(
            f"train.batch_size = {batch} must be a multiple of train.critic_steps = {parts}: each "
            "update of the discriminator takes its part of the batch. "
            f"Use {batch // parts * parts or parts}."
        )
    names = values["train.diff_augment"]
    for name in augmentations(names):
        if name not in AUGMENTATIONS:
            raise RecipeError(
                f"train.diff_augment must be 'none' or some of {','.join(AUGMENTATIONS)} with "
                f"commas. Received: {names!r}.{did_you_mean(name, AUGMENTATIONS)}"
            )


def _check_multiscale(values: Mapping) -> None:
    """Check that the losses fit the pictures, and the phases the network."""
    if values["data.layout"] == "unpaired":
        compare = ("feature_matching", "perceptual", "l1", "l2")
        for name in compare:
            if values[f"loss.{name}"]:
                raise RecipeError(
                    f"loss.{name} = {values[f'loss.{name}']} compares with the target, which "
                    "data.layout = 'unpaired' does not have. Use 0, and loss.content and "
                    "loss.style."
                )
        if values["train.validate_every"]:
            raise RecipeError(
                f"train.validate_every = {values['train.validate_every']} compares with held-out "
                "targets, which data.layout = 'unpaired' does not have. Use 0."
            )
        if not values["loss.content"]:
            raise RecipeError(
                "model = 'multiscale' with data.layout = 'unpaired' needs a loss.content above 0: "
                "nothing else ties the result to its source."
            )
    phased = values["train.coarse_steps"] + values["train.enhancer_steps"]
    if phased and values["generator.num_scales"] == 1:
        raise RecipeError(
            "train.coarse_steps and train.enhancer_steps need generator.num_scales of 2 or more."
        )
    if phased > values["train.steps"]:
        raise RecipeError(
            f"train.coarse_steps and train.enhancer_steps add up to {phased}, more than "
            f"train.steps = {values['train.steps']}. The network must be trained as a whole, too."
        )


def augmentations(names: str) -> tuple[str, ...]:
    """Return the names in a recipe's `train.diff_augment`."""
    return () if names == "none" else tuple(name.strip() for name in names.split(","))


def _check_layout(values: Mapping) -> None:
    """Check that the pictures come as the model learns from them."""
    model, layout, derive = values["model"], values["data.layout"], values["data.derive"]
    derives = derive not in (None, "none")
    came = f"Received: layout = {layout!r}, derive = {derive!r}."
    kind = LEARNS_FROM[model]
    if model == "multiscale" and layout == "unpaired":
        kind = "domains"
    if kind == "pairs" and layout != "paired" and not derives:
        raise RecipeError(
            f"model = {model!r} learns from pairs: use data.layout = 'paired', or 'images' with "
            f"data.derive. {came}"
        )
    if model == "cross_domain":  # learns from both
        if layout in ("images", "arrays") and not derives:
            raise RecipeError(
                "model = 'cross_domain' learns from content and style pictures: use data.layout = "
                f"'unpaired' or 'paired'. {came}"
            )
        if values["loss.l1"] and layout != "paired" and not derives:
            raise RecipeError(
                f"loss.l1 = {values['loss.l1']} compares with a target: use data.layout = "
                f"'paired', or loss.l1 = 0. {came}"
            )
        return
    if kind == "domains" and (layout in ("paired", "images") or derives):
        raise RecipeError(
            f"model = {model!r} learns without pairs: use data.layout = 'unpaired', or 'tfds' with "
            f"data.derive = 'none'. {came}"
        )
    if kind == "pictures" and (layout in ("paired", "unpaired") or derives):
        raise RecipeError(
            f"model = {model!r} learns from pictures alone: use data.layout = 'images', 'arrays', "
            f"or 'tfds' with data.derive = 'none'. {came}"
        )
