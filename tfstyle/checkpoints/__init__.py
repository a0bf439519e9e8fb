"""Files of arrays: PyTorch's, `.safetensors` and `.npz`, read as data, without PyTorch."""

from tfstyle.checkpoints.checkpoint import Checkpoint, read
from tfstyle.checkpoints.torch_writer import write_torch

__all__ = ["Checkpoint", "read", "write_torch"]
