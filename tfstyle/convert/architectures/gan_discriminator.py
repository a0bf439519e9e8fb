"""The PatchGANs of the PyTorch CycleGAN/pix2pix project: n layers, or single pixels; and CUT's.

    conv, relu[, blur] | (conv, norm, relu[, blur]) * (n - 1) | conv, norm, relu | conv

CUT's antialiased variant has the modules in brackets, and no strides.
"""

import re
from typing import ClassVar

from tfstyle.convert.architecture import Shapes
from tfstyle.convert.filters import binomial
from tfstyle.convert.layout import Entry
from tfstyle.convert.norms import norm_entries, norm_of


class GANDiscriminator:
    """`basic`, `n_layers` and `pixel` (`net` instead of `model`, kernels of one pixel)."""

    name = "gan_discriminator"
    role = "discriminator"
    family = "gan"
    # Among them the filters of the antialiased layers.
    ignored = (r"\.filt$", r"\.num_batches_tracked$", r"\.running_(mean|var)$",)
    example: ClassVar = {"filters": 64, "num_layers": 3, "in_channels": 6}

    def arguments(self, shapes: Shapes) -> dict | None:
        """Return the arguments of `PatchDiscriminator`."""
        root = "net" if "net.0.weight" in shapes else "model"
        first = shapes.get(f"{root}.0.weight", ())
        found = (re.fullmatch(rf"{root}\.(\d+)\.weight", key) for key in shapes)
        convs = sorted(int(m[1]) for m in found if m and len(shapes[m[0]]) == 4)
        kernel = 1 if root == "net" else 4
        if len(first) != 4 or first[2] != kernel or len(convs) < 3:
            return None
        depth = 0 if root == "net" else len(convs) - 2
        antialiased = convs[1] == 3
        if convs != _places(depth, antialiased):
            return None
        return {
            "filters": first[0],
            "num_layers": depth,
            "in_channels": first[1],
            "normalization": norm_of(shapes, f"{root}.{convs[1]}", f"{root}.{convs[1] + 1}"),
            "antialiased": antialiased,
        }

    def network(self, arguments: dict):
        """Return the discriminator."""
        from tfstyle.networks import PatchDiscriminator

        return PatchDiscriminator(**arguments)

    def entries(self, arguments: dict) -> list[Entry]:
        """List the first layer, the normalized ones and the logits."""
        norm, depth = arguments.get("normalization", "instance"), arguments["num_layers"]
        root = "model" if depth else "net"
        entries = []

        def convolution(place, layer, bias):
            entries.append(Entry(f"{root}.{place}.weight", f"{layer}_conv/kernel", "conv"))
            if bias:
                entries.append(Entry(f"{root}.{place}.bias", f"{layer}_conv/bias"))

        first, *normalized, last = _places(depth, arguments.get("antialiased", False))
        convolution(first, "layer0", bias=True)
        for layer, place in enumerate(normalized, start=1):
            convolution(place, f"layer{layer}", bias=norm == "instance")
            entries.extend(norm_entries(norm, f"{root}.{place + 1}", f"layer{layer}_norm"))
        convolution(last, "logits", bias=bool(depth) or norm == "instance")
        return entries

    def constants(self, arguments: dict) -> dict:
        """Return the filters of the antialiased layers, which CUT keeps with the weights."""
        if not arguments.get("antialiased"):
            return {}
        depth, filters = arguments["num_layers"], arguments["filters"]
        places = _places(depth, True)[1 : depth + 1]  # the blurs come right before these
        return {
            f"model.{place - 1}.filt": binomial([1, 2, 1], filters * min(2**layer, 8))
            for layer, place in enumerate(places)
        }


def _places(num_layers, antialiased) -> list[int]:
    """Return where the convolutions stand in the sequence: first, normalized ones, logits."""
    halving = 1 if antialiased else 0
    places = [0, 2 + halving]
    for layer in range(1, max(num_layers, 1) + 1):
        last = layer == max(num_layers, 1)
        places.append(places[-1] + 3 + (0 if last else halving))
    return places
