"""Gatys: style transfer by optimisation, from coarse to fine."""

from tfstyle.models.gatys.gatys import Gatys, stylize
from tfstyle.models.gatys.progress import Progress

__all__ = ["Gatys", "Progress", "stylize"]
