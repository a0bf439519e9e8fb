"""Gatys: style transfer by optimisation, from coarse to fine."""

from tfstyle.models.gatys.gatys import Gatys, Progress, stylize

__all__ = ["Gatys", "Progress", "stylize"]
