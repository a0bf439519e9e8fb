"""tfstyle turns pictures into pictures: translation, style transfer, generation, to serving.

Importing this package is cheap: every name below is looked up when it is first used, so that
TensorFlow loads only for those who need it.

Example:
    >>> import tfstyle
    >>> "from_preset" in dir(tfstyle)
    True
"""

import importlib
from pathlib import Path

from tfstyle.registered import register_with_keras

__version__ = "0.1.0"

# In a checkout the packages `tfstyle.zoo` and `tfstyle.export` lie beside this one; installed,
# they lie inside it.
if Path(__file__, "../../setup.cfg").resolve().exists():
    __path__.append(str(Path(__file__).resolve().parent.parent))

_HOMES = {
    "tfstyle.zoo": ("download", "from_preset", "list_presets", "show_preset"),
    "tfstyle.models": (
        "AdaINStyle",
        "CUT",
        "CrossDomain",
        "CycleGAN",
        "FastStyle",
        "Gatys",
        "MultiScale",
        "NoiseGAN",
        "Pix2Pix",
        "stylize",
    ),
    "tfstyle.networks": (
        "AdaINDecoder",
        "CrossDomainGenerator",
        "MultiScaleDiscriminator",
        "MultiScaleGenerator",
        "NoiseDiscriminator",
        "NoiseGenerator",
        "PatchDiscriminator",
        "ResNetGenerator",
        "StyleNetwork",
        "UNetGenerator",
        "VGG19",
        "declare",
        "load_vgg19",
    ),
    "tfstyle.losses": (
        "CycleConsistencyLoss",
        "HingeGANLoss",
        "IdentityLoss",
        "L1Loss",
        "L2Loss",
        "LeastSquaresGANLoss",
        "NonSaturatingGANLoss",
        "WassersteinGANLoss",
    ),
    "tfstyle.training": ("FusedAdam", "ImagePool", "LinearDecay"),
    "tfstyle.layers": ("InstanceNormalization", "ReflectionPadding2D"),
    "tfstyle.errors": ("TfstyleError",),
    "tfstyle.evaluation": ("evaluate",),
    "tfstyle.recipes": ("Recipe", "load_recipe"),
    "tfstyle.runs": ("train",),
}
_NAMES = {name: home for home, names in _HOMES.items() for name in names}
# `tfstyle.train` is the function; `train` is no module, so the two never meet.
_MODULES = (
    "cli", "data", "errors", "evaluation", "export", "files", "images", "inference", "layers",
    "losses", "metrics", "models", "networks", "presets", "recipes", "runs", "training", "zoo",
)
register_with_keras()  # of stand-ins: `keras.models.load_model` then knows every class

__all__ = ["__version__", *sorted(_NAMES)]


def __getattr__(name):
    """Import what is asked for: a public name from its home, or a module."""
    if name in _NAMES:
        value = getattr(importlib.import_module(_NAMES[name]), name)
        globals()[name] = value
        return value
    if name in _MODULES:
        return importlib.import_module(f"tfstyle.{name}")
    raise AttributeError(f"module 'tfstyle' has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), *_NAMES, *_MODULES})
