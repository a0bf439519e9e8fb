"""Out of Python: SavedModels for TensorFlow Serving, TFLite for phones, and the proof of both."""

from tfstyle.export.artefacts import FORMATS, QUANTIZATIONS, check_arguments, export
from tfstyle.export.parity import parity
from tfstyle.export.serving import export_for_serving

__all__ = ["FORMATS", "QUANTIZATIONS", "check_arguments", "export", "export_for_serving", "parity"]
