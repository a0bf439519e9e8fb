"""The networks that several algorithms may choose, one a file: keys, defaults, checks, building.

A network that one algorithm alone trains stands with it, in `recipes/algorithms`.
"""

from tfstyle.recipes.networks.mobile_resnet import MOBILE_RESNET
from tfstyle.recipes.networks.resnet import RESNET
from tfstyle.recipes.networks.restoration import RESTORATION, RETOUCHING
from tfstyle.recipes.networks.unet import UNET

__all__ = ["MOBILE_RESNET", "RESNET", "RESTORATION", "RETOUCHING", "UNET"]
