"""The sections of a recipe: every key with its type, its range and its default.

A default or a choice that differs from model to model is a mapping from the model's name; `"*"`
stands for all others.
"""

from dataclasses import dataclass

from tfstyle.recipe_values import key

MODELS = (
    "pix2pix", "cyclegan", "cut", "fastcut", "multiscale", "fast_style", "adain", "cross_domain",
    "noise_gan",
)  # fmt: skip
# What a step of each learns from: pairs, two domains drawn independently, or pictures alone.
LEARNS_FROM = {
    "pix2pix": "pairs", "multiscale": "pairs",
    "cyclegan": "domains", "cut": "domains", "fastcut": "domains", "adain": "domains",
    "cross_domain": "domains",
    "fast_style": "pictures", "noise_gan": "pictures",
}  # fmt: skip
_GANS = {"model": tuple(name for name in MODELS if name not in ("fast_style", "adain"))}
_STYLE = {"model": ("fast_style", "adain")}
_FAST_STYLE = {"model": ("fast_style",)}
_PIX2PIX, _CYCLEGAN = {"model": ("pix2pix",)}, {"model": ("cyclegan",)}
_NETWORKS = {
    "pix2pix": ("unet", "resnet", "restoration"), "cyclegan": ("resnet", "unet"),
    "cut": ("resnet",), "fastcut": ("resnet",), "multiscale": ("multiscale",),
    "fast_style": ("style", "pixel_style", "transposed_style"),
    "adain": ("adain_decoder",), "cross_domain": ("cross_domain",), "noise_gan": ("noise",),
}  # fmt: skip
_STYLE_LAYERS = ["relu1_1", "relu2_1", "relu3_1", "relu4_1"]
# `data.damage.DAMAGES`, which would import TensorFlow.
_DAMAGES = ["fade", "blur", "noise", "scratches", "holes", "jpeg"]
_WITH_POOL = {"model": ("pix2pix", "cyclegan")}
_WITH_BLOCKS = {
    "generator.network": (
        "resnet", "style", "pixel_style", "transposed_style", "multiscale", "cross_domain",
        "restoration",
    )
}
_WITH_NORMALIZATION = {"generator.network": ("unet", "resnet")}
_NOISE = {"model": ("noise_gan",)}
_ADAIN = {"generator.network": ("adain_decoder",)}
_WITH_STYLE = {"model": (*_STYLE["model"], "multiscale", "cross_domain")}
_CROSS_DOMAIN = {"model": ("cross_domain",)}
_WITH_LAYERS = {"model": ("fast_style", "cross_domain")}
_MULTISCALE, _CUT = {"model": ("multiscale",)}, {"model": ("cut", "fastcut")}
_PATCHES = {"model": tuple(name for name in _GANS["model"] if name != "noise_gan")}


@dataclass(frozen=True)
class Generator:
    """The network that paints; by its name in lower case in `tfstyle.networks`."""

    network: str = key({name: few[0] for name, few in _NETWORKS.items()}, choices=_NETWORKS)
    filters: int = key({"*": 64, "fast_style": 32, "multiscale": 32}, least=1, most=1024)
    num_downs: int = key(
        "2 in resnet, 4 in multiscale and restoration networks; else as many as halve the crop to "
        "one pixel",
        least=1, most=10, per="generator.network",
        only={"generator.network": ("unet", "resnet", "multiscale", "restoration")},
    )  # fmt: skip
    num_scales: int = key(2, least=1, most=4, only=_MULTISCALE)
    local_blocks: int = key(3, least=0, most=64, only=_MULTISCALE)
    style_modulation: bool = key(True, only=_MULTISCALE)
    label_edges: bool = key(False, only=_MULTISCALE)
    num_blocks: int = key(
        "5 in style networks, 2 in restoration networks; else 9 from a crop of 256, 6 below",
        least=0, most=64, only=_WITH_BLOCKS,
    )  # fmt: skip
    normalization: str = key(
        {"pix2pix": "batch", "noise_gan": "batch", "*": "instance"},
        choices=("batch", "instance", "none"),
        only={"generator.network": ("unet", "resnet", "noise", "multiscale")},
    )  # fmt: skip
    fusion: str = key("add", choices=("add", "adain"), only=_CROSS_DOMAIN)
    upsampling: str = key(
        {
            "noise_gan": "resize", "multiscale": "resize", "cut": "antialiased",
            "fastcut": "antialiased", "*": "transpose",
        },
        choices={
            "noise_gan": ("transpose", "resize"), "multiscale": ("transpose", "resize"),
            "*": ("transpose", "resize", "antialiased"),
        },
        only={"generator.network": ("resnet", "noise", "multiscale")},
    )  # fmt: skip
    downsampling: str = key(
        "antialiased with antialiased upsampling, else strided",
        choices=("strided", "antialiased"), only={"generator.network": ("resnet",)},
    )  # fmt: skip
    levels: int = key(3, least=2, most=3, only=_ADAIN)
    plain: bool = key(False, only=_ADAIN)
    latent_dim: int = key(128, least=8, most=4096, only=_NOISE)
    modulation: bool = key(True, only=_NOISE)
    dropout: float = key(
        {"pix2pix": 0.5, "*": 0.0}, least=0.0, below=1.0, only=_WITH_NORMALIZATION
    )
    inference_mode: str = key(
        {"pix2pix": "batch_statistics", "*": "eval"},
        choices=("eval", "batch_statistics", "train"),
        only={"generator.network": ("unet", "resnet", "multiscale", "restoration")},
    )  # fmt: skip


@dataclass(frozen=True)
class Discriminator:
    """The network that judges; see `networks.PatchDiscriminator`."""

    filters: int = key(64, least=1, most=1024, only=_GANS)
    num_layers: int = key(3, least=0, most=5, only=_PATCHES)
    num_scales: int = key(2, least=1, most=3, only=_MULTISCALE)
    normalization: str = key(
        {"pix2pix": "batch", "noise_gan": "none", "*": "instance"},
        choices=("batch", "instance", "none"), only=_GANS,
    )  # fmt: skip
    spectral_normalization: bool = key({"noise_gan": True, "*": False}, only=_GANS)
    antialiased: bool = key(False, only={"model": ("pix2pix", "cyclegan", "cut", "fastcut")})


@dataclass(frozen=True)
class Loss:
    """What is minimized, and by what weight."""

    adversarial: str = key(
        {"pix2pix": "non_saturating", "noise_gan": "hinge", "*": "least_squares"},
        choices=("non_saturating", "least_squares", "hinge", "wasserstein"), only=_GANS,
    )  # fmt: skip
    gradient_penalty: float = key(10.0, least=0.0, only={"loss.adversarial": ("wasserstein",)})
    adversarial_weight: float = key(
        1.0, least=0.0, only={"model": ("multiscale", "cross_domain")}
    )
    feature_matching: float = key("10 with pairs, else 0", least=0.0, only=_MULTISCALE)
    perceptual: float = key(0.0, least=0.0, only=_MULTISCALE)
    l1: float = key(
        {"multiscale": 0.0, "cross_domain": 0.0, "*": 100.0}, least=0.0,
        only={"model": ("pix2pix", "multiscale", "cross_domain")},
    )  # fmt: skip
    l2: float = key(0.0, least=0.0, only=_MULTISCALE)
    nce: float = key({"fastcut": 10.0, "*": 1.0}, least=0.0, only=_CUT)
    identity_nce: bool = key({"fastcut": False, "*": True}, only=_CUT)
    flip_equivariance: bool = key({"fastcut": True, "*": False}, only=_CUT)
    temperature: float = key(0.07, above=0.0, most=10.0, only=_CUT)
    num_patches: int = key(256, least=2, most=65536, only=_CUT)
    cycle: float = key(10.0, least=0.0, only=_CYCLEGAN)
    identity: float = key(0.5, least=0.0, only=_CYCLEGAN)
    content: float = key({"multiscale": 0.0, "*": 1.0}, least=0.0, only=_WITH_STYLE)
    style: float = key(
        {"adain": 10.0, "multiscale": 0.0, "*": 1.0}, least=0.0, only=_WITH_STYLE
    )
    tv: float = key({"adain": 0.0, "*": 0.1}, least=0.0, only=_STYLE)
    content_layer: str = key({"cross_domain": "relu4_1", "*": "relu3_1"}, only=_WITH_LAYERS)
    style_layers: list = key(_STYLE_LAYERS, only=_WITH_LAYERS)  # noqa: RUF009


@dataclass(frozen=True)
class Data:
    """Where pictures come from and what a step sees of them; see `tfstyle.data`.

    `domains` name the sides a and b as they lie on disk; `direction` says which is the source.
    `styles` are paths of paintings, from the data folder on; their stems name the styles.
    `geometry` says what becomes of pictures that are not square, `nearest` which sides, as they
    lie on disk, are label maps whose colours resizing must not blend.
    """

    layout: str = key(
        {
            name: {"pairs": "paired", "domains": "unpaired", "pictures": "images"}[kind]
            for name, kind in LEARNS_FROM.items()
        },
        choices=("paired", "unpaired", "images", "arrays", "tfds"),
    )
    name: str = key(only={"data.layout": ("tfds",)})
    direction: str = key("a2b", choices=("a2b", "b2a"))
    derive: str = key(
        {"pix2pix": "edges", "*": "none"},
        choices=("none", "edges", "gray", "low_resolution", "damaged"),
        only={"data.layout": ("images", "tfds")},
    )
    damages: list = key(_DAMAGES, only={"data.derive": ("damaged",)})  # noqa: RUF009
    damage_strength: float = key(1.0, above=0.0, most=1.0, only={"data.derive": ("damaged",)})
    domains: list = key(["a", "b"], items=2)  # noqa: RUF009
    geometry: str = key("squash", choices=("squash", "shorter_side"))
    nearest: str = key(
        "none", choices=("none", "a", "b", "both"),
        only={"data.layout": ("paired", "unpaired", "tfds")},
    )  # fmt: skip
    load: int = key("286 for each 256 of the crop", least=8, most=16384)
    crop: int = key(256, least=8, most=16384)
    flip: bool = key(True)
    skip_broken: bool = key(False)
    num_classes: int = key(0, least=0, most=1000, only=_NOISE)
    styles: list = key(only=_FAST_STYLE)  # noqa: RUF009
    style_size: int = key(
        256, least=16, most=4096, only={"model": (*_STYLE["model"], "cross_domain")}
    )
    in_channels: int = key(3, choices=(1, 3, 4))
    out_channels: int = key(3, choices=(1, 3, 4))


@dataclass(frozen=True)
class Train:
    """How long, how fast, and what is written down on the way."""

    steps: int = key(200_000, least=1)
    batch_size: int = key(
        {"fast_style": 4, "adain": 8, "noise_gan": 64, "*": 1}, least=1, most=65536
    )
    learning_rate: float = key(
        {"fast_style": 1e-3, "adain": 1e-4, "*": 2e-4}, above=0.0, most=1.0
    )
    discriminator_learning_rate: float = key(
        "learning_rate", above=0.0, most=1.0, only=_GANS
    )
    beta_1: float = key({"fast_style": 0.9, "adain": 0.9, "*": 0.5}, least=0.0, below=1.0)
    decay_from: int = key("half of steps", least=0)
    precision: str = key("float32", choices=("float32", "mixed_bfloat16", "mixed_float16"))
    ema: float = key(0.0, least=0.0, below=1.0)
    clip_norm: float = key(0.0, least=0.0)
    coarse_steps: int = key(0, least=0, only=_MULTISCALE)
    enhancer_steps: int = key(0, least=0, only=_MULTISCALE)
    critic_steps: int = key(1, least=1, most=100, only=_NOISE)
    diff_augment: str = key("none", only=_NOISE)
    pool_size: int = key(
        {"pix2pix": 0, "cyclegan": 50}, least=0, most=10_000, only=_WITH_POOL
    )
    deterministic: bool = key(False)
    log_every: int = key(20, least=1)
    sample_every: int = key(500, least=1)
    samples: int = key(4, least=1, most=64)
    validate_every: int = key(0, least=0, only=_PIX2PIX)
    checkpoint_every: int = key(2000, least=1)
    init: str = key("random", choices=("random", "preset"))
    keep_checkpoints: int = key(2, least=1, most=1000)
