"""Batch norm, instance norm or none: how a state dict tells, and what it keeps of each."""

from tfstyle.convert.layout import Entry


def norm_of(shapes, conv: str, norm: str) -> str:
    """Return the normalization of a step of the PyTorch GAN projects.

    Batch norm has weights. Old instance norms have running statistics and no weights. Others leave
    nothing in the file but the bias that the convolution before them has; without a norm it has
    none. (Discriminators of 2018 to 2020 are an exception: `gan_discriminator`.)

    Args:
        shapes: of the file.
        conv: prefix of a convolution, e.g. `"model.1"`.
        norm: prefix of the norm behind it.
    """
    if f"{norm}.weight" in shapes:
        return "batch"
    if f"{norm}.running_mean" in shapes:
        return "instance"
    return "instance" if f"{conv}.bias" in shapes else "none"


def norm_entries(norm: str, key: str, layer: str, channels: int) -> list[Entry]:
    """Return what the norm at `key` has for our `layer`."""
    if norm != "batch":
        return []
    names = {
        "weight": "gamma", "bias": "beta", "running_mean": "moving_mean",
        "running_var": "moving_variance",
    }  # fmt: skip
    return [
        Entry(f"{key}.{theirs}", f"{layer}/{ours}", (channels,)) for theirs, ours in names.items()
    ]
