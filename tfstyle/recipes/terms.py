"""Terms of `[loss]` that several algorithms have, each with the algorithm's weight."""

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


def content_layer(default: str) -> Key:
    """Return the key of where content is looked at."""
    return Key(str, "VGG19's layer that stands for content.", default)


STYLE_LAYERS = Key(
    list, "VGG19's layers that stand for style.",
    ["relu1_1", "relu2_1", "relu3_1", "relu4_1"],
)  # fmt: skip


def style_size(default: int = 256) -> Key:
    """Return the key of a painting's size; of `[data]`, but of those who learn styles alone."""
    return Key(int, "Pixels of a side of the paintings.", default, least=16, most=4096)
