"""Pictures on disk, measured: what is compared, through which networks, and what is kept of it.

Nothing here needs TensorFlow before a metric looks through a network.
"""

from tfstyle.evaluation.evaluate import evaluate
from tfstyle.evaluation.record import Evaluation, Figure, PictureRecord, load_evaluation

__all__ = ["Evaluation", "Figure", "PictureRecord", "evaluate", "load_evaluation"]
