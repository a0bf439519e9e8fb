"""What a model says to a wish it cannot fulfil: its own facts, and who can instead."""

from tfstyle.capabilities import those_who_can
from tfstyle.errors import UnsupportedOptionError


def cannot_translate(model) -> UnsupportedOptionError:
    """Return the error of a model that paints from noise alone, or judges."""
    does = (
        "says how good a picture is and cannot translate one. Use judge(picture), or `tfstyle "
        "judge`." if model.capabilities.judges
        else "paints pictures from noise and cannot translate one. Use generate(n, seed), or "
        "`tfstyle generate`; embed(image) finds the noise of a picture."
    )
    return UnsupportedOptionError(
        f"{_name(model)} {does} To translate, use {those_who_can(lambda can: can.translates)}."
    )


def cannot_generate(model) -> UnsupportedOptionError:
    """Return the error of a model that makes pictures of pictures alone, or judges."""
    does = (
        "says how good a picture is and paints none from noise. Use judge(picture), or `tfstyle "
        "judge`" if model.capabilities.judges
        else "turns pictures into pictures and paints none from noise. Use translate(picture), or "
        "`tfstyle translate`"
    )
    return UnsupportedOptionError(
        f"{_name(model)} {does}; to generate, use {those_who_can(lambda can: can.generates)}."
    )


def check_exportable(model) -> None:
    """Check that what a model computes of a picture alone is what it shows.

    Raises:
        UnsupportedOptionError: it needs a picture of the style, too, or draws noise.
    """
    if model.capabilities.style == "picture":
        raise UnsupportedOptionError(
            f"export: what is written paints in one style, and {_name(model)} takes a picture for "
            "it. Use `tfstyle export PRESET --style painting.jpg`, or "
            "tfstyle.export.export(model, directory, style=...)."
        )
    if model.inference_mode == "train":
        raise UnsupportedOptionError(
            "export: inference_mode='train' draws dropout noise for every picture, which is "
            "not exported. Set model.inference_mode = 'batch_statistics', and look at the "
            "pictures it gives."
        )


def _name(model) -> str:
    return type(model).__name__
