"""What type checkers and editors see of `tfstyle.data`, whose names are found when used."""

from tfstyle.data.load import load_dataset as load_dataset
from tfstyle.data.samples import fixed_labels as fixed_labels
from tfstyle.data.samples import fixed_samples as fixed_samples
from tfstyle.data.spec import DataSpec as DataSpec
from tfstyle.data.survey import describe as describe
from tfstyle.data.survey import scan_dataset as scan_dataset
