"""How much of the photograph stayed, and how much of the painting came: by the features of VGG19.

In NumPy, apart from the losses: what a model is judged by does not change with what it minimizes.
"""

import numpy as np

from tfstyle import images
from tfstyle.metrics.registry import metric

CONTENT_LAYERS = ("relu3_1",)
STYLE_LAYERS = ("relu1_1", "relu2_1", "relu3_1", "relu4_1")
# Pixels of a painting's shorter side, whatever a model was trained at: so scores compare.
_PAINTING = 256


def painting_as_measured(picture, side=_PAINTING) -> np.ndarray:
    """Return a painting, uint8 (H, W, 3), at the size at which styles are compared with it."""
    return images.resize(picture, images.shorter_side(side, picture.shape[:2]))


def features_of(seen) -> list:
    """Keep the features themselves."""
    return list(seen.values())


def grams_of(seen) -> list:
    """Keep the Gram matrix `F^T F / (h w)` of each layer, (B, C, C), see `losses.gram_matrix`."""
    grams = []
    for features in seen.values():
        rows = features.reshape(len(features), -1, features.shape[-1])  # (B, hw, C)
        grams.append(rows.transpose(0, 2, 1) @ rows / np.float32(rows.shape[1]))
    return grams


def relative(targets, outputs) -> float:
    """Return `mean |output - target|^2 / (mean |target|^2 + 1e-8)`, the mean over layers."""
    distances = [
        np.mean(np.square(output - target)) / (np.mean(np.square(target)) + 1e-8)
        for target, output in zip(targets, outputs, strict=True)
    ]
    return float(np.mean(distances))


@metric(
    title="content", unit="", direction="lower", digits=3, compares="stylized",
    network="vgg19", layers=CONTENT_LAYERS, keeps=features_of,
    protocol="Mean squared distance of the features of VGG19 at relu3_1 of photograph and result, "
    "relative to the photograph's own mean square: 0 is the photograph.",
)  # fmt: skip
def content(photograph, painting, result) -> float:
    """Return how far a result is from its photograph.

    Args:
        photograph: what `features_of` kept of it.
        painting: not looked at.
        result: what `features_of` kept of it.
    """
    return relative(photograph, result)


@metric(
    title="style", unit="", direction="lower", digits=3, compares="stylized",
    network="vgg19", layers=STYLE_LAYERS, keeps=grams_of,
    protocol="Mean over relu1_1, relu2_1, relu3_1 and relu4_1 of VGG19 of the squared distance of "
    "the Gram matrices of painting and result, relative to the painting's own mean square: 0 is "
    "the painting.",
)  # fmt: skip
def style(photograph, painting, result) -> float:
    """Return how far a result is from its painting.

    Args:
        photograph: not looked at.
        painting: what `grams_of` kept of it.
        result: what `grams_of` kept of it.
    """
    return relative(painting, result)


@metric(
    title="style before", unit="", direction="lower", digits=3, compares="stylized",
    network="vgg19", layers=STYLE_LAYERS, keeps=grams_of,
    protocol="The same of photograph and painting: what there was to be done.",
)  # fmt: skip
def style_before(photograph, painting, result) -> float:
    """Return how far a photograph is from a painting, see `style`."""
    return relative(painting, photograph)


def _style_at(layer):
    """Register `style` at one of its layers."""
    return metric(
        name=f"style_{layer}", title=f"style {layer}", unit="", direction="lower", digits=3,
        compares="stylized", network="vgg19", layers=(layer,), keeps=grams_of,
        protocol=f"Squared distance of the Gram matrices of painting and result at {layer} of "
        "VGG19, relative to the painting's own mean square: 0 is the painting.",
    )(style)  # fmt: skip


# From colours and single strokes to what they make together.
style_relu1_1, style_relu2_1, style_relu3_1, style_relu4_1 = map(_style_at, STYLE_LAYERS)
