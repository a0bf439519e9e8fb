"""Gradients of a convolution that has fewer output than input channels, fast on a CPU.

Eigen's backward kernels walk over output channels. A generator's last layer, 7x7 from 64 channels
to 3, so costs more than all its residual blocks. Convolution is symmetric in picture and gradient:
with the roles swapped the few channels become the input, and the same numbers come out up to
twenty times faster. `tests/layers` prove them equal to float64's.

Half precision is added up in float32 here whatever the processor. Eigen's own kernels add up
bfloat16 in bfloat16: TensorFlow's kernel gradients are off by 2 to 4 % then, and several times
slower. oneDNN adds up bfloat16 in float32 itself, where the processor has the instructions.
"""

import functools

from tfstyle.layers import tensorflow_kernels

# By how much of itself a number changes when it is rounded to half precision, at most.
HALF_ROUNDING = {"bfloat16": 2**-8, "float16": 2**-11}


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
            given = wide = (x, kernel, upstream)
            if not adds_up_in_float32(x.dtype):
                wide = (tf.cast(tensor, "float32") for tensor in given)
            picture, weights, above = wide
            of_picture = _input_gradient(above, weights)
            of_kernel = _kernel_gradient(picture, above, weights.shape)
            return tf.cast(of_picture, x.dtype), tf.cast(of_kernel, kernel.dtype)

        return tf.nn.conv2d(x, kernel, 1, "VALID"), gradient

    # A real tensor: of a variable, `custom_gradient` would ask for a gradient of its own.
    return function(x, tf.convert_to_tensor(kernel))


@functools.cache
def adds_up_in_float32(dtype) -> bool:
    """True if this machine's convolution gradients of a data type are sums in float32 or better.

    There is no asking TensorFlow: it depends on the processor, on oneDNN and on its switch. So a
    thousand products are added up in float32, too: sums rounded once differ by `HALF_ROUNDING` at
    most, those rounded on the way by six times as much and more.
    """
    import tensorflow as tf

    dtype = tf.as_dtype(dtype)
    if dtype.name not in HALF_ROUNDING:
        return True
    with tf.init_scope(), tf.device("CPU"):
        waves = tf.sin(tf.range(32.0 * 32 * 8) ** 1.5)
        picture = tf.cast(tf.reshape(waves, (1, 32, 32, 8)), dtype)
        upstream = tf.cast(tf.reshape(waves[::-2], (1, 32, 32, 4)), dtype)
        sums, exact = (
            tf.cast(_sums(tf.cast(picture, kind), tf.cast(upstream, kind), (1, 1, 8, 4)), "float32")
            for kind in (dtype, "float32")
        )
        error = tf.reduce_max(tf.abs(sums - exact)) / tf.reduce_max(tf.abs(exact))
        return bool(error <= 2 * HALF_ROUNDING[dtype.name])


def _input_gradient(upstream, kernel):
    """A forward convolution of the padded gradient with the kernel turned by 180 degrees."""
    import tensorflow as tf

    turned = tf.transpose(kernel[::-1, ::-1], (0, 1, 3, 2))
    return tf.nn.conv2d(_pad(upstream, kernel.shape), turned, 1, "VALID")


def _kernel_gradient(x, upstream, kernel_shape):
    """The kernel gradient of the convolution that would lead from the gradient to the picture."""
    import tensorflow as tf

    height, width, channels, filters = kernel_shape
    turned = _sums(_pad(upstream, kernel_shape), x, (height, width, filters, channels))
    return tf.transpose(turned[::-1, ::-1], (0, 1, 3, 2))


def _sums(picture, upstream, kernel_shape):
    """TensorFlow's own kernel gradient."""
    import tensorflow as tf

    return tf.raw_ops.Conv2DBackpropFilter(
        input=picture,
        filter_sizes=kernel_shape,
        out_backprop=upstream,
        strides=(1, 1, 1, 1),
        padding="VALID",
    )


def _pad(upstream, kernel_shape):
    import tensorflow as tf

    rows, columns = kernel_shape[0] - 1, kernel_shape[1] - 1
    return tf.pad(upstream, ((0, 0), (rows, rows), (columns, columns), (0, 0)))


@functools.cache
def _on_cpu() -> bool:
    import tensorflow as tf

    return not tf.config.list_physical_devices("GPU")
