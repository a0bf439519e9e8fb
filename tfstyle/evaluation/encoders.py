"""The networks that metrics look through, loaded with their trained weights."""

from collections.abc import Iterable

from tfstyle import metrics, networks
from tfstyle.errors import OfflineError

# By the name that metrics give them: a function of the layers.
_LOADERS = {"vgg19": lambda layers: networks.load_vgg19(layers)}


def load_encoders(names: Iterable[str]) -> dict[str, metrics.Encoder]:
    """Return the networks by name that some metrics need, none for metrics of pixels.

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
    for network, layers in needed.items():
        try:
            encoders[network] = _LOADERS[network](layers)
        except OfflineError as error:
            raise OfflineError(f"A metric looks through {network}. {error}") from error
    return encoders
