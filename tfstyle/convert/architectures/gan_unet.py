"""The U-Net generators of the PyTorch pix2pix project: boxes within boxes.

Each level is a `nn.Sequential` that holds the next one at place 3 (the outermost: at 1):

    outermost  conv, [deeper], relu, conv, tanh
    others     relu, conv, norm, [deeper], relu, conv, norm (, dropout)
    innermost  relu, conv, relu, conv, norm
"""

from typing import ClassVar

from tfstyle.convert.architecture import Shapes
from tfstyle.convert.layout import Entry, convolution
from tfstyle.convert.norms import norm_entries


class GANUNet:
    """`unet_256`, `unet_128` and others, of any width and depth."""

    name = "gan_unet"
    role = "generator"
    family = "gan"
    ignored = (r"\.num_batches_tracked$", r"\.running_(mean|var)$",)
    example: ClassVar = {"filters": 64, "num_downs": 8}

    def arguments(self, shapes: Shapes) -> dict | None:
        """Return the arguments of `UNetGenerator`; dropout leaves no trace in a file: 0.5."""
        outer, last = shapes.get("model.model.0.weight"), shapes.get("model.model.3.weight")
        if outer is None or last is None or len(outer) != 4 or len(last) != 4:
            return None
        downs = 1
        while f"{_box(downs)}.1.weight" in shapes:
            downs += 1
        if downs < 2:
            return None
        if "model.model.0.bias" in shapes:
            norm = "instance"
        else:
            norm = "batch" if f"{_box(downs - 1)}.4.weight" in shapes else "none"
        return {
            "filters": outer[0],
            "num_downs": downs,
            "in_channels": outer[1],
            "out_channels": last[1],
            "normalization": norm,
            "dropout": 0.5,
        }

    def network(self, arguments: dict):
        """Return the generator."""
        from tfstyle.networks import UNetGenerator

        return UNetGenerator(**arguments)

    def entries(self, arguments: dict) -> list[Entry]:
        """Go from box to box."""
        norm, downs = arguments.get("normalization", "batch"), arguments["num_downs"]
        bias = norm == "instance"
        widths = [arguments["filters"] * min(2**level, 8) for level in range(downs)]
        before, after = arguments.get("in_channels", 3), arguments.get("out_channels", 3)
        entries = []
        for level, width in enumerate(widths):
            box, innermost = _box(level), level == downs - 1
            down = 0 if level == 0 else 1
            key, layer = f"{box}.{down}", f"down{level}_conv"
            entries += convolution(key, layer, before, width, 4, bias=bias)
            if 0 < level < downs - 1:
                entries += norm_entries(norm, f"{box}.2", f"down{level}_norm", width)
            up = 3 if level == 0 or innermost else 5
            entries += convolution(
                f"{box}.{up}", f"up{level}_conv", width if innermost else 2 * width, after, 4,
                kind="transposed_conv", bias=bias or level == 0,
            )  # fmt: skip
            if level:
                entries += norm_entries(norm, f"{box}.{up + 1}", f"up{level}_norm", after)
            before = after = width  # of the next box: from this one's channels and back
        return entries

    def constants(self, arguments: dict) -> dict:
        """Return no arrays: all of a file's are weights."""
        return {}


def _box(level):
    """Return the prefix of a level: `model.model`, `model.model.1.model`, then `.3.model` each."""
    return "model.model" + ".1.model" * (level > 0) + ".3.model" * (level - 1)
