"""What the Inception network of 2015-12-05 is made of, block by block, under two sets of names.

The graph's own names (`mixed_4_tower_1_conv_2`) are those of layers and of `.npz` files; PyTorch's
(`Mixed_6b.branch7x7dbl_3`), given by torchvision, are those of `.pth` files.
"""

from typing import NamedTuple


class Convolution(NamedTuple):
    """A convolution with ReLU.

    Attributes:
        name: in its block, as the graph has it.
        torch: in its block, as PyTorch has it.
        filters: its output channels.
        kernel: height and width.
        strides: 2 goes without padding.
    """

    name: str
    torch: str
    filters: int
    kernel: tuple[int, int]
    strides: int = 1


AVERAGE, MAXIMUM, HALVE = "average", "maximum", "halve"
# Before the blocks; `HALVE` is a maximum over 3 x 3 with stride 2 without padding.
STEM = (
    Convolution("conv", "Conv2d_1a_3x3", 32, (3, 3), 2),
    Convolution("conv_1", "Conv2d_2a_3x3", 32, (3, 3)),
    Convolution("conv_2", "Conv2d_2b_3x3", 64, (3, 3)),
    HALVE,
    Convolution("conv_3", "Conv2d_3b_1x1", 80, (1, 1)),
    Convolution("conv_4", "Conv2d_4a_3x3", 192, (3, 3)),
    HALVE,
)
# Those of the stem without padding, beside the ones with stride.
UNPADDED = ("conv_1", "conv_4")


def _tower(name, torch, *steps):
    """Return convolutions one after the other: filters and kernel of each, at last a stride."""
    return tuple(
        Convolution(f"{name}_conv{f'_{index}' if index else ''}", f"{torch}_{index + 1}", *step)
        for index, step in enumerate(steps)
    )


def _pooled(kind, filters):
    return kind, Convolution("tower_2_conv", "branch_pool", filters, (1, 1))


def _block_5(pool):
    return (
        (Convolution("conv", "branch1x1", 64, (1, 1)),),
        _tower("tower", "branch5x5", (48, (1, 1)), (64, (5, 5))),
        _tower("tower_1", "branch3x3dbl", (64, (1, 1)), (96, (3, 3)), (96, (3, 3))),
        _pooled(AVERAGE, pool),
    )


def _block_6(width):
    wide, high = (1, 7), (7, 1)
    return (
        (Convolution("conv", "branch1x1", 192, (1, 1)),),
        _tower("tower", "branch7x7", (width, (1, 1)), (width, wide), (192, high)),
        _tower(
            "tower_1", "branch7x7dbl",
            (width, (1, 1)), (width, high), (width, wide), (width, high), (192, wide),
        ),
        _pooled(AVERAGE, 192),
    )  # fmt: skip


def _fork(tower, torch):
    """Return the two convolutions whose outputs lie side by side."""
    return (
        Convolution(f"{tower}_mixed_conv", f"{torch}a", 384, (1, 3)),
        Convolution(f"{tower}_mixed_conv_1", f"{torch}b", 384, (3, 1)),
    )


def _block_7(pool):
    return (
        (Convolution("conv", "branch1x1", 320, (1, 1)),),
        (*_tower("tower", "branch3x3", (384, (1, 1))), _fork("tower", "branch3x3_2")),
        (
            *_tower("tower_1", "branch3x3dbl", (448, (1, 1)), (384, (3, 3))),
            _fork("tower_1", "branch3x3dbl_3"),
        ),
        _pooled(pool, 192),
    )


# Name in the graph: PyTorch's, and the branches, whose outputs are joined in this order.
BLOCKS = {
    "mixed": ("Mixed_5b", _block_5(32)),
    "mixed_1": ("Mixed_5c", _block_5(64)),
    "mixed_2": ("Mixed_5d", _block_5(64)),
    "mixed_3": ("Mixed_6a", (
        (Convolution("conv", "branch3x3", 384, (3, 3), 2),),
        _tower("tower", "branch3x3dbl", (64, (1, 1)), (96, (3, 3)), (96, (3, 3), 2)),
        (HALVE,),
    )),
    "mixed_4": ("Mixed_6b", _block_6(128)),
    "mixed_5": ("Mixed_6c", _block_6(160)),
    "mixed_6": ("Mixed_6d", _block_6(160)),
    "mixed_7": ("Mixed_6e", _block_6(192)),
    "mixed_8": ("Mixed_7a", (
        _tower("tower", "branch3x3", (192, (1, 1)), (320, (3, 3), 2)),
        _tower("tower_1", "branch7x7x3",
               (192, (1, 1)), (192, (1, 7)), (192, (7, 1)), (192, (3, 3), 2)),
        (HALVE,),
    )),
    "mixed_9": ("Mixed_7b", _block_7(AVERAGE)),
    "mixed_10": ("Mixed_7c", _block_7(MAXIMUM)),  # the graph's own, unlike torchvision's
}  # fmt: skip


def torch_names(blocks) -> dict[str, str]:
    """Return PyTorch's name of each convolution of the stem and of some blocks, by the graph's.

    Example:
        >>> torch_names(["mixed_9"])["mixed_9_tower_mixed_conv_1"]
        'Mixed_7b.branch3x3_2b'
    """
    names = {step.name: step.torch for step in STEM if isinstance(step, Convolution)}
    for block in blocks:
        torch, branches = BLOCKS[block]
        for step in _flat(branches):
            if isinstance(step, Convolution):
                names[f"{block}_{step.name}"] = f"{torch}.{step.torch}"
    return names


def _flat(steps):
    for step in steps:
        if isinstance(step, tuple) and not isinstance(step, Convolution):
            yield from _flat(step)
        else:
            yield step
