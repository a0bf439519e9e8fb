"""Networks into a weights file."""

import io

from tfstyle.weights.names import weight_names


def write_weights(path, networks, dtype="float32") -> None:
    """Write the weights of `networks` to `path`.

    The file is made in memory: HDF5 does not survive a disk that is full.

    Args:
        path: file to write.
        networks: dict from a name to a Keras model.
        dtype: `"float32"` or `"float16"`. What float16 cannot hold stays float32.

    Raises:
        OSError: the disk is full or the place not writable.
    """
    import h5py
    import numpy as np
    from keras import ops

    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        for network_name, network in networks.items():
            group = file.create_group(network_name)
            for name, weight in weight_names(network):
                value = np.asarray(ops.convert_to_numpy(weight))
                # A batch norm's variance may be too large; NaN is never below, and stays as it is.
                fits = np.abs(value).max(initial=0) < np.finfo(np.float16).max
                if dtype == "float16" and value.dtype == np.float32 and fits:
                    value = value.astype(np.float16)
                group.create_dataset(name, data=value)
    with open(path, "wb") as file:
        # No view: one in the traceback of a full disk crashes Python 3.12.1 (cpython 111049).
        file.write(content.getvalue())
