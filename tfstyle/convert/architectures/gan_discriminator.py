"""The PatchGANs of the PyTorch CycleGAN/pix2pix project: n layers, or single pixels."""

import re
from typing import ClassVar

from tfstyle.convert.architecture import Shapes
from tfstyle.convert.layout import Entry
from tfstyle.convert.norms import norm_entries, norm_of


class GANDiscriminator:
    """`basic`, `n_layers` (places 0, 2, 5, 8, ...) and `pixel` (`net`, places 0, 2, 5)."""

    name = "gan_discriminator"
    role = "discriminator"
    family = "gan"
    ignored = (r"\.num_batches_tracked$", r"\.running_(mean|var)$",)
    example: ClassVar = {"filters": 64, "num_layers": 3, "in_channels": 6}

    def arguments(self, shapes: Shapes) -> dict | None:
        """Return the arguments of `PatchDiscriminator`."""
        root = "net" if "net.0.weight" in shapes else "model"
        first = shapes.get(f"{root}.0.weight", ())
        found = (re.fullmatch(rf"{root}\.(\d+)\.weight", key) for key in shapes)
        convs = sorted(int(m[1]) for m in found if m and len(shapes[m[0]]) == 4)
        kernel = 1 if root == "net" else 4
        if len(first) != 4 or first[2] != kernel or convs != [0, *range(2, convs[-1] + 1, 3)]:
            return None
        return {
            "filters": first[0],
            "num_layers": 0 if root == "net" else len(convs) - 2,
            "in_channels": first[1],
            "normalization": norm_of(shapes, f"{root}.2", f"{root}.3"),
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

        convolution(0, "layer0", bias=True)
        layers = max(depth, 1)
        for layer in range(1, layers + 1):
            place = 3 * layer - 1
            convolution(place, f"layer{layer}", bias=norm == "instance")
            entries.extend(norm_entries(norm, f"{root}.{place + 1}", f"layer{layer}_norm"))
        convolution(3 * layers + 2, "logits", bias=bool(depth) or norm == "instance")
        return entries
