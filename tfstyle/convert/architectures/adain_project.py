"""The PyTorch AdaIN project: `vgg_normalised.pth` and `decoder.pth`.

Both are an `nn.Sequential`, whose places count pads, relus, poolings and enlargements, too.
"""

from typing import ClassVar

from tfstyle.convert.architecture import Shapes
from tfstyle.convert.layout import Entry, convolution

# Where the convolutions of VGG19 stand, to relu4_1; behind them follow seven that nobody runs.
_ENCODER = {
    "block1_conv1": 2, "block1_conv2": 5, "block2_conv1": 9, "block2_conv2": 12,
    "block3_conv1": 16, "block3_conv2": 19, "block3_conv3": 22, "block3_conv4": 25,
    "block4_conv1": 29,
}  # fmt: skip
# Where the decoder's stand, and from how many channels to how many they lead, in `filters`.
_DECODER = {
    "stage0_0": (1, 8, 4), "stage1_0": (5, 4, 4), "stage1_1": (8, 4, 4), "stage1_2": (11, 4, 4),
    "stage1_3": (14, 4, 2), "stage2_0": (18, 2, 2), "stage2_1": (21, 2, 1), "stage3_0": (25, 1, 1),
}  # fmt: skip
_PICTURE = 28
_STYLE_SIZE = 512  # pixels of a style's shorter side


class AdaINEncoder:
    """VGG19 behind a 1x1 convolution that holds the preprocessing; pictures count from 0 to 1."""

    name = "adain_encoder"
    role = "encoder"
    family = "adain"
    ignored = (r"^(32|35|38|42|45|48|51)\.(weight|bias)$",)
    example: ClassVar = {"filters": 64}

    def arguments(self, shapes: Shapes) -> dict | None:
        """Return the arguments of `NormalizedVGG19`."""
        first, last = (tuple(shapes.get(f"{place}.weight", ())) for place in (2, 29))
        if first[1:] != (3, 3, 3) or tuple(shapes.get("0.weight", ())) != (3, 3, 1, 1):
            return None
        filters = first[0]
        return {"filters": filters} if last == (8 * filters, 4 * filters, 3, 3) else None

    def network(self, arguments: dict):
        """Return the encoder, which is never trained."""
        from tfstyle.networks import NormalizedVGG19

        return NormalizedVGG19(**arguments, name="encoder")

    def entries(self, arguments: dict) -> list[Entry]:
        """The 1x1 convolution, then VGG19's."""
        entries, before = convolution("0", "colors", 3, 3, 1), 3
        for layer, place in _ENCODER.items():
            block = int(layer.removeprefix("block")[0])
            after = arguments["filters"] * 2 ** (block - 1)
            entries += convolution(f"{place}", layer, before, after, 3)
            before = after
        return entries


class AdaINProjectDecoder:
    """VGG19 backwards from relu4_1; its pictures count from 0 to 1."""

    name = "adain_decoder"
    role = "decoder"
    family = "adain"
    ignored = ()
    example: ClassVar = {"filters": 64}

    def arguments(self, shapes: Shapes) -> dict | None:
        """Return the arguments of `AdaINDecoder`."""
        first, last = (tuple(shapes.get(f"{place}.weight", ())) for place in (1, 28))
        if last[:1] + last[2:] != (3, 3, 3):
            return None
        filters = last[1]
        return {"filters": filters} if first == (4 * filters, 8 * filters, 3, 3) else None

    def network(self, arguments: dict):
        """Return the decoder."""
        from tfstyle.networks import AdaINDecoder

        filters = arguments["filters"]
        return AdaINDecoder(filters, in_channels=8 * filters, plain=True, name="generator")

    def entries(self, arguments: dict) -> list[Entry]:
        """Its convolutions, one by one."""
        filters, entries = arguments["filters"], []
        for layer, (place, before, after) in _DECODER.items():
            widths = before * filters, after * filters
            entries += convolution(f"{place}", f"{layer}_conv", *widths, 3)
        return entries + convolution(f"{_PICTURE}", "picture_conv", filters, 3, 3)


def assemble(networks: dict, name: str):
    """Return the model of both networks; its decoder can be trained on.

    The project scales styles to 512 pixels, and counts deviations as PyTorch does.

    Args:
        networks: `{"encoder": network, "decoder": network}`.
        name: unused, a style is given with every picture.
    """
    from tfstyle.models import AdaINStyle

    return AdaINStyle(
        networks["encoder"], networks["decoder"], style_size=_STYLE_SIZE, unbiased=True
    )


def recipe(match, name: str) -> dict:
    """Return what trains the decoder on.

    Args:
        match: of one of both files, which are equally wide.
        name: unused.
    """
    return {
        "model": "adain",
        "generator": {"plain": True, **match.arguments},
        "data": {"style_size": _STYLE_SIZE},
        "train": {"init": "preset"},
    }
