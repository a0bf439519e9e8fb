"""From a recipe to a model, one training algorithm a file.

A builder is a module with `build(recipe)`, the model not yet compiled, and, where `compile` takes
more than optimizers, `compile_options(recipe, root)`, keyword arguments for it. Where a sample row
is not a translator's, `sample_names(model)` says what its pictures are, see `shared`.
"""

from tfstyle.runs.builders import (
    adain,
    cross_domain,
    cut,
    cyclegan,
    fast_style,
    multiscale,
    noise_gan,
    pix2pix,
)

BUILDERS = {
    "adain": adain,
    "cross_domain": cross_domain,
    "cut": cut,
    "cyclegan": cyclegan,
    "fast_style": fast_style,
    "fastcut": cut,
    "multiscale": multiscale,
    "noise_gan": noise_gan,
    "pix2pix": pix2pix,
}
