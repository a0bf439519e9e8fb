"""Residual generators of the PyTorch CycleGAN project, of CUT and of pix2pixHD.

All three are one `nn.Sequential`, whose places count every module, also those without weights:

    pad, conv, norm, relu | (conv, norm, relu[, blur]) * halvings | block * blocks
    | ([enlarge, ]conv, norm, relu) * halvings | pad, conv, tanh

CUT has the modules in brackets, unless told `--no_antialias` (those of the halvings) or
`--no_antialias_up` (those of the doublings). A block is a `nn.Sequential` in itself: pad,
conv, norm, relu[, dropout], pad, conv, norm.
"""

import re
from itertools import pairwise
from typing import ClassVar

from tfstyle.convert.architecture import Shapes
from tfstyle.convert.filters import binomial
from tfstyle.convert.layout import Entry, convolution
from tfstyle.convert.norms import norm_entries, norm_of

_BLOCK = re.compile(r"model\.(\d+)\.conv_block\.")


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
        blurred = first == 4 + 4 * len(downs)
        enlarged = ups[0] == blocks[-1] + 2
        dropout = len(shapes.get(f"model.{first}.conv_block.6.weight", ())) == 4
        found = {
            "filters": width,
            "num_blocks": len(blocks),
            "num_downs": len(downs),
            "in_channels": channels,
            "out_channels": shapes[f"model.{convs[-1]}.weight"][0],
            "normalization": norm_of(shapes, "model.1", "model.2"),
            "upsampling": "antialiased" if enlarged else "transpose",
            "dropout": 0.5 if dropout else 0.0,
        }
        if blurred != enlarged:
            found["downsampling"] = "antialiased" if blurred else "strided"
        return found

    def network(self, arguments: dict):
        """Return the generator."""
        from tfstyle.networks import ResNetGenerator

        return ResNetGenerator(**arguments)

    def entries(self, arguments: dict) -> list[Entry]:
        """Walk through the sequence, module by module."""
        norm = arguments.get("normalization", "instance")
        blurred, enlarged = _antialiased(arguments)
        widths = _widths(arguments)
        entries, place = [], 1  # behind the pad

        def step(key, inner, layer, before, after, kernel=3, kind="conv"):
            """A convolution and its norm."""
            conv = f"{key}.{inner}", f"{layer}_conv"
            entries.extend(convolution(*conv, before, after, kernel, kind, norm == "instance"))
            entries.extend(norm_entries(norm, f"{key}.{inner + 1}", f"{layer}_norm", after))

        step("model", place, "stem", arguments.get("in_channels", 3), widths[0], kernel=7)
        place += 3
        for down, (before, after) in enumerate(pairwise(widths)):
            step("model", place, f"down{down}", before, after)
            place += 3 + blurred
        for block in range(arguments["num_blocks"]):
            for half, inner in enumerate((1, 6 if arguments.get("dropout") else 5)):
                key = f"model.{place}.conv_block"
                step(key, inner, f"block{block}_{half}", widths[-1], widths[-1])
            place += 1
        kind = "conv" if enlarged else "transposed_conv"
        for up, (before, after) in enumerate(pairwise(reversed(widths))):
            step("model", place + enlarged, f"up{up}", before, after, kind=kind)
            place += 3 + enlarged
        out = arguments.get("out_channels", 3)
        return entries + convolution(f"model.{place + 1}", "picture_conv", widths[0], out, 7)

    def constants(self, arguments: dict) -> dict:
        """Return the filters of the antialiased layers, which the project keeps with the weights.

        They come behind each halving's relu and before each doubling's convolution.
        """
        blurred, enlarged = _antialiased(arguments)
        widths = _widths(arguments)
        found, place = {}, 4
        for width in widths[1:]:
            if blurred:
                found[f"model.{place + 3}.filt"] = binomial([1, 2, 1], width)
            place += 3 + blurred
        place += arguments["num_blocks"]
        if enlarged:
            for width in reversed(widths[1:]):
                found[f"model.{place}.filt"] = binomial([1, 3, 3, 1], width, gain=4)
                place += 4
        return found


def _antialiased(arguments):
    """Return whether the halvings blur and whether the doublings are bilinear."""
    enlarged = arguments.get("upsampling") == "antialiased"
    blurred = arguments.get("downsampling") or ("antialiased" if enlarged else "strided")
    return blurred == "antialiased", enlarged


def _widths(arguments):
    """Return the channels at every size, the full one first."""
    return [arguments["filters"] * 2**step for step in range(arguments.get("num_downs", 2) + 1)]


def _places(shapes, pattern, rank):
    """Return the numbers in keys that match as a whole and have this many axes, in order."""
    found = (re.fullmatch(pattern, key) for key in shapes)
    return sorted(int(m[1]) for m in found if m and len(shapes[m[0]]) == rank)
