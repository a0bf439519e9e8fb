"""VGG19 where only the picture's gradient counts: the same features, less memory."""

from keras import ops

from tfstyle.networks.vgg import VGG19, until_deepest


class LeanVGG19:
    """`VGG19` to optimize a picture through; called like it, with the same result.

    Its convolutions are `fixed_convolution`, so nothing can be learned through it.

    Args:
        network: a `VGG19`.

    Example:
        >>> import numpy as np
        >>> lean = LeanVGG19(VGG19(["relu1_1", "relu2_1"], filters=4))
        >>> [tuple(x.shape) for x in lean(np.zeros((1, 32, 48, 3), "float32"))]
        [(1, 32, 48, 4), (1, 16, 24, 8)]
    """

    def __init__(self, network: VGG19):
        self.network = network
        self.layer_names = network.layer_names

    def __call__(self, pictures):
        """Return the list of float32 features of `pictures` (B, H, W, 3) in [-1, 1]."""
        layer = self.network.get_layer
        x, found = layer("preprocessing")(pictures), {}
        for name, block, index in until_deepest(self.layer_names):
            if index == 1 and block > 1:
                x = layer(f"block{block - 1}_pool")(x)
            convolution = layer(f"block{block}_conv{index}")
            kernel, bias = (ops.cast(v, x.dtype) for v in (convolution.kernel, convolution.bias))
            x = ops.relu(fixed_convolution(x, kernel) + bias)
            if name in self.layer_names:
                found[name] = ops.cast(x, "float32")
        return [found[name] for name in self.layer_names]


def fixed_convolution(x, kernel):
    """Return the convolution of stride 1 and same padding, with a gradient to `x` alone.

    That gradient is a convolution, too: with the kernel turned by 180 degrees, its channels
    swapped. TensorFlow's own unfolds the picture to (H W, 9 C) on a CPU: 2.4 GB for the 64
    channels of 1024 x 1024 pixels.

    Args:
        x: (B, H, W, C).
        kernel: (K, K, C, D), K odd.

    Returns:
        (B, H, W, D).
    """
    turned = ops.transpose(ops.flip(kernel, (0, 1)), (0, 1, 3, 2))

    @ops.custom_gradient
    def convolve(x):
        def gradient(*args, upstream=None):
            # TensorFlow hands the upstream gradient over by place, PyTorch by name.
            upstream = args[0] if upstream is None else upstream
            return ops.conv(upstream, turned, padding="same")

        return ops.conv(x, kernel, padding="same"), gradient

    return convolve(x)
