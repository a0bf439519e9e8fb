"""What LPIPS compares of two pictures (Zhang, Isola, Efros, Shechtman and Wang 2018)."""

import keras
from keras import layers as keras_layers
from keras import ops

from tfstyle.layers import bounds
from tfstyle.layers.reach import POINTWISE
from tfstyle.networks.configured import Configured
from tfstyle.networks.lpips_backbones import BACKBONES
from tfstyle.networks.lpips_weights import find_lpips_weights
from tfstyle.roles import Role

# ImageNet's mean and spread of red, green and blue, as pictures in [-1, 1] have them.
_MEAN, _SPREAD = (-0.030, -0.088, -0.188), (0.458, 0.448, 0.450)


@keras.saving.register_keras_serializable("tfstyle")
class WeightedUnitLength(keras.layers.Layer):
    """Scales what is at each place to length 1, then each channel by a weight of its own.

    `weight_c x_c / |x|` in float32; nothing stays nothing. The weights are the square roots of a
    linear head's: so the squared distance of two outputs is the head's sum of squared differences.

    Input: (B, H, W, C). Output: the same, float32.
    """

    reach = POINTWISE

    def __init__(self, **kwargs):
        super().__init__(**{**kwargs, "dtype": "float32"})

    def build(self, input_shape):
        """Make the weight of each channel."""
        self.scale = self.add_weight(shape=(input_shape[-1],), initializer="ones", name="scale")

    def call(self, x):
        """Scale `x` (B, H, W, C)."""
        # The small number keeps the slope finite where there is nothing.
        return x * ops.rsqrt(ops.sum(x * x, axis=-1, keepdims=True) + 1e-20) * self.scale

    def compute_output_shape(self, input_shape):
        """Return `input_shape`."""
        return input_shape


@keras.saving.register_keras_serializable("tfstyle")
class LPIPSFeatures(Configured, keras.Model):
    """Features whose squared distance is LPIPS: the perceptual distance of two pictures.

    `LPIPS(a, b) = sum_l mean_hw |f_l(a) - f_l(b)|^2`, with `f_l` a layer of a network for
    classifying, scaled to length 1 at each place and weighed by channel (section 3, equation 1).

    Args:
        backbone: `"squeeze"` (SqueezeNet 1.1), `"alex"` (AlexNet) or `"vgg"` (VGG16).
        filters: channels of the first layer, 4 to 1024; 64 is the published network, a smaller
            one serves tests.
        name: of the network.

    Input: (B, H, W, 3) in [-1, 1], H and W at least `min_size`: 17, 31 and 16. Output: a list of
    float32 features, one for each of `layer_names`, (B, h, w, C).

    Raises:
        ValueError: an unknown backbone, `filters` out of range.

    Example:
        >>> import numpy as np
        >>> features = LPIPSFeatures("squeeze", filters=4)
        >>> found = features(np.zeros((1, 64, 64, 3), "float32"))
        >>> len(found), tuple(found[0].shape), tuple(found[-1].shape)
        (7, (1, 31, 31, 4), (1, 3, 3, 32))
    """

    role = Role.ENCODER

    def __init__(self, backbone="squeeze", filters=64, name="lpips_features"):
        bounds.check_choice(BACKBONES, backbone=backbone)
        bounds.check_whole("LPIPSFeatures", filters=(filters, 4, 1024))
        widths = [filters * width for width in BACKBONES[backbone].widths]
        bounds.check_weights("LPIPSFeatures", bounds.chain_weights(widths, 9), filters=filters)

        pictures = keras.Input((None, None, 3), name="image")
        x = keras_layers.Rescaling(
            [1 / spread for spread in _SPREAD],
            [-mean / spread for mean, spread in zip(_MEAN, _SPREAD, strict=True)],
            name="standardized",
        )(pictures)
        tapped = BACKBONES[backbone].tapped(x, filters)
        weighed = [WeightedUnitLength(name=f"lin{place}")(x) for place, x in enumerate(tapped)]
        super().__init__(pictures, weighed, name=name)
        self.backbone = backbone
        self.filters = filters
        self.layer_names = tuple(f"lin{place}" for place in range(len(weighed)))
        self.trainable = False

    @property
    def min_size(self) -> int:
        """The smallest H and W: a pixel in the last layer."""
        return BACKBONES[self.backbone].min_size


def load_lpips(backbone="squeeze") -> LPIPSFeatures:
    """Return `LPIPSFeatures` with the weights of LPIPS 0.1.

    They come from the file or folder that `TFSTYLE_LPIPS` names, see `lpips_weights`, else from two
    downloads, once: 5 MB for `"squeeze"`, 244 MB for `"alex"`, 553 MB for `"vgg"`.

    Args:
        backbone: as of `LPIPSFeatures`.

    Raises:
        OfflineError: the weights are not to be had; it says which files to provide.
        IntegrityError: what was downloaded is not what was recorded.
        ArchitectureError: weights of another network.
    """
    network = LPIPSFeatures(backbone)
    layers = [layer for layer in network.layers if layer.weights]
    found = find_lpips_weights(
        backbone, {layer.name: [tuple(w.shape) for w in layer.weights] for layer in layers}
    )
    for layer in layers:
        layer.set_weights(found[layer.name])
    return network
