"""The networks that LPIPS looks through, up to their last layer that it takes.

Layers are named as PyTorch's torchvision numbers them, `features_3_squeeze` for
`features.3.squeeze`: its weights are those that LPIPS was fitted to.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from keras import layers


def _convolution(x, name, width, size=3, strides=1, padding="same"):
    return layers.Conv2D(width, size, strides, padding, activation="relu", name=name)(x)


def _squeeze(x, filters) -> Iterator:
    """SqueezeNet 1.1 (Iandola et al. 2016): seven layers."""
    x = _convolution(x, "features_0", filters, strides=2, padding="valid")
    yield x  # (B, (H-1)/2, (W-1)/2, F)
    for index, width in ((3, 1), (4, 1), (6, 2), (7, 2), (9, 3), (10, 3), (11, 4), (12, 4)):
        if index in (3, 6, 9):
            # A window may reach over the end by a pixel. What is not negative may be padded by 0.
            x = layers.ZeroPadding2D(((0, 1), (0, 1)), name=f"features_{index - 1}_pad")(x)
            x = layers.MaxPooling2D(3, 2, name=f"features_{index - 1}")(x)
        name, width = f"features_{index}", width * filters
        x = _convolution(x, f"{name}_squeeze", width // 4, size=1)
        x = layers.Concatenate(name=name)([
            _convolution(x, f"{name}_expand1x1", width, size=1),
            _convolution(x, f"{name}_expand3x3", width),
        ])
        if index not in (3, 6):
            yield x


def _alex(x, filters) -> Iterator:
    """AlexNet as Krizhevsky 2014 has it: five layers."""
    x = layers.ZeroPadding2D(2, name="features_0_pad")(x)
    x = _convolution(x, "features_0", filters, 11, 4, "valid")
    yield x  # (B, H/4, W/4, F)
    for index, width, size in ((3, 3, 5), (6, 6, 3), (8, 4, 3), (10, 4, 3)):
        if index in (3, 6):
            x = layers.MaxPooling2D(3, 2, name=f"features_{index - 1}")(x)
        x = _convolution(x, f"features_{index}", width * filters, size)
        yield x


def _vgg(x, filters) -> Iterator:
    """VGG16 (Simonyan and Zisserman 2015, configuration D): the last layer of each block."""
    index = 0
    for count, width in ((2, 1), (2, 2), (3, 4), (3, 8), (3, 8)):
        if index:
            x = layers.MaxPooling2D(2, name=f"features_{index - 1}")(x)
        for _ in range(count):
            x = _convolution(x, f"features_{index}", width * filters)
            index += 2  # a number is its activation's
        index += 1
        yield x


@dataclass(frozen=True)
class Backbone:
    """A network that LPIPS looks through.

    Attributes:
        tapped: function of pictures (B, H, W, 3), standardized, and the channels of the first
            layer, that yields the layers that LPIPS compares.
        widths: channels of its convolutions, in those of the first, to bound its weights.
        min_size: the smallest H and W that leave a pixel.
    """

    tapped: Callable[[Any, int], Iterator]
    widths: tuple[int, ...]
    min_size: int


BACKBONES = {
    "squeeze": Backbone(_squeeze, (1, 2, 2, 4, 4, 6, 6, 8, 8), 17),
    "alex": Backbone(_alex, (1, 3, 6, 4, 4), 31),
    "vgg": Backbone(_vgg, (1, 1, 2, 2, 4, 4, 4, 8, 8, 8, 8, 8, 8), 16),
}
