"""The style networks of PyTorch's examples, `fast_neural_style` (mosaic, candy, udnie, ...)."""

import re
from typing import ClassVar

from tfstyle.convert.architecture import Shapes
from tfstyle.convert.layout import Entry

_BLOCK = re.compile(r"res\d+\.conv1\.conv2d\.weight")


class FastNeuralStyle:
    """`TransformerNet`: three convolutions, residual blocks, two enlargements, a picture.

    Colours count from 0 to 255 on both sides; `PixelStyleNetwork` converts in its first and last
    layer.
    """

    name = "fast_neural_style"
    role = "generator"
    family = "fast_style"
    recipe_network = "pixel_style"
    # Instance norms once kept running statistics, which the project itself throws away.
    ignored = (r"in\d+\.running_(mean|var)$", r"num_batches_tracked$")
    example: ClassVar = {"filters": 32, "num_blocks": 5}

    def arguments(self, shapes: Shapes) -> dict | None:
        """Return the arguments of `PixelStyleNetwork`."""
        first = tuple(shapes.get("conv1.conv2d.weight", ()))
        if first[1:] != (3, 9, 9) or "deconv3.conv2d.weight" not in shapes:
            return None
        filters = first[0]
        if tuple(shapes.get("conv3.conv2d.weight", ())) != (4 * filters, 2 * filters, 3, 3):
            return None
        blocks = sum(_BLOCK.fullmatch(key) is not None for key in shapes)
        return {"filters": filters, "num_blocks": blocks}

    def network(self, arguments: dict):
        """Return the generator."""
        from tfstyle.networks import PixelStyleNetwork

        return PixelStyleNetwork(**arguments, name="generator")

    def entries(self, arguments: dict) -> list[Entry]:
        """Convolution and norm, step by step."""
        steps = [("conv1", "in1", "stem"), ("conv2", "in2", "down0"), ("conv3", "in3", "down1")]
        for block in range(arguments["num_blocks"]):
            steps += [
                (f"res{block + 1}.conv{half + 1}", f"res{block + 1}.in{half + 1}",
                 f"block{block}_{half}")
                for half in range(2)
            ]  # fmt: skip
        steps += [("deconv1", "in4", "up0"), ("deconv2", "in5", "up1")]
        steps += [("deconv3", None, "picture")]
        entries = []
        for conv, norm, layer in steps:
            entries.append(Entry(f"{conv}.conv2d.weight", f"{layer}_conv/kernel", "conv"))
            entries.append(Entry(f"{conv}.conv2d.bias", f"{layer}_conv/bias"))
            if norm:
                entries.append(Entry(f"{norm}.weight", f"{layer}_norm/gamma"))
                entries.append(Entry(f"{norm}.bias", f"{layer}_norm/beta"))
        return entries


def assemble(networks: dict, name: str):
    """Return the model of a converted network: one style, called `name`; it can be trained on.

    Args:
        networks: `{"generator": network}`.
        name: of the style.
    """
    from tfstyle.models import FastStyle

    return FastStyle(networks["generator"], (name,))


def recipe(match, name: str) -> dict:
    """Return what trains the style on; its painting lies beside the data folder.

    Args:
        match: of the generator's file, of this architecture or of fast-style-transfer's.
        name: of the style.
    """
    return {
        "model": "fast_style",
        "generator": {"network": match.architecture.recipe_network, **match.arguments},
        "data": {"styles": [f"../{name}.jpg"]},
        "train": {"init": "preset"},
    }
