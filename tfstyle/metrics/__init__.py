"""Metrics of pictures; a metric's name is its protocol.

A metric is one function with a decorator that says what cards, curves and commands must know of it:

    @metric(
        title="largest difference", unit="", direction="lower", digits=0, compares="pair",
        protocol="Largest difference of two pictures' values, 0 to 255.",
    )
    def worst(reference, picture):
        return float(np.abs(reference.astype(int) - picture).max())

Written into a file of this folder and imported below, it can be watched in training
(`train.metrics` of a recipe), stand on a card, and has its sentence in TensorBoard. One that looks
through a network names it, its layers, and what it `keeps` of a picture; `frechet.py` shows the
form. One of whole sets says how they are gathered, if not all at once (`gathering.py`), and may
have an interval and a note. Networks are handed in (`Measuring`): this package knows none.
"""

from tfstyle.metrics.blot import blot
from tfstyle.metrics.border import border
from tfstyle.metrics.checkerboard import checkerboard
from tfstyle.metrics.clipped import clipped
from tfstyle.metrics.confusion import ConfusionMatrix
from tfstyle.metrics.diversity import diversity
from tfstyle.metrics.fid import fid768_clean, fid768_legacy, fid_clean, fid_legacy
from tfstyle.metrics.frechet import frechet
from tfstyle.metrics.frechet_distance import frechet_distance
from tfstyle.metrics.kid import kid, kid768_clean, kid_clean
from tfstyle.metrics.looking import Encoder, needed_layers
from tfstyle.metrics.lpips import content_lpips, lpips, lpips_alex, lpips_squeeze, lpips_vgg
from tfstyle.metrics.measured import Measured
from tfstyle.metrics.measuring import Measuring, means
from tfstyle.metrics.ms_ssim import ms_ssim
from tfstyle.metrics.pixels import l1, psnr
from tfstyle.metrics.registry import ALIASES, IN_WORDS, Metric, get_metric, list_metrics, metric
from tfstyle.metrics.segmentation import (
    class_accuracy,
    iou,
    pixel_accuracy,
    segmentation_scores,
)
from tfstyle.metrics.single_fid import single_fid
from tfstyle.metrics.ssim import ssim
from tfstyle.metrics.style import (
    content,
    painting_as_measured,
    style,
    style_before,
    style_relu1_1,
    style_relu2_1,
    style_relu3_1,
    style_relu4_1,
)

__all__ = [
    "ALIASES",
    "IN_WORDS",
    "ConfusionMatrix",
    "Encoder",
    "Measured",
    "Measuring",
    "Metric",
    "blot",
    "border",
    "checkerboard",
    "class_accuracy",
    "clipped",
    "content",
    "content_lpips",
    "diversity",
    "fid768_clean",
    "fid768_legacy",
    "fid_clean",
    "fid_legacy",
    "frechet",
    "frechet_distance",
    "get_metric",
    "iou",
    "kid",
    "kid768_clean",
    "kid_clean",
    "l1",
    "list_metrics",
    "lpips",
    "lpips_alex",
    "lpips_squeeze",
    "lpips_vgg",
    "means",
    "metric",
    "ms_ssim",
    "needed_layers",
    "painting_as_measured",
    "pixel_accuracy",
    "psnr",
    "segmentation_scores",
    "single_fid",
    "ssim",
    "style",
    "style_before",
    "style_relu1_1",
    "style_relu2_1",
    "style_relu3_1",
    "style_relu4_1",
]
