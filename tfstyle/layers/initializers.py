"""The initial weights of the GAN networks (Radford et al. 2016, section 3)."""

import keras


def normal_002(mean: float = 0.0) -> keras.initializers.Initializer:
    """Return a fresh normal(mean, 0.02) initializer.

    A new object for every layer: Keras initializers are stateless, one object used twice gives
    two layers of the same shape the same weights.
    """
    return keras.initializers.RandomNormal(mean, 0.02)
