"""The sections of a recipe: every key with its meaning, its type, its range and its default.

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
_CYCLEGAN = {"model": ("cyclegan",)}
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

    network: str = key(
        "Which network paints.",
        {name: few[0] for name, few in _NETWORKS.items()}, choices=_NETWORKS,
    )  # fmt: skip
    filters: int = key(
        "Channels of the first layer; the weights grow with their square.",
        {"*": 64, "fast_style": 32, "multiscale": 32}, least=1, most=1024,
    )  # fmt: skip
    num_downs: int = key(
        "How often the network halves the picture; data.crop must be a multiple of 2 to that.",
        "2 in resnet, 4 in multiscale and restoration networks; else as many as halve the crop to "
        "one pixel",
        least=1, most=10, per="generator.network",
        only={"generator.network": ("unet", "resnet", "multiscale", "restoration")},
    )  # fmt: skip
    num_scales: int = key(
        "Generators from coarse to fine, each on pictures twice as large.",
        2, least=1, most=4, only=_MULTISCALE,
    )  # fmt: skip
    local_blocks: int = key(
        "Residual blocks of the fine generators.", 3, least=0, most=64, only=_MULTISCALE
    )
    style_modulation: bool = key(
        "Let a code of the whole picture scale the features.", True, only=_MULTISCALE
    )
    label_edges: bool = key(
        "Show the network where the labels of a map meet.", False, only=_MULTISCALE
    )
    num_blocks: int = key(
        "Residual blocks in the middle.",
        "5 in style networks, 2 in restoration networks; else 9 from a crop of 256, 6 below",
        least=0, most=64, only=_WITH_BLOCKS,
    )  # fmt: skip
    normalization: str = key(
        "What follows each convolution.",
        {"pix2pix": "batch", "noise_gan": "batch", "*": "instance"},
        choices=("batch", "instance", "none"),
        only={"generator.network": ("unet", "resnet", "noise", "multiscale")},
    )  # fmt: skip
    fusion: str = key(
        "How content and style features meet.", "add", choices=("add", "adain"),
        only=_CROSS_DOMAIN,
    )  # fmt: skip
    upsampling: str = key(
        "How the picture grows again: resize has no checkerboard, transpose is the papers'.",
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
        "How the picture is halved.", "antialiased with antialiased upsampling, else strided",
        choices=("strided", "antialiased"), only={"generator.network": ("resnet",)},
    )  # fmt: skip
    levels: int = key("Layers of VGG19 the decoder turns back.", 3, least=2, most=3, only=_ADAIN)
    plain: bool = key(
        "The decoder as it was published, for converted weights.", False, only=_ADAIN
    )
    latent_dim: int = key("Numbers of noise a picture is made of.", 128, least=8, most=4096,
                          only=_NOISE)  # fmt: skip
    modulation: bool = key("Let the noise scale the features of every layer.", True, only=_NOISE)
    dropout: float = key(
        "Share of features dropped in the inner layers, pix2pix' source of variety.",
        {"pix2pix": 0.5, "*": 0.0}, least=0.0, below=1.0, only=_WITH_NORMALIZATION,
    )  # fmt: skip
    inference_mode: str = key(
        "How the trained network runs; batch_statistics is what pix2pix was published with.",
        {"pix2pix": "batch_statistics", "*": "eval"},
        choices=("eval", "batch_statistics", "train"),
        only={"generator.network": ("unet", "resnet", "multiscale", "restoration")},
    )  # fmt: skip


@dataclass(frozen=True)
class Discriminator:
    """The network that judges; see `networks.PatchDiscriminator`."""

    filters: int = key("Channels of the first layer.", 64, least=1, most=1024, only=_GANS)
    num_layers: int = key(
        "Strided layers: 3 judge patches of 70 pixels.", 3, least=0, most=5, only=_PATCHES
    )
    num_scales: int = key(
        "Discriminators, each on pictures half as large.", 2, least=1, most=3, only=_MULTISCALE
    )
    normalization: str = key(
        "What follows each convolution.",
        {"pix2pix": "batch", "noise_gan": "none", "*": "instance"},
        choices=("batch", "instance", "none"), only=_GANS,
    )  # fmt: skip
    spectral_normalization: bool = key(
        "Bound how fast the judgement changes with the picture.",
        {"noise_gan": True, "*": False}, only=_GANS,
    )  # fmt: skip
    antialiased: bool = key(
        "Blur before halving, as CUT's published code does.", False,
        only={"model": ("pix2pix", "cyclegan", "cut", "fastcut")},
    )  # fmt: skip


@dataclass(frozen=True)
class Loss:
    """What is minimized, and by what weight."""

    adversarial: str = key(
        "The game of generator and discriminator.",
        {"pix2pix": "non_saturating", "noise_gan": "hinge", "*": "least_squares"},
        choices=("non_saturating", "least_squares", "hinge", "wasserstein"), only=_GANS,
    )  # fmt: skip
    gradient_penalty: float = key(
        "Weight of the critic's gradient penalty.", 10.0, least=0.0,
        only={"loss.adversarial": ("wasserstein",)},
    )  # fmt: skip
    adversarial_weight: float = key(
        "Weight of that game.", 1.0, least=0.0, only={"model": ("multiscale", "cross_domain")}
    )
    feature_matching: float = key(
        "Weight of the discriminator's features being those of the target.",
        "10 with pairs, else 0", least=0.0, only=_MULTISCALE,
    )  # fmt: skip
    perceptual: float = key(
        "Weight of VGG19's features being those of the target.", 0.0, least=0.0, only=_MULTISCALE
    )
    l1: float = key(
        "Weight of the mean absolute difference from the target.",
        {"multiscale": 0.0, "cross_domain": 0.0, "*": 100.0}, least=0.0,
        only={"model": ("pix2pix", "multiscale", "cross_domain")},
    )  # fmt: skip
    l2: float = key(
        "Weight of the mean squared difference from the target.", 0.0, least=0.0, only=_MULTISCALE
    )
    nce: float = key(
        "Weight of each patch being told from others by its source.",
        {"fastcut": 10.0, "*": 1.0}, least=0.0, only=_CUT,
    )  # fmt: skip
    identity_nce: bool = key(
        "The same for pictures that are of the target domain already.",
        {"fastcut": False, "*": True}, only=_CUT,
    )  # fmt: skip
    flip_equivariance: bool = key(
        "Mirror every other batch between source and result.", {"fastcut": True, "*": False},
        only=_CUT,
    )  # fmt: skip
    temperature: float = key(
        "How sharply patches are told apart.", 0.07, above=0.0, most=10.0, only=_CUT
    )
    num_patches: int = key("Patches of a picture compared.", 256, least=2, most=65536, only=_CUT)
    cycle: float = key(
        "Weight of coming back to the same picture.", 10.0, least=0.0, only=_CYCLEGAN
    )
    identity: float = key(
        "Weight, as a part of cycle, of leaving pictures of the target domain as they are; it "
        "keeps colours.",
        0.5, least=0.0, only=_CYCLEGAN,
    )  # fmt: skip
    content: float = key(
        "Weight of the photograph's features.", {"multiscale": 0.0, "*": 1.0}, least=0.0,
        only=_WITH_STYLE,
    )  # fmt: skip
    style: float = key(
        "Weight of the painting's features.", {"adain": 10.0, "multiscale": 0.0, "*": 1.0},
        least=0.0, only=_WITH_STYLE,
    )  # fmt: skip
    tv: float = key(
        "Weight of total variation: more is smoother.", {"adain": 0.0, "*": 0.1}, least=0.0,
        only=_STYLE,
    )  # fmt: skip
    content_layer: str = key(
        "VGG19's layer that stands for content.", {"cross_domain": "relu4_1", "*": "relu3_1"},
        only=_WITH_LAYERS,
    )  # fmt: skip
    style_layers: list = key(  # noqa: RUF009
        "VGG19's layers that stand for style.", _STYLE_LAYERS, only=_WITH_LAYERS
    )


@dataclass(frozen=True)
class Data:
    """Where pictures come from and what a step sees of them; see `tfstyle.data`.

    `domains` name the sides a and b as they lie on disk; `direction` says which is the source.
    `styles` are paths of paintings, from the data folder on; their stems name the styles.
    `geometry` says what becomes of pictures that are not square, `nearest` which sides, as they
    lie on disk, are label maps whose colours resizing must not blend.
    """

    layout: str = key(
        "How the pictures lie in the folder.",
        {
            name: {"pairs": "paired", "domains": "unpaired", "pictures": "images"}[kind]
            for name, kind in LEARNS_FROM.items()
        },
        choices=("paired", "unpaired", "images", "arrays", "tfds"),
    )  # fmt: skip
    name: str = key("Name in TensorFlow Datasets.", only={"data.layout": ("tfds",)})
    direction: str = key(
        "Which side is the source: b2a learns to make a of b.", "a2b", choices=("a2b", "b2a")
    )
    derive: str = key(
        "What is made of each picture to be its source.", {"pix2pix": "edges", "*": "none"},
        choices=("none", "edges", "gray", "low_resolution", "damaged"),
        only={"data.layout": ("images", "tfds")},
    )  # fmt: skip
    damages: list = key(  # noqa: RUF009
        "Which damages.", _DAMAGES, only={"data.derive": ("damaged",)}
    )
    damage_strength: float = key(
        "How badly.", 1.0, above=0.0, most=1.0, only={"data.derive": ("damaged",)}
    )
    domains: list = key(  # noqa: RUF009
        "Names of the two sides as they lie on disk.", ["a", "b"], items=2
    )
    geometry: str = key(
        "What becomes of pictures that are not square: squashed, or the shorter side is loaded "
        "and the rest cropped.",
        "squash", choices=("squash", "shorter_side"),
    )  # fmt: skip
    nearest: str = key(
        "Which sides, as they lie on disk, are label maps whose colours must not be blended.",
        "none", choices=("none", "a", "b", "both"),
        only={"data.layout": ("paired", "unpaired", "tfds")},
    )  # fmt: skip
    load: int = key(
        "Pixels of a side every picture is resized to, before it is cropped.",
        "286 for each 256 of the crop", least=8, most=16384,
    )  # fmt: skip
    crop: int = key("Pixels of a side a step sees, cut at random.", 256, least=8, most=16384)
    flip: bool = key("Mirror every other picture; not for text or maps.", True)
    skip_broken: bool = key("Leave out what cannot be read, instead of stopping.", False)
    num_classes: int = key(
        "Classes of the pictures, 0 for none.", 0, least=0, most=1000, only=_NOISE
    )
    styles: list = key(  # noqa: RUF009
        "The paintings to learn: absolute paths, or paths from the data folder on; their file "
        "names without the suffix name the styles.",
        only=_FAST_STYLE, flag="--style painting.jpg",
    )  # fmt: skip
    style_size: int = key(
        "Pixels of a side of the paintings.", 256, least=16, most=4096,
        only={"model": (*_STYLE["model"], "cross_domain")},
    )  # fmt: skip
    in_channels: int = key("Channels of the source: gray, RGB or RGBA.", 3, choices=(1, 3, 4))
    out_channels: int = key("Channels of the result.", 3, choices=(1, 3, 4))


@dataclass(frozen=True)
class Train:
    """How long, how fast, and what is written down on the way."""

    steps: int = key("Updates of the whole run.", 200_000, least=1)
    batch_size: int = key(
        "Pictures of an update, over all devices.",
        {"fast_style": 4, "adain": 8, "noise_gan": 64, "*": 1}, least=1, most=65536,
    )  # fmt: skip
    learning_rate: float = key(
        "Adam's rate of the generator.", {"fast_style": 1e-3, "adain": 1e-4, "*": 2e-4},
        above=0.0, most=1.0,
    )  # fmt: skip
    discriminator_learning_rate: float = key(
        "Adam's rate of the discriminator.", "learning_rate", above=0.0, most=1.0, only=_GANS
    )
    beta_1: float = key(
        "Adam's memory of gradients.", {"fast_style": 0.9, "adain": 0.9, "*": 0.5}, least=0.0,
        below=1.0,
    )  # fmt: skip
    decay_from: int = key(
        "Step from which the rates decline, to 0 at the last; train.steps never declines. Where "
        "--set changes train.steps alone, it keeps its share.",
        "half of steps", least=0, share_of="train.steps",
    )  # fmt: skip
    precision: str = key(
        "Of the computation; the mixed ones are faster on GPUs.", "float32",
        choices=("float32", "mixed_bfloat16", "mixed_float16"),
    )  # fmt: skip
    ema: float = key(
        "Decay of the generator's moving average, which is what the run saves; 0 for none, 0.999 "
        "paints more calmly.",
        0.0, least=0.0, below=1.0,
    )  # fmt: skip
    clip_norm: float = key("Largest norm of a gradient, 0 for no limit.", 0.0, least=0.0)
    coarse_steps: int = key(
        "Steps in which the coarse generator learns alone.", 0, least=0, only=_MULTISCALE
    )
    enhancer_steps: int = key(
        "Steps after that in which the fine ones learn alone.", 0, least=0, only=_MULTISCALE
    )
    critic_steps: int = key(
        "Updates of the discriminator for one of the generator, each on a part of the batch.", 1,
        least=1, most=100, only=_NOISE,
    )  # fmt: skip
    diff_augment: str = key(
        "Changes to all pictures the discriminator sees, with commas: color,translation,cutout; "
        "for few pictures.",
        "none", only=_NOISE,
    )  # fmt: skip
    pool_size: int = key(
        "Earlier results kept to show the discriminator, 0 for none.",
        {"pix2pix": 0, "cyclegan": 50}, least=0, most=10_000, only=_WITH_POOL,
    )  # fmt: skip
    deterministic: bool = key("The same bits again from the same seed, more slowly.", False)
    log_every: int = key("Steps a reported loss is the mean of.", 20, least=1)
    sample_every: int = key("Steps between two sample grids.", 500, least=1)
    samples: int = key("Pictures of a sample grid.", 4, least=1, most=64)
    validate_every: int = key(
        "Steps between two measurements on held-out pairs (val/ or test/), the best of which is "
        "kept in best/; 0 for none.",
        0, least=0, only={"model": ("pix2pix", "multiscale")},
    )  # fmt: skip
    checkpoint_every: int = key("Steps between two checkpoints.", 2000, least=1)
    init: str = key(
        "preset begins with trained weights, of the preset beside the recipe or of --init.",
        "random", choices=("random", "preset"), flag="--init PRESET|RUN",
    )  # fmt: skip
    keep_checkpoints: int = key("How many checkpoints stay.", 2, least=1, most=1000)
