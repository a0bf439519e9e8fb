"""Residual generators of the PyTorch CycleGAN project, of CUT and of pix2pixHD.

All three are one `nn.Sequential`, whose places count every module, also those without weights:

    pad, conv, norm, relu | (conv, norm, relu[, blur]) * halvings | block * blocks
    | ([enlarge, ]conv, norm, relu) * halvings | pad, conv, tanh

CUT's antialiased variant has the modules in brackets. A block is a `nn.Sequential` in itself: pad,
conv, norm, relu[, dropout], pad, conv, norm.
"""

import re
from typing import ClassVar

from tfstyle.convert.architecture import Shapes
from tfstyle.convert.filters import binomial
from tfstyle.convert.layout import Entry
from tfstyle.convert.norms import norm_entries, norm_of


class GANResNet:
    """`resnet_9blocks`, `resnet_6blocks`, pix2pixHD's `global` generator, CUT's generator."""

    name = "gan_resnet"
    role = "generator"
    family = "gan"
    # Filters of the antialiased layers; statistics that old instance norms kept and nobody reads.
    ignored = (r"\.num_batches_tracked$", r"\.running_(mean|var)$", r"\.filt$")
    example: ClassVar = {"filters": 64, "num_blocks": 9}

    def arguments(self, shapes: Shapes) -> dict | None:
        """Return the arguments of `ResNetGenerator`."""
        convs = _places(shapes, r"model\.(\d+)\.weight", rank=4)
        blocks = sorted({int(m[1]) for k in shapes if (m := _BLOCK.match(k))})
        first = blocks[0] if blocks else None
        downs = [place for place in convs if place > 1 and (first is None or place < first)]
        if 1 not in convs or first is None or not downs:
            return None
        width, channels, kernel, _ = shapes["model.1.weight"]
        if kernel != 7:
            return None
        ups = [place for place in convs if place > blocks[-1]][:-1]
        if len(ups) != len(downs):
            return None
        antialiased = first == 4 + 4 * len(downs)
        before, after = shapes[f"model.{ups[0]}.weight"][:2]
        if antialiased != (before < after) or first not in (4 + 3 * len(downs), 4 + 4 * len(downs)):
            return None  # mixtures of the two, or forks that enlarge in another way
        dropout = f"model.{first}.conv_block.6.weight" in shapes
        if dropout and len(shapes[f"model.{first}.conv_block.6.weight"]) != 4:
            dropout = False
        return {
            "filters": width,
            "num_blocks": len(blocks),
            "num_downs": len(downs),
            "in_channels": channels,
            "out_channels": shapes[f"model.{convs[-1]}.weight"][0],
            "normalization": norm_of(shapes, "model.1", "model.2"),
            "upsampling": "antialiased" if antialiased else "transpose",
            "dropout": 0.5 if dropout else 0.0,
        }

    def network(self, arguments: dict):
        """Return the generator."""
        from tfstyle.networks import ResNetGenerator

        return ResNetGenerator(**arguments)

    def entries(self, arguments: dict) -> list[Entry]:
        """Walk through the sequence, module by module."""
        norm = arguments.get("normalization", "instance")
        downs, blocks = arguments.get("num_downs", 2), arguments["num_blocks"]
        antialiased = arguments.get("upsampling") == "antialiased"
        second = 6 if arguments.get("dropout") else 5
        entries, place = [], 0

        def convolution(key, layer, kind="conv"):
            entries.append(Entry(f"{key}.weight", f"{layer}_conv/kernel", kind))
            if norm == "instance":
                entries.append(Entry(f"{key}.bias", f"{layer}_conv/bias"))

        def step(layer, kind="conv"):
            """A convolution, its norm and its relu."""
            nonlocal place
            convolution(f"model.{place}", layer, kind)
            entries.extend(norm_entries(norm, f"model.{place + 1}", f"{layer}_norm"))
            place += 3

        place += 1  # the pad
        step("stem")
        for down in range(downs):
            step(f"down{down}")
            place += antialiased
        for block in range(blocks):
            for half, inner in enumerate((1, second)):
                key, layer = f"model.{place}.conv_block", f"block{block}_{half}"
                convolution(f"{key}.{inner}", layer)
                entries.extend(norm_entries(norm, f"{key}.{inner + 1}", f"{layer}_norm"))
            place += 1
        for up in range(downs):
            place += antialiased
            step(f"up{up}", "conv" if antialiased else "transposed_conv")
        place += 1  # the pad
        entries.append(Entry(f"model.{place}.weight", "picture_conv/kernel", "conv"))
        entries.append(Entry(f"model.{place}.bias", "picture_conv/bias"))
        return entries

    def constants(self, arguments: dict) -> dict:
        """Return the filters of the antialiased layers, which the project keeps with the weights.

        They come behind each halving's relu and before each doubling's convolution.
        """
        if arguments.get("upsampling") != "antialiased":
            return {}
        downs, filters = arguments.get("num_downs", 2), arguments["filters"]
        found, place = {}, 4
        for down in range(downs):
            found[f"model.{place + 3}.filt"] = binomial([1, 2, 1], filters * 2 ** (down + 1), 1)
            place += 4
        place += arguments["num_blocks"]
        for up in range(downs):
            found[f"model.{place}.filt"] = binomial([1, 3, 3, 1], filters * 2 ** (downs - up), 4)
            place += 4
        return found


_BLOCK = re.compile(r"model\.(\d+)\.conv_block\.")


def _places(shapes, pattern, rank):
    """Return the numbers in keys that match as a whole and have this many axes, in order."""
    found = (re.fullmatch(pattern, key) for key in shapes)
    return sorted(int(m[1]) for m in found if m and len(shapes[m[0]]) == rank)
