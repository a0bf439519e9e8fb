"""Checkpoints of fast-style-transfer, the TensorFlow project, as arrays `Variable`, `Variable_1`...

TensorFlow 1 numbered variables in the order they were made: of every convolution its kernel, then
the shift and the scale of the norm behind it.
"""

import re
from typing import ClassVar

from tfstyle.convert.architecture import Shapes
from tfstyle.convert.architectures.fast_neural_style import assemble
from tfstyle.convert.layout import Entry

__all__ = ["FastStyleTransfer", "assemble"]

_NUMBERED = re.compile(r"Variable_\d+")


class FastStyleTransfer:
    """Three convolutions, residual blocks, two transposed convolutions, a picture.

    Kernels lie as Keras has them. Colours count from 0 to 255 on both sides;
    `TransposedStyleNetwork` converts in its first and last layer.
    """

    name = "fast_style_transfer"
    role = "generator"
    family = "fast_style"
    recipe_network = "transposed_style"
    # What the optimizer and the step counter leave in a checkpoint.
    ignored = (r"Adam(_\d+)?$", r"^beta\d_power", r"^global_step$")
    example: ClassVar = {"filters": 32, "num_blocks": 5}

    def arguments(self, shapes: Shapes) -> dict | None:
        """Return the arguments of `TransposedStyleNetwork`."""
        first = tuple(shapes.get("Variable", ()))
        if first[:-1] != (9, 9, 3):
            return None
        filters = first[-1]
        if tuple(shapes.get("Variable_6", ())) != (3, 3, 2 * filters, 4 * filters):
            return None
        square = (3, 3, 4 * filters, 4 * filters)
        halves = sum(
            tuple(shape) == square and _NUMBERED.fullmatch(key) is not None
            for key, shape in shapes.items()
        )
        return {"filters": filters, "num_blocks": halves // 2}

    def network(self, arguments: dict):
        """Return the generator."""
        from tfstyle.networks import TransposedStyleNetwork

        return TransposedStyleNetwork(**arguments, name="generator")

    def entries(self, arguments: dict) -> list[Entry]:
        """Kernel, shift, scale, step by step."""
        narrow, wide, widest = (arguments["filters"] * 2**step for step in range(3))
        entries = []

        def variable(path, *shape):
            key = f"Variable_{len(entries)}" if entries else "Variable"
            entries.append(Entry(key, path, shape))

        def step(layer, before, after, kernel=3, enlarge=False):
            channels = (after, before) if enlarge else (before, after)
            variable(f"{layer}_conv/kernel", kernel, kernel, *channels)
            variable(f"{layer}_norm/beta", after)
            variable(f"{layer}_norm/gamma", after)

        step("stem", 3, narrow, 9)
        step("down0", narrow, wide)
        step("down1", wide, widest)
        for block in range(arguments["num_blocks"]):
            for half in range(2):
                step(f"block{block}_{half}", widest, widest)
        step("up0", widest, wide, enlarge=True)
        step("up1", wide, narrow, enlarge=True)
        step("picture", narrow, 3, 9)
        return entries
