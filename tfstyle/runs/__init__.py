"""What a training run needs: from a recipe to `fit`, its callbacks, checkpoints and devices."""

from tfstyle.runs.run import train

__all__ = ["train"]
