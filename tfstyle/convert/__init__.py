"""Published checkpoints to presets, and presets to checkpoints; see `convert` and `to_pytorch`.

`tfstyle.checkpoints` reads the files, `recognition` tells which of the `architectures` a file is,
`transfer` moves the numbers, `families` put networks together.
"""

from tfstyle.convert.convert import Source, convert
from tfstyle.convert.to_onnx import to_onnx
from tfstyle.convert.to_pytorch import to_pytorch

__all__ = ["Source", "convert", "to_onnx", "to_pytorch"]
