"""From a model to `.pth` files that the PyTorch projects load."""

import os
from pathlib import Path

import numpy as np

from tfstyle.errors import ExportError
from tfstyle.roles import Role, role_of

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
    """Write a model's networks as state dicts that the PyTorch projects load.

    Args:
        model: of `UNetGenerator`s or `ResNetGenerator`s, and `PatchDiscriminator`s if it has any
            (the CycleGAN and pix2pix project, CUT, pix2pixHD); of a `PixelStyleNetwork` (PyTorch's
            fast-neural-style); or an `AdaINStyle` with a plain decoder (PyTorch AdaIN; only the
            decoder is written, as the encoder is the project's own).
        path: a `.pth` file for the only generator, or a directory for all networks, which get the
            project's names, `latest_net_G.pth` and so on.

    Returns:
        The files written, by the networks' names.

    Raises:
        ExportError: a network is none that a PyTorch project has.
        StorageError: the place is not writable.

    Example:
        >>> to_pytorch(tfstyle.from_preset("my_preset"), "latest_net_G.pth")  # doctest: +SKIP
    """
    from tfstyle import checkpoints
    from tfstyle.convert.transfer import dump

    path = Path(path)
    names = _file_names(model)
    # A moving average is what the model shows: it is written in the network's place.
    shown = {
        name: model.networks.get(f"{name}_ema", model.networks[name])
        for name in names
        if name in model.networks
    }
    generators = [name for name in shown if role_of(shown[name], name) is Role.GENERATOR]
    if not generators:
        raise ExportError(
            f"A {type(model).__name__} has no generator of its own that a PyTorch project loads."
        )
    if path.suffix == ".pth":
        if len(generators) != 1:
            raise ExportError(
                f"One .pth file holds one generator; this model has {len(generators)}: "
                f"{', '.join(generators)}. Name a directory instead of {path}."
            )
        targets = {generators[0]: path}
    else:
        targets = {name: path / names[name] for name in shown}
    arrays = {}
    for name in targets:
        architecture, arguments = project_architecture(shown[name])
        entries = architecture.entries(arguments)
        _check_complete(shown[name], entries)
        constants = getattr(architecture, "constants", lambda _: {})(arguments)
        arrays[name] = {**dump(shown[name], entries), **constants}
    for name, target in targets.items():
        checkpoints.write_torch(target, arrays[name])
    return targets


def _file_names(model) -> dict[str, str]:
    """Return what the projects call the files of a model, by the networks' names."""
    from tfstyle.models import AdaINStyle, FastStyle

    if isinstance(model, AdaINStyle):
        return {"generator": "decoder.pth"}  # its encoder is never trained
    if isinstance(model, FastStyle):
        return {"generator": f"{Path(model.styles[0]).name}.pth"}  # never outside of the directory
    return _FILES


def project_architecture(network):
    """Return which architecture of the PyTorch projects a network is, and its arguments.

    Raises:
        ExportError: none.
    """
    from tfstyle import networks
    from tfstyle.convert import architectures

    kinds = {
        networks.UNetGenerator: architectures.GANUNet,
        networks.ResNetGenerator: architectures.GANResNet,
        networks.PatchDiscriminator: architectures.GANDiscriminator,
        networks.PixelStyleNetwork: architectures.FastNeuralStyle,
        networks.AdaINDecoder: architectures.AdaINProjectDecoder,
    }
    kind = kinds.get(type(network))
    if kind is None:
        raise ExportError(
            f"{type(network).__name__} has no counterpart in a PyTorch project. These have: "
            f"{', '.join(sorted(k.__name__ for k in kinds))}."
        )
    config = network.get_config()
    if config.get("upsampling") == "resize":
        raise ExportError(
            "This generator enlarges by nearest neighbour (upsampling='resize'), which the PyTorch "
            "projects' generators do not; their code could not run it. Train with "
            "generator.upsampling = 'transpose' or 'antialiased'."
        )
    if config.get("labels"):
        raise ExportError(
            "This network sees a label map as a plane a class (labels=...), which the PyTorch "
            "projects' networks do not. Train without data.labels."
        )
    if config.get("spectral_normalization"):
        raise ExportError("The PyTorch projects' discriminators have no spectral normalization.")
    if kind is architectures.AdaINProjectDecoder and not (config["plain"] and network.levels == 3):
        raise ExportError(
            "This AdaINDecoder paints from other features than the PyTorch project's: only a plain "
            "one of three levels does."
        )
    return kind(), config


def _check_complete(network, entries):
    """Check that what the project has no place for is nothing but biases that are still 0."""
    from tfstyle.convert.recognition import weights_of

    written = {entry.path for entry in entries}
    for path, weight in weights_of(network).items():
        if path not in written and np.any(np.asarray(weight)):
            raise ExportError(
                f"{path} of this {type(network).__name__} has no place in the PyTorch project's "
                "network: without a norm it has no biases."
            )
