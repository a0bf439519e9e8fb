"""Feature matching: look to the discriminator as the real picture does (pix2pixHD)."""

from keras import ops

from tfstyle.losses.reconstruction import mean_absolute_error


class FeatureMatchingLoss:
    """`weight / D sum_k 4 / L sum_i mean |D_k^i(real) - D_k^i(fake)|` over layers and scales.

    D discriminators with L hidden layers each (equation 4 of Wang et al. 2018, with the layer
    weights of its code: 4 / (n_layers + 1), which is 1 for the usual PatchGAN). The logits are
    left out; no gradient goes to the real features. `weight=0` means that the caller skips it.

    Args:
        weight: 10 in the paper.

    Example:
        >>> import numpy as np
        >>> real, fake = np.zeros((1, 4, 4, 2), "float32"), np.ones((1, 4, 4, 2), "float32")
        >>> logits = real
        >>> float(FeatureMatchingLoss(10.0)([[real] * 4 + [logits]], [[fake] * 4 + [logits]]))
        40.0
    """

    def __init__(self, weight=10.0):
        if weight < 0:
            raise ValueError(f"FeatureMatchingLoss needs weight >= 0. Received: {weight}")
        self.weight = weight

    def __bool__(self):
        """True if the loss takes part at all."""
        return self.weight > 0

    def __call__(self, real, fake):
        """Compare two outputs of a `MultiScaleDiscriminator`: features, then logits, per scale."""
        total = 0.0
        for on_real, on_fake in zip(real, fake, strict=True):
            layers = list(zip(on_real[:-1], on_fake[:-1], strict=True))
            for a, b in layers:
                total = total + 4.0 / len(layers) * mean_absolute_error(ops.stop_gradient(a), b)
        return self.weight / len(real) * total
