"""Gradients of a convolution that has fewer output than input channels, fast on a CPU.

Eigen's backward kernels walk over output channels. A generator's last layer, 7x7 from 64 channels
to 3, so costs more than all its residual blocks. Convolution is symmetric in picture and gradient:
with the roles swapped the few channels become the input, and the same numbers come out up to
twenty times faster. `tests/layers` prove them equal to TensorFlow's own.
"""

import functools

from tfstyle.layers import tensorflow_kernels


def applies(kernel_shape, strides, padding, dilation, data_format) -> bool:
    """True where the swap is valid and pays: stride 1, no padding, channels getting fewer."""
    unit = (1, 1)
    return (
        tensorflow_kernels.enabled()
        and _on_cpu()
        and kernel_shape[-1] < kernel_shape[-2]
        and (tuple(strides), tuple(dilation)) == (unit, unit)
        and padding == "valid"
        and data_format == "channels_last"
    )


def convolve(x, kernel):
    """Return the valid convolution, stride 1, whose gradients are computed with swapped roles.

    Args:
        x: tensor (B, H, W, C).
        kernel: tensor (k, l, C, D) with D < C, of the type of `x`.

    Returns:
        Tensor (B, H - k + 1, W - l + 1, D).
    """
    import tensorflow as tf

    @tf.custom_gradient
    def function(x, kernel):
        def gradient(upstream):
            return _input_gradient(upstream, kernel), _kernel_gradient(x, upstream, kernel.shape)

        return tf.nn.conv2d(x, kernel, 1, "VALID"), gradient

    # A real tensor: of a variable, `custom_gradient` would ask for a gradient of its own.
    return function(x, tf.convert_to_tensor(kernel))


def _input_gradient(upstream, kernel):
    """A forward convolution of the padded gradient with the kernel turned by 180 degrees."""
    import tensorflow as tf

    turned = tf.transpose(kernel[::-1, ::-1], (0, 1, 3, 2))
    return tf.nn.conv2d(_pad(upstream, kernel.shape), turned, 1, "VALID")


def _kernel_gradient(x, upstream, kernel_shape):
    """The kernel gradient of the convolution that would lead from the gradient to the picture."""
    import tensorflow as tf

    height, width, channels, filters = kernel_shape
    turned = tf.raw_ops.Conv2DBackpropFilter(
        input=_pad(upstream, kernel_shape),
        filter_sizes=(height, width, filters, channels),
        out_backprop=x,
        strides=(1, 1, 1, 1),
        padding="VALID",
    )
    return tf.transpose(turned[::-1, ::-1], (0, 1, 3, 2))


def _pad(upstream, kernel_shape):
    import tensorflow as tf

    rows, columns = kernel_shape[0] - 1, kernel_shape[1] - 1
    return tf.pad(upstream, ((0, 0), (rows, rows), (columns, columns), (0, 0)))


@functools.cache
def _on_cpu() -> bool:
    import tensorflow as tf

    return not tf.config.list_physical_devices("GPU")
