"""The training algorithms, one a file: all that recipes know of each stands there.

`pix2pix.py` shows the form; `recipes/__init__.py` says how to add one.
"""

from tfstyle.recipes.algorithm import Algorithm
from tfstyle.recipes.algorithms.adain import ADAIN
from tfstyle.recipes.algorithms.cross_domain import CROSS_DOMAIN
from tfstyle.recipes.algorithms.cut import CUT, FASTCUT
from tfstyle.recipes.algorithms.cyclegan import CYCLEGAN
from tfstyle.recipes.algorithms.distill import DISTILL
from tfstyle.recipes.algorithms.fast_style import FAST_STYLE
from tfstyle.recipes.algorithms.judge import JUDGE
from tfstyle.recipes.algorithms.microast import MICROAST
from tfstyle.recipes.algorithms.multiscale import MULTISCALE
from tfstyle.recipes.algorithms.noise_gan import NOISE_GAN
from tfstyle.recipes.algorithms.pix2pix import PIX2PIX
from tfstyle.recipes.algorithms.restore import RESTORE

# By name, in the order people see them; a recipe that names none means the first.
ALGORITHMS: dict[str, Algorithm] = {
    algorithm.name: algorithm
    for algorithm in (
        PIX2PIX,
        CYCLEGAN,
        CUT,
        FASTCUT,
        MULTISCALE,
        RESTORE,
        FAST_STYLE,
        ADAIN,
        MICROAST,
        DISTILL,
        CROSS_DOMAIN,
        NOISE_GAN,
        JUDGE,
    )
}


def get_algorithm(name: str) -> Algorithm:
    """Return an algorithm by the name that a resolved recipe has in `model`."""
    return ALGORITHMS[name]
