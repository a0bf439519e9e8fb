"""MicroAST's four files: `content_encoder*`, `style_encoder*`, `modulator*`, `decoder*.pth.tar`.

Pictures count from 0 to 1 on both sides; `MicroASTEncoder` converts in its first layer and
`MicroASTDecoder` in its last.
"""

from typing import ClassVar

from tfstyle.convert.architecture import Shapes
from tfstyle.convert.layout import Entry


class MicroASTProjectEncoder:
    """One of the two encoders: the files look alike, only their names tell which.

    Attributes:
        filename: what the name of the file begins with.
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
        return _entries({
            "enc1.0": "stem", "enc1.2": "down0", "enc1.4": "down0_mix", "enc1.6": "down1",
            "enc1.8": "down1_mix", "enc1.10.conv1": "block0_0", "enc1.10.conv2": "block0_1",
            "enc2.0.conv1": "block1_0", "enc2.0.conv2": "block1_1",
        }, groups={"down0", "down1"})  # fmt: skip


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
        layers = {
            f"{what}{depth + 1}.0": f"{what}{depth}"
            for depth in range(2)
            for what in ("weight", "bias")
        }
        return _entries(layers, groups=set(layers.values()))


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
        return _entries({
            "dec1.conv1": "block0_0", "dec1.conv2": "block0_1", "dec2.conv1": "block1_0",
            "dec2.conv2": "block1_1", "dec3.1": "up0", "dec3.3": "up0_mix", "dec3.6": "up1",
            "dec3.8": "up1_mix", "dec3.10": "picture",
        }, groups={"up0", "up1"})  # fmt: skip


def assemble(networks: dict, name: str):
    """Return the model of the four networks, which cannot be trained on.

    Args:
        networks: `content_encoder`, `style_encoder`, `modulator` and `decoder`.
        name: unused, a style is given with every picture.
    """
    from tfstyle.models import MicroAST

    return MicroAST(**networks)


def _of_width(filters, shapes, key):
    """Return the arguments if the kernel at `key` has four times so many channels on both sides."""
    fits = tuple(shapes.get(key, ())) == (4 * filters, 4 * filters, 3, 3)
    return {"filters": filters} if fits else None


def _entries(layers, groups) -> list[Entry]:
    """Return kernel and bias of every convolution; those by `groups` lie another way."""
    entries = []
    for place, layer in layers.items():
        kind = "depthwise_conv" if layer in groups else "conv"
        entries.append(Entry(f"{place}.conv_layer.weight", f"{layer}_conv/kernel", kind))
        entries.append(Entry(f"{place}.conv_layer.bias", f"{layer}_conv/bias"))
    return entries
