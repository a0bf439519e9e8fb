"""The weights of several networks in one HDF5 file: a group a network, a data set a weight.

The data sets carry the weights' own names (`generator/down0_conv/kernel`), so that a file can be
looked into with any HDF5 tool, and a mismatch can be told by name and shape.
"""

from tfstyle.weights.names import weight_names
from tfstyle.weights.reading import WeightsFile
from tfstyle.weights.writing import write_weights

__all__ = ["WeightsFile", "weight_names", "write_weights"]
