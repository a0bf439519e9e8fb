"""What TensorFlow Serving needs: models in versions, its configuration, and manifests to run it."""

from tfstyle.export.serving.write import check_serving, export_for_serving, refresh

__all__ = ["check_serving", "export_for_serving", "refresh"]
