"""The weights of several networks in one HDF5 file: a group a network, a data set a weight.

The data sets carry the weights' own names (`generator/down0_conv/kernel`), so that a file can be
looked into with any HDF5 tool, and a mismatch can be told by name and shape.
"""

from tfstyle.errors import ArchitectureError, IntegrityError


def write_weights(path, networks, dtype="float32") -> None:
    """Write the weights of `networks` to `path`.

    Args:
        path: file to write.
        networks: dict from a name to a Keras model.
        dtype: `"float32"` or `"float16"`. What float16 cannot hold stays float32.
    """
    import h5py
    import numpy as np
    from keras import ops

    with h5py.File(path, "w") as file:
        for network_name, network in networks.items():
            group = file.create_group(network_name)
            for name, weight in weight_names(network):
                value = np.asarray(ops.convert_to_numpy(weight))
                # A batch norm's variance may be too large; NaN is never below, and stays as it is.
                fits = np.abs(value).max(initial=0) < np.finfo(np.float16).max
                if dtype == "float16" and value.dtype == np.float32 and fits:
                    value = value.astype(np.float16)
                group.create_dataset(name, data=value)


def read_weights(path, networks) -> None:
    """Set the weights of `networks` from a file of `write_weights`.

    One weight is in memory twice at a time, not all of them.

    Args:
        path: file to read.
        networks: dict from a name to a Keras model, built.

    Raises:
        ArchitectureError: a weight is missing or has another shape; the first is named.
        IntegrityError: the file cannot be read, or points to other files.
    """
    import h5py

    try:
        file = h5py.File(path, "r")
    except OSError as error:
        raise IntegrityError(f"{path} is no weights file ({error}). Get it again.") from error
    with file:
        for network_name, network in networks.items():
            wanted = dict(weight_names(network))
            for name, weight in wanted.items():
                _read(file, path, f"{network_name}/{name}", weight, network)
            # A residual network with fewer blocks would take the first ones without a word.
            left = sorted(set(_data_sets(file[network_name])) - set(wanted))
            if left:
                raise ArchitectureError(
                    f"{path} has a weight {network_name}/{left[0]} that {_describe(network)} has "
                    "no place for. The weights are of another architecture."
                )


def weight_names(network):
    """Yield `(name, variable)` for every weight, unique and without the network's own name."""
    seen = set()
    for weight in network.weights:
        name = weight.path.removeprefix(f"{network.name}/")
        while name in seen:
            name += "_"
        seen.add(name)
        yield name, weight


def _read(file, path, where, weight, network):
    import h5py

    try:
        data = file.get(where)
        if not isinstance(data, h5py.Dataset):
            raise ArchitectureError(
                f"{path} has no weight {where}; it belongs to another architecture than "
                f"{_describe(network)}."
            )
        if data.file.filename != file.filename or data.external or data.is_virtual:
            raise IntegrityError(f"{path}: {where} points to another file; refused.")
        if tuple(data.shape) != tuple(weight.shape):
            raise ArchitectureError(
                f"{path}: {where} has shape {tuple(data.shape)}, but {_describe(network)} needs "
                f"{tuple(weight.shape)}. The weights are of another architecture."
            )
        weight.assign(data[()].astype(weight.dtype))
    except (OSError, RuntimeError) as error:
        raise IntegrityError(f"{path}: {where} is damaged ({error}). Get it again.") from error


def _data_sets(group):
    import h5py

    names = []
    group.visititems(lambda name, item: names.append(name) if isinstance(item, h5py.Dataset)
                     else None)
    return names


def _describe(network):
    arguments = ", ".join(f"{k}={v!r}" for k, v in network.get_config().items() if k != "name")
    return f"{type(network).__name__}({arguments})"
