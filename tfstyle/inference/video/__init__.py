"""Videos, frame by frame: any function from picture to picture, from file to file."""

from tfstyle.inference.video.pieces import frames_kept
from tfstyle.inference.video.translate import translate_video

__all__ = ["frames_kept", "translate_video"]
