"""What a `train_step` needs: gradients, optimizers, schedules, the image pool, averages."""

from tfstyle.training.adam import FusedAdam
from tfstyle.training.compiled import compiled
from tfstyle.training.ema import ExponentialMovingAverage
from tfstyle.training.gradient_penalty import gradient_penalty
from tfstyle.training.gradients import (
    apply_gradients,
    no_gradients,
    num_replicas,
    record,
    replica_index,
)
from tfstyle.training.image_pool import ImagePool
from tfstyle.training.r1_penalty import r1_penalty
from tfstyle.training.schedules import LinearDecay

__all__ = [
    "ExponentialMovingAverage",
    "FusedAdam",
    "ImagePool",
    "LinearDecay",
    "apply_gradients",
    "compiled",
    "gradient_penalty",
    "no_gradients",
    "num_replicas",
    "r1_penalty",
    "record",
    "replica_index",
]
