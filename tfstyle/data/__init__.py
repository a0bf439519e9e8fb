"""Pictures for training: folders and TensorFlow Datasets, paired, unpaired or derived."""

from tfstyle.data.build import describe, fixed_samples, load_dataset, scan_dataset

__all__ = ["describe", "fixed_samples", "load_dataset", "scan_dataset"]
