"""The networks that metrics look through, loaded with their trained weights."""

from collections.abc import Iterable

import keras

from tfstyle import metrics, networks
from tfstyle.errors import OfflineError

# By the name that metrics give them: a function of the layers.
_LOADERS = {
    "vgg19": lambda layers: networks.load_vgg19(layers),
    "inception_2015": lambda layers: networks.load_inception_2015(layers),
    "lpips_squeeze": lambda layers: networks.load_lpips("squeeze"),
    "lpips_alex": lambda layers: networks.load_lpips("alex"),
    "lpips_vgg": lambda layers: networks.load_lpips("vgg"),
}


def load_encoders(names: Iterable[str]) -> dict[str, metrics.Encoder]:
    """Return the networks by name that some metrics need, none for metrics of pixels.

    They compute in float32, whatever a run has set: a figure does not depend on it.

    Args:
        names: of metrics.

    Raises:
        UnknownMetricError: a name of none.
        OfflineError: the weights of a network are not to be had.

    Example:
        >>> load_encoders(["l1", "ssim"])
        {}
    """
    needed = metrics.needed_layers(map(metrics.get_metric, names))
    encoders: dict[str, metrics.Encoder] = {}
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("float32")
    try:
        for network, layers in needed.items():
            encoders[network] = _load(network, layers)
    finally:
        keras.config.set_dtype_policy(policy)
    return encoders


def _load(network, layers):
    try:
        return _LOADERS[network](layers)
    except OfflineError as error:
        raise OfflineError(f"A metric looks through {network}. {error}") from error
