"""From latent vectors to pictures: what `NoiseGAN.decode`, `interpolate` and `mix` do."""

import numpy as np
from keras import ops

from tfstyle.errors import UnsupportedOptionError

# Pictures that go through the generator together. Always as many: a picture is then the same to
# the last bit whatever it is made with.
_TOGETHER = 16


def decode(model, latents) -> np.ndarray:
    """Return the pictures of latent vectors; see `NoiseGAN.decode`."""
    from tfstyle import images
    from tfstyle.layers.tensorflow_kernels import plain_operations

    latents = np.asarray(latents, "float32")
    if latents.ndim not in (1, 2) or latents.shape[-1] != model.latent_size:
        raise UnsupportedOptionError(
            f"latents must be (n, {model.latent_size}) or ({model.latent_size},), "
            f"{model.num_classes} of them class weights. Received shape: {latents.shape}"
        )
    rows, pictures = np.atleast_2d(latents), []
    with plain_operations():
        for start in range(0, len(rows), _TOGETHER):
            part = rows[start : start + _TOGETHER]
            whole = np.concatenate([part, np.repeat(part[:1], _TOGETHER - len(part), axis=0)])
            out = ops.convert_to_numpy(ops.stop_gradient(model(whole)))
            pictures.append(images.to_uint8(out[: len(part)]))
    painted = np.concatenate(pictures)
    return painted[0] if latents.ndim == 1 else painted


def interpolate(model, a, b, steps: int, labels=None) -> np.ndarray:
    """Return the pictures on the way between two; see `NoiseGAN.interpolate`."""
    if steps < 2:
        raise UnsupportedOptionError(f"steps must be 2 or more. Received: {steps}")
    first, last = (None, None) if labels is None else np.broadcast_to(labels, (2,))
    a, b = latent_of(model, a, first), latent_of(model, b, last)
    return decode(model, np.stack([model.mix(a, b, t) for t in np.linspace(0, 1, steps)]))


def latent_of(model, value, label=None) -> np.ndarray:
    """Return a latent vector as it is, or that of a seed.

    Args:
        model: a `NoiseGAN`.
        value: float32 (latent_size,), or a whole number.
        label: the class that a seed paints; the first if not given.

    Raises:
        UnsupportedOptionError: it is neither.
    """
    if isinstance(value, int | np.integer) or (np.ndim(value) == 0 and value is not None):
        return model.latents(1, int(value), labels=label)[0]
    value = np.asarray(value, "float32")
    if value.shape != (model.latent_size,):
        raise UnsupportedOptionError(
            f"A latent vector has the shape ({model.latent_size},). Received: {value.shape}; a "
            "seed is a whole number."
        )
    return value
