"""From a model to `.pth` files that the PyTorch projects load."""

import os
from pathlib import Path

from tfstyle.errors import ExportError

# What the projects call the networks of our models.
_FILES = {
    "generator": "latest_net_G.pth",
    "discriminator": "latest_net_D.pth",
    "generator_ab": "latest_net_G_A.pth",
    "generator_ba": "latest_net_G_B.pth",
    # A judge is named after the generator it judges.
    "discriminator_b": "latest_net_D_A.pth",
    "discriminator_a": "latest_net_D_B.pth",
}


def to_pytorch(model, path: str | os.PathLike) -> dict[str, Path]:
    """Write a model's networks as state dicts of the PyTorch CycleGAN/pix2pix project.

    Args:
        model: of `UNetGenerator`s or `ResNetGenerator`s, and `PatchDiscriminator`s if it has any.
        path: a `.pth` file for the only generator, or a directory for all networks, which get the
            project's names, `latest_net_G.pth` and so on.

    Returns:
        The files written, by the networks' names.

    Raises:
        ExportError: the model's generator is none that a PyTorch project has.
        StorageError: the place is not writable.

    Example:
        >>> to_pytorch(tfstyle.from_preset("my_preset"), "latest_net_G.pth")  # doctest: +SKIP
    """
    from tfstyle import checkpoints
    from tfstyle.convert.transfer import dump

    path = Path(path)
    networks = model.networks
    # A moving average is what the model shows: it is written in the network's place.
    shown = {
        name: networks.get(f"{name}_ema", networks[name]) for name in _FILES if name in networks
    }
    if path.suffix == ".pth":
        generators = [name for name in shown if name.startswith("generator")]
        if len(generators) != 1:
            raise ExportError(
                f"One .pth file holds one generator; this model has {len(generators)}: "
                f"{', '.join(generators)}. Name a directory instead of {path}."
            )
        targets = {generators[0]: path}
    else:
        targets = {name: path / _FILES[name] for name in shown}
    arrays = {}
    for name in targets:
        network = shown[name]
        architecture, arguments = project_architecture(network)
        weights = dump(network, architecture.entries(arguments))
        arrays[name] = {**weights, **architecture.constants(arguments)}
    for name, target in targets.items():
        checkpoints.write_torch(target, arrays[name])
    return targets


def project_architecture(network):
    """Return which architecture of the PyTorch projects a network is, and its arguments.

    Raises:
        ExportError: none.
    """
    from tfstyle import networks
    from tfstyle.convert.architectures import GANDiscriminator, GANResNet, GANUNet

    kinds = {
        networks.UNetGenerator: GANUNet,
        networks.ResNetGenerator: GANResNet,
        networks.PatchDiscriminator: GANDiscriminator,
    }
    kind = kinds.get(type(network))
    config = network.get_config()
    if kind is None:
        raise ExportError(
            f"{type(network).__name__} has no counterpart in a PyTorch project. These have: "
            f"{', '.join(sorted(k.__name__ for k in kinds))}."
        )
    if config.get("upsampling") == "resize":
        raise ExportError(
            "This generator enlarges by nearest neighbour (upsampling='resize'), which the PyTorch "
            "projects' generators do not; their code could not run it. Train with "
            "generator.upsampling = 'transpose' or 'antialiased'."
        )
    if config.get("spectral_normalization"):
        raise ExportError("The PyTorch projects' discriminators have no spectral normalization.")
    if config["normalization"] == "none":
        raise ExportError("The PyTorch projects have no biases without a norm; this network does.")
    return kind(), config
