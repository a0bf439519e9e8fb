"""A judge of pictures: its networks' findings pooled, its losses, and pictures of any size."""

from tfstyle.models.judge.judge import Judge

__all__ = ["Judge"]
