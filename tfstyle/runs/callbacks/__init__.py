"""What happens between the steps of a run, one callback a file."""

from tfstyle.runs.callbacks.checkpointing import Checkpointing
from tfstyle.runs.callbacks.generated import Generated
from tfstyle.runs.callbacks.health import Health
from tfstyle.runs.callbacks.losses import Losses
from tfstyle.runs.callbacks.metrics_file import MetricsFile
from tfstyle.runs.callbacks.progress import Progress
from tfstyle.runs.callbacks.samples import Samples
from tfstyle.runs.callbacks.step import StepCallback, StepCallbacks
from tfstyle.runs.callbacks.tensorboard import TensorBoard
from tfstyle.runs.callbacks.validation import Validation

__all__ = [
    "Checkpointing",
    "Generated",
    "Health",
    "Losses",
    "MetricsFile",
    "Progress",
    "Samples",
    "StepCallback",
    "StepCallbacks",
    "TensorBoard",
    "Validation",
]
