"""MicroAST's four files: `content_encoder*`, `style_encoder*`, `modulator*`, `decoder*.pth.tar`.

Pictures count from 0 to 1 on both sides; `MicroASTEncoder` converts in its first layer and
`MicroASTDecoder` in its last.
"""

from typing import ClassVar

from tfstyle.convert.architecture import Shapes
from tfstyle.convert.layout import Entry, convolution


class MicroASTProjectEncoder:
    """One of the two encoders: the files look alike, only their names tell which.

    Attributes:
        filename: what the name of the file holds.
    """

    family = "microast"
    ignored = ()
    example: ClassVar = {"filters": 16}

    def __init__(self, role: str):
        self.role = self.filename = role
        self.name = f"microast_{role}"

    def arguments(self, shapes: Shapes) -> dict | None:
        """Return the arguments of `MicroASTEncoder`."""
        first = tuple(shapes.get("enc1.0.conv_layer.weight", ()))
        if first[1:] != (3, 9, 9):
            return None
        return _of_width(first[0], shapes, "enc1.10.conv1.conv_layer.weight")

    def network(self, arguments: dict):
        """Return the encoder."""
        from tfstyle.networks import MicroASTEncoder

        return MicroASTEncoder(**arguments, name=self.role)

    def entries(self, arguments: dict) -> list[Entry]:
        """The sequence `enc1`, whose places count relus, and the block of `enc2`."""
        narrow, wide, widest = (arguments["filters"] * 2**step for step in range(3))
        return [
            *_conv("enc1.0", "stem", 3, narrow, 9),
            *_grouped("enc1.2", "down0", 1, wide),
            *_conv("enc1.4", "down0_mix", wide, wide, 1),
            *_grouped("enc1.6", "down1", 1, widest),
            *_conv("enc1.8", "down1_mix", widest, widest, 1),
            *_block("enc1.10", "block0", widest),
            *_block("enc2.0", "block1", widest),
        ]


class MicroASTProjectModulator:
    """Weights and biases of the filters, from the style's features at two depths."""

    name = "microast_modulator"
    role = filename = "modulator"
    family = "microast"
    ignored = ()
    example: ClassVar = {"channels": 64}

    def arguments(self, shapes: Shapes) -> dict | None:
        """Return the arguments of `MicroASTModulator`."""
        first = tuple(shapes.get("weight1.0.conv_layer.weight", ()))
        return {"channels": first[0]} if first[1:] == (1, 3, 3) else None

    def network(self, arguments: dict):
        """Return the modulator."""
        from tfstyle.networks import MicroASTModulator

        return MicroASTModulator(**arguments, name=self.role)

    def entries(self, arguments: dict) -> list[Entry]:
        """Four depthwise convolutions."""
        entries = []
        for depth in range(2):
            for what in ("weight", "bias"):
                key, layer = f"{what}{depth + 1}.0", f"{what}{depth}"
                entries += _grouped(key, layer, 1, arguments["channels"])
        return entries


class MicroASTProjectDecoder:
    """Two modulated blocks, then the sequence up to the picture."""

    name = "microast_decoder"
    role = filename = "decoder"
    family = "microast"
    ignored = ()
    example: ClassVar = {"filters": 16}

    def arguments(self, shapes: Shapes) -> dict | None:
        """Return the arguments of `MicroASTDecoder`."""
        last = tuple(shapes.get("dec3.10.conv_layer.weight", ()))
        if last[:1] + last[2:] != (3, 9, 9):
            return None
        return _of_width(last[1], shapes, "dec1.conv1.conv_layer.weight")

    def network(self, arguments: dict):
        """Return the decoder."""
        from tfstyle.networks import MicroASTDecoder

        return MicroASTDecoder(**arguments, name=self.role)

    def entries(self, arguments: dict) -> list[Entry]:
        """The blocks `dec1` and `dec2`, and `dec3`, whose places count relus and enlargements."""
        narrow, wide, widest = (arguments["filters"] * 2**step for step in range(3))
        return [
            *_block("dec1", "block0", widest),
            *_block("dec2", "block1", widest),
            *_grouped("dec3.1", "up0", 2, wide),
            *_conv("dec3.3", "up0_mix", wide, wide, 1),
            *_grouped("dec3.6", "up1", 2, narrow),
            *_conv("dec3.8", "up1_mix", narrow, narrow, 1),
            *_conv("dec3.10", "picture", narrow, 3, 9),
        ]


def assemble(networks: dict, name: str):
    """Return the model of the four networks.

    The project looks at styles as large as they are, unless told `--style_size`.

    Args:
        networks: `content_encoder`, `style_encoder`, `modulator` and `decoder`.
        name: unused, a style is given with every picture.
    """
    from tfstyle.models import MicroAST

    return MicroAST(**networks, style_size=None)


def recipe(match, name: str) -> dict:
    """Return what trains the four networks on.

    Args:
        match: of one of them; all tell how wide they are.
        name: unused.
    """
    arguments = match.arguments
    filters = arguments["channels"] // 4 if "channels" in arguments else arguments["filters"]
    return {"model": "microast", "generator": {"filters": filters}, "train": {"init": "preset"}}


def _of_width(filters, shapes, key):
    """Return the arguments if the kernel at `key` has four times so many channels on both sides."""
    fits = tuple(shapes.get(key, ())) == (4 * filters, 4 * filters, 3, 3)
    return {"filters": filters} if fits else None


def _conv(place, layer, before, after, kernel) -> list[Entry]:
    return convolution(f"{place}.conv_layer", f"{layer}_conv", before, after, kernel)


def _grouped(place, layer, before, after) -> list[Entry]:
    """Return a 3x3 convolution in groups of `before` channels."""
    return convolution(
        f"{place}.conv_layer", f"{layer}_conv", before, after, 3, kind="depthwise_conv"
    )


def _block(place, layer, width) -> list[Entry]:
    """Return both convolutions of a residual block."""
    return [
        *_conv(f"{place}.conv1", f"{layer}_0", width, width, 3),
        *_conv(f"{place}.conv2", f"{layer}_1", width, width, 3),
    ]
