"""The style networks of PyTorch's examples, `fast_neural_style` (mosaic, candy, udnie, ...)."""

import re
from typing import ClassVar

from tfstyle.convert.architecture import Shapes
from tfstyle.convert.layout import Entry, convolution

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
        narrow, wide, widest = (arguments["filters"] * 2**step for step in range(3))
        entries = []

        def step(conv, norm, layer, before, after, kernel=3):
            key = f"{conv}.conv2d"
            entries.extend(convolution(key, f"{layer}_conv", before, after, kernel))
            for theirs, ours in (("weight", "gamma"), ("bias", "beta")):
                entries.append(Entry(f"{norm}.{theirs}", f"{layer}_norm/{ours}", (after,)))

        step("conv1", "in1", "stem", 3, narrow, 9)
        step("conv2", "in2", "down0", narrow, wide)
        step("conv3", "in3", "down1", wide, widest)
        for block in range(arguments["num_blocks"]):
            for half in range(2):
                key = f"res{block + 1}"
                conv, norm = f"{key}.conv{half + 1}", f"{key}.in{half + 1}"
                step(conv, norm, f"block{block}_{half}", widest, widest)
        step("deconv1", "in4", "up0", widest, wide)
        step("deconv2", "in5", "up1", wide, narrow)
        return entries + convolution("deconv3.conv2d", "picture_conv", narrow, 3, 9)


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
