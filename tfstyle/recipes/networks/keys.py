"""Keys that many networks have: one sentence and one range, each with the network's default."""

from tfstyle.recipes.schema import Follows, Key, Values


def filters(default: int = 64) -> Key:
    """Return the key of a network's width."""
    return Key(
        int, "Channels of the first layer; the weights grow with their square.", default,
        least=1, most=1024,
    )  # fmt: skip


def num_downs(default: int | Follows) -> Key:
    """Return the key of a network's depth."""
    return Key(
        int,
        "How often the network halves the picture; data.crop must be a multiple of 2 to that.",
        default, least=1, most=10, per="generator.network",
    )  # fmt: skip


# What CycleGAN's paper has: 9 blocks for pictures of 256 pixels, 6 for 128.
BLOCKS_BY_CROP = Follows(
    "9 from a crop of 256, 6 below", lambda of: 9 if of["data.crop"] >= 256 else 6
)


def num_blocks(default: int | Follows = BLOCKS_BY_CROP) -> Key:
    """Return the key of the residual blocks."""
    return Key(int, "Residual blocks in the middle.", default, least=0, most=64)


def normalization(default: str = "instance") -> Key:
    """Return the key of the normalization."""
    return Key(
        str, "What follows each convolution.", default, choices=("batch", "instance", "none")
    )


def upsampling(default: str, choices: tuple[str, ...] = ("transpose", "resize")) -> Key:
    """Return the key of how the picture grows again."""
    return Key(
        str,
        "How the picture grows again: antialiased leaves no lattice, resize little, transpose is "
        "the GAN papers'.",
        default, choices=choices,
    )  # fmt: skip


DROPOUT = Key(
    float, "Share of features dropped in the inner layers, pix2pix' source of variety.", 0.0,
    least=0.0, below=1.0,
)  # fmt: skip
INFERENCE_MODE = Key(
    str, "How the trained network runs; batch_statistics is what pix2pix was published with.",
    "eval", choices=("eval", "batch_statistics", "train"),
)  # fmt: skip


def halved(values: Values) -> int:
    """Return the multiple of a side that can be halved `generator.num_downs` times."""
    return 2 ** values["generator.num_downs"]
