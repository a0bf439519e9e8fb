"""Finds the latent vector of a real picture, so that it can be edited and mixed by style."""

import warnings

import keras
import numpy as np
from keras import ops

from tfstyle.errors import ImageError, OfflineError, UnsupportedOptionError
from tfstyle.losses import own_size
from tfstyle.models.noise_gan.latents import draw_latents
from tfstyle.networks.vgg import load_vgg19
from tfstyle.training import LinearDecay, apply_gradients, no_gradients, record

# Shapes rather than textures: what is deeper sees little in a picture of 32 pixels.
_LAYERS = ("relu1_1", "relu2_1", "relu3_1")
# Random vectors looked at for each that is optimized, in every class.
_TRIES = 8


def embed(
    model,
    image,
    *,
    steps=200,
    labels=None,
    perceptual=1.0,
    encoder=None,
    prior=0.01,
    starts=8,
    learning_rate=0.05,
    seed=0,
) -> np.ndarray:
    """Return the latent vector whose picture is nearest to a real one.

    Minimizes `mean (x - G(z))^2 + perceptual * d(phi(x), phi(G(z))) + prior * mean z^2` over z by
    Adam (Zhu et al. 2016, section 3.1; the features as in Abdal et al. 2019), d the squared
    distance of features in units of those of x. It starts from the best of many random vectors,
    several at once, and keeps the one that ends nearest. The prior holds z where the generator
    has learned to paint.

    Args:
        model: a `NoiseGAN`.
        image: path, PIL image or array; resized to the model's resolution.
        steps: of Adam; 0 takes the best random vector.
        labels: the class of the picture; all are tried if not given.
        perceptual: weight of the features' distance, 0 for pixels alone.
        encoder: maps pictures (B, H, W, 3) in [-1, 1] to a list of features; VGG19's relu1_1,
            relu2_1 and relu3_1 if not given. Where its weights are not to be had, pixels alone
            count, and a warning says so.
        prior: weight of the squared latent vector.
        starts: vectors optimized side by side.
        learning_rate: of Adam, constant for half the steps and then linear to 0.
        seed: of the random vectors.

    Returns:
        float32 (latent_size,).

    Raises:
        ImageError: the picture cannot be read, or is not one.
        UnsupportedOptionError: a number out of range.
    """
    if steps < 0 or starts < 1 or perceptual < 0 or prior < 0:
        raise UnsupportedOptionError(
            "embed needs steps, perceptual and prior of at least 0 and starts of at least 1. "
            f"Received: steps={steps}, perceptual={perceptual}, prior={prior}, starts={starts}"
        )
    target = _read(image, model)
    distance = _distance_to(target, perceptual, perceptual and (encoder or _vgg19()), prior, model)
    latents = _best_of_many(model, distance, labels, starts, seed)
    size = model.generator.latent_dim
    noise = keras.Variable(latents[:, :size], dtype="float32", name="noise")
    classes = ops.convert_to_tensor(latents[:, size:])
    optimizer = keras.optimizers.Adam(LinearDecay(learning_rate, steps // 2, max(steps, 1)))
    optimizer.build([noise])

    def step():
        with record([noise]) as tape:
            # One sum: a vector's gradient knows nothing of its neighbours.
            loss = ops.sum(distance(ops.concatenate([noise.value, classes], axis=1)))
        apply_gradients(optimizer, tape, loss)

    step = _compiled(step)
    for _ in range(steps):
        step()
    latents[:, :size] = ops.convert_to_numpy(ops.stop_gradient(noise.value))
    return latents[np.argmin(_evaluate(distance, latents))]


def _read(image, model):
    from tfstyle import inference

    pictures, _ = inference.flatten(image)
    if len(pictures) != 1:
        raise ImageError(f"embed takes one picture. Received: {len(pictures)}")
    side, channels = model.generator.resolution, model.generator.channels
    pixels = pictures[0].open(channels, (side, side)).opaque()
    return ops.convert_to_tensor(pixels[None, :, :, :channels], "float32")  # (1, R, R, C)


def _vgg19():
    try:
        return load_vgg19(_LAYERS)
    except OfflineError as error:
        warnings.warn(
            f"embed compares pixels alone, since VGG19's weights are not to be had: {error} Pass "
            "perceptual=0 to want just that.",
            stacklevel=4,
        )
        return None


def _distance_to(target, perceptual, encoder, prior, model):
    """Return a function from latent vectors (B, latent_size) to distances (B,)."""
    features = encoder(_colour(target)) if encoder else ()
    size = model.generator.latent_dim

    def distance(latents):
        pictures = model(latents)  # (B, R, R, C)
        total = ops.mean(ops.square(pictures - target), axis=(1, 2, 3))
        total = total + prior * ops.mean(ops.square(latents[:, :size]), axis=1)
        if encoder:
            painted = encoder(_colour(pictures))
            for wanted, found in zip(features, painted, strict=True):
                error = ops.mean(ops.square(found - wanted), axis=(1, 2, 3))
                total = total + perceptual / len(features) * error / own_size(wanted)
        return total

    return distance


def _best_of_many(model, distance, labels, starts, seed):
    """Return the `starts` best of random latent vectors of the class, or of every class."""
    classes = range(model.num_classes) if labels is None and model.num_classes else [labels]
    count = starts * _TRIES
    latents = np.concatenate([
        draw_latents(count, model.generator.latent_dim, model.num_classes, (seed, i), labels=label)
        for i, label in enumerate(classes)
    ])
    compiled = _compiled(distance)
    found = [_evaluate(compiled, latents[i : i + count]) for i in range(0, len(latents), count)]
    return latents[np.argsort(np.concatenate(found), kind="stable")[:starts]]


def _evaluate(distance, latents):
    with no_gradients():
        return ops.convert_to_numpy(distance(ops.convert_to_tensor(latents)))


def _colour(pictures):
    if pictures.shape[-1] == 1:
        return ops.repeat(pictures, 3, axis=-1)
    return pictures[..., :3]


def _compiled(function):
    if keras.config.backend() != "tensorflow":
        return function
    import tensorflow as tf

    return tf.function(function, autograph=False)
