"""MultiScale: from coarse to fine in phases, judged at several scales."""

from tfstyle.models.multiscale.multiscale import MultiScale

__all__ = ["MultiScale"]
