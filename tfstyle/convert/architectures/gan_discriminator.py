"""The PatchGANs of the PyTorch CycleGAN/pix2pix project: n layers, or single pixels; and CUT's.

    conv, relu[, blur] | (conv, norm, relu[, blur]) * (n - 1) | conv, norm, relu | conv

CUT's antialiased variant has the modules in brackets, and no strides.

The convolutions before a norm have biases if it is an instance norm, and otherwise none. For a
time, in 2019, the first project had it another way: single pixels had biases unless it was an
instance norm, n layers unless it was batch norm. A file that shows no norm may be of either age:
`of_norm` lets the generator decide, which has the same `--norm`.
"""

import dataclasses
import re
from typing import ClassVar

from tfstyle.convert.architecture import Shapes
from tfstyle.convert.filters import binomial
from tfstyle.convert.layout import Entry, convolution
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
        norm = norm_of(shapes, f"{root}.{convs[1]}", f"{root}.{convs[1] + 1}")
        arguments = {
            "filters": first[0],
            "num_layers": depth,
            "in_channels": first[1],
            "normalization": norm,
            "antialiased": antialiased,
        }
        biases = f"{root}.{convs[1]}.bias" in shapes
        if biases != (norm == "instance"):
            arguments["biases"] = biases
        return arguments

    def network(self, arguments: dict):
        """Return the discriminator.

        Biases that a file leaves out stay zero in it.

        Raises:
            ValueError: more layers than it can have, or biases where it has none.
        """
        from tfstyle.networks import PatchDiscriminator

        kept = {name: value for name, value in arguments.items() if name != "biases"}
        if kept["normalization"] == "batch" and arguments.get("biases"):
            raise ValueError(
                "discriminators of single pixels with batch norm and biases, as they were in 2019, "
                "are not supported; convert the generator without it"
            )
        return PatchDiscriminator(**kept)

    def entries(self, arguments: dict) -> list[Entry]:
        """List the first layer, the normalized ones and the logits."""
        norm, depth = arguments.get("normalization", "instance"), arguments["num_layers"]
        biases = arguments.get("biases", norm == "instance")
        root, kernel = ("model", 4) if depth else ("net", 1)
        first, *normalized, last = _places(depth, arguments.get("antialiased", False))
        width, channels = arguments["filters"], arguments.get("in_channels", 3)
        entries = convolution(f"{root}.{first}", "layer0_conv", channels, width, kernel)
        for layer, place in enumerate(normalized, start=1):
            before, width = width, arguments["filters"] * min(2**layer, 8)
            entries += convolution(
                f"{root}.{place}", f"layer{layer}_conv", before, width, kernel, bias=biases
            )
            entries += norm_entries(norm, f"{root}.{place + 1}", f"layer{layer}_norm", width)
        return entries + convolution(
            f"{root}.{last}", "logits_conv", width, 1, kernel, bias=bool(depth) or biases
        )

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


def of_norm(match, normalization: str):
    """Return a recognised discriminator with this norm, if its file leaves open which it has.

    Beside batch norm it stays as today's code has it: instance norm with biases, none without. Only
    CUT, which is younger, gives generator and discriminator norms of their own.

    Args:
        match: of a `GANDiscriminator`, with or without its weights.
        normalization: of the generator beside it.
    """
    arguments = match.arguments
    told = arguments["normalization"]
    biases = arguments.get("biases", told == "instance")
    if {normalization, told} != {"instance", "none"}:
        return match
    if arguments["antialiased"] or (arguments["num_layers"] and not biases):
        return match  # CUT's, or n layers without a norm at any time
    changed = {**arguments, "normalization": normalization, "biases": biases}
    network = match.architecture.network(changed)
    network.set_weights(match.network.get_weights())  # neither norm has any
    return dataclasses.replace(match, arguments=changed, network=network)


def _places(num_layers, antialiased) -> list[int]:
    """Return where the convolutions stand in the sequence: first, normalized ones, logits."""
    halving = 1 if antialiased else 0
    places = [0, 2 + halving]
    for layer in range(1, max(num_layers, 1) + 1):
        last = layer == max(num_layers, 1)
        places.append(places[-1] + 3 + (0 if last else halving))
    return places
