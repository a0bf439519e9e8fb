"""Terms of `[loss]` that several algorithms have, each with the algorithm's weight."""

from collections.abc import Mapping

from tfstyle.errors import RecipeError
from tfstyle.recipes.schema import Follows, Key


def l1(default: float) -> Key:
    """Return the key of how near the result is to its target."""
    return Key(float, "Weight of the mean absolute difference from the target.", default, least=0.0)


def feature_matching(default: float | Follows) -> Key:
    """Return the key of how near it is in the eyes of the discriminator."""
    return Key(
        float, "Weight of the discriminator's features being those of the target.", default,
        least=0.0,
    )  # fmt: skip


def perceptual() -> Key:
    """Return the key of how near it is in the eyes of a fixed network."""
    return Key(float, "Weight of VGG19's features being those of the target.", 0.0, least=0.0)


def content(default: float = 1.0) -> Key:
    """Return the key of what the result keeps of its photograph."""
    return Key(float, "Weight of the photograph's features.", default, least=0.0)


def style(default: float = 1.0) -> Key:
    """Return the key of what it takes from the painting."""
    return Key(float, "Weight of the painting's features.", default, least=0.0)


def tv(default: float) -> Key:
    """Return the key of its smoothness."""
    return Key(float, "Weight of total variation: more is smoother.", default, least=0.0)


TONE = Key(
    float,
    "Weight of the photograph's order of light: keeps its darkest places from becoming black "
    "holes.",
    0.0, least=0.0,
)  # fmt: skip

OUTLIERS = Key(
    float,
    "Weight of places that outweigh all others inside of the network, which holes and blots come "
    "from.",
    0.0, least=0.0,
)  # fmt: skip


def statistics(default: str = "gram") -> Key:
    """Return the key of what of the features stands for style."""
    return Key(
        str,
        "What of the features stands for style: their Gram matrix, their mean and the Gram matrix "
        "beside it, or mean and deviation.",
        default, choices=("gram", "centred_gram", "moments"),
    )  # fmt: skip


def content_layer(default: str) -> Key:
    """Return the key of where content is looked at."""
    return Key(str, "VGG19's layer that stands for content.", default)


STYLE_LAYERS = Key(
    list, "VGG19's layers that stand for style.",
    ["relu1_1", "relu2_1", "relu3_1", "relu4_1"],
)  # fmt: skip


# Of `[data]`: how large a step sees the paintings whose style it learns.
STYLE_CUT = {
    "data.style_load": Key(
        int, "As data.load, of the paintings.",
        Follows("load", lambda of: of["data.load"]), least=8, most=16384,
    ),
    "data.style_crop": Key(
        int,
        "As data.crop, of the paintings: more of a painting is more of its style, and a result is "
        "compared with what a step sees of it.",
        Follows("crop", lambda of: of["data.crop"]), least=8, most=16384,
    ),
}  # fmt: skip


def check_style_cut(values: Mapping) -> None:
    """Check that no more is cut out of paintings than is loaded.

    Raises:
        RecipeError: it is.
    """
    load, crop = values["data.style_load"], values["data.style_crop"]
    if load < crop:
        raise RecipeError(
            f"data.style_load = {load} is smaller than data.style_crop = {crop}. Load at least "
            "what is cut out."
        )


def style_size(default: int = 256) -> Key:
    """Return the key of a painting's size; of `[data]`, but of those who learn styles alone."""
    return Key(int, "Pixels of a side of the paintings.", default, least=16, most=4096)


LATTICE = Key(
    float,
    "Weight of what repeats with the network's strides all over the picture: a weave that no "
    "painter painted. 0.3 takes it away from fast_style; beside the small losses of distill 0.05 "
    "lowers it.",
    0.0, least=0.0,
)  # fmt: skip


def check_lattice(values: Mapping) -> None:
    """Raise if the crop is too small to see what repeats.

    Raises:
        RecipeError: with the side that is needed.
    """
    if values["loss.lattice"] and values["data.crop"] < 24:
        raise RecipeError(
            "loss.lattice looks for what repeats every 8 pixels, at least three times: set "
            f"data.crop to 24 or more. Received: {values['data.crop']}"
        )
