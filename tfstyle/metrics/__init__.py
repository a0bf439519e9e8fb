"""Metrics of pictures; a metric's name is its protocol."""

from tfstyle.metrics.pixels import l1, psnr
from tfstyle.metrics.ssim import ssim

__all__ = ["l1", "psnr", "ssim"]
