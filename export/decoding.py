"""Encoded pictures to pixels in the graph, the way `tfstyle.images` reads them from disk.

JPEG (CMYK, too), PNG of every kind, WebP, and GIF and BMP without transparency; upright; what is
transparent shows white. A colour profile is not applied: no operation of TensorFlow can.
"""

from tfstyle.export.byte_reader import ByteReader, equals
from tfstyle.export.picture_headers import (
    read_bmp,
    read_gif,
    read_jpeg,
    read_png,
    read_unknown,
    read_webp,
)
from tfstyle.export.upright import orientation, upright
from tfstyle.inference.blending import LUMA

_SENT = "Send JPEG, PNG, WebP, GIF or BMP (24 or 32 bits, uncompressed)."


def decode(data, channels: int, most: int):
    """Return the picture in a file's bytes, checked by its header before it is decoded.

    Args:
        data: string (), the file.
        channels: 1 (brightness), 3 (RGB) or 4 (RGBA).
        most: pixels a picture may have.

    Returns:
        float32 (H, W, channels) in [0, 1]. At run time `InvalidArgumentError` is raised for what
        is no picture, animated, or too large.
    """
    import tensorflow as tf

    reader = ByteReader(data)
    kind = tf.stack([
        reader.starts(b"\xff\xd8"), reader.starts(b"\x89PNG"), reader.starts(b"GIF8"),
        reader.starts(b"BM"), reader.starts(b"RIFF") & reader.starts(b"WEBP", 8), True,
    ])  # fmt: skip
    kind = tf.cast(tf.argmax(tf.cast(kind, tf.int32)), tf.int32)
    facts = tf.switch_case(kind, [
        lambda: read_jpeg(data, reader), lambda: read_png(reader), lambda: read_gif(reader),
        lambda: read_bmp(reader), lambda: read_webp(reader), read_unknown,
    ])  # fmt: skip
    with tf.control_dependencies(_assertions(kind, facts, most)):
        data = tf.identity(data)
    pixels = tf.switch_case(kind, [
        lambda: _opaque(tf.io.decode_jpeg(data, channels=3, dct_method="INTEGER_ACCURATE")),
        lambda: _png(data, reader, facts["alpha"]),
        lambda: _opaque(tf.io.decode_image(data, channels=3, expand_animations=False)),
        lambda: _opaque(tf.io.decode_bmp(data)[..., :3]),
        lambda: _webp(data, facts["alpha"]),
    ])  # fmt: skip
    pixels.set_shape([None, None, 4])
    return upright(_with_channels(pixels, channels), orientation(reader, facts["tiff"]))


def decoder(channels: int, most: int):
    """Return `decode` as a function of a file's bytes, traced once however often it is used.

    Args:
        channels: see `decode`.
        most: see `decode`.
    """
    import tensorflow as tf

    return tf.function(
        lambda data: decode(data, channels, most),
        input_signature=[tf.TensorSpec([], tf.string)], autograph=False,
    )  # fmt: skip


def assert_pixels(pixels, most: int):
    """Return the operation that refuses a picture of more than `most` pixels at run time."""
    import tensorflow as tf

    message = (
        f"A picture may have at most {most} pixels; the limit was chosen at export (max_pixels). "
        "Send a smaller one. Received:"
    )
    return tf.debugging.Assert(pixels <= most, [message, pixels])


def _assertions(kind, facts, most):
    """Return the operations that refuse a file; the first reason is the one that is told."""
    import tensorflow as tf

    refusals = []
    for condition, message in (
        (facts["whole"] > 0, f"These bytes are no picture this model can read. {_SENT}"),
        (facts["frames"] < 2, "This picture is animated. Send its frames one by one."),
        (
            (kind != 2) | (facts["alpha"] == 0),
            "This GIF has transparency, which is not read. Send it as PNG.",
        ),
    ):
        with tf.control_dependencies(refusals):
            refusals.append(tf.debugging.Assert(condition, [message]))
    with tf.control_dependencies(refusals):
        return [*refusals, assert_pixels(facts["pixels"], most)]


def _png(data, reader, alpha):
    """Decode a PNG to float32 (H, W, 4)."""
    import tensorflow as tf

    def deep_gray():
        # Rounded, as `images` does; the decoder's own way to 8 bits cuts the lower byte off.
        values = tf.io.decode_png(data, channels=4, dtype=tf.uint16)
        return tf.round(tf.cast(values, tf.float32) / 257.0) / 255.0

    depth_and_kind = reader.take(24, 2)
    pixels = tf.cond(
        equals(depth_and_kind, bytes([16, 0])),
        deep_gray,
        lambda: _unit(tf.io.decode_png(data, channels=4)),
    )
    # Of pictures of 1, 2 and 4 bits without transparency the decoder gives a wrong alpha.
    return tf.cond(alpha > 0, lambda: pixels, lambda: _with_alpha(pixels[..., :3]))


def _webp(data, alpha):
    """Decode a WebP to float32 (H, W, 4)."""
    import tensorflow as tf

    # By `decode_image`: servers older than the WebP operation could not load a graph with it.
    def pixels(channels):
        return _unit(tf.io.decode_image(data, channels=channels, expand_animations=False))

    return tf.cond(alpha > 0, lambda: pixels(4), lambda: _with_alpha(pixels(3)))


def _unit(pixels):
    import tensorflow as tf

    return tf.cast(pixels, tf.float32) / 255.0


def _opaque(pixels):
    return _with_alpha(_unit(pixels))


def _with_alpha(colors):
    import tensorflow as tf

    return tf.concat([colors, tf.ones_like(colors[..., :1])], axis=-1)


def _with_channels(pixels, channels):
    """RGBA in [0, 1] to what the network takes."""
    import tensorflow as tf

    alpha = pixels[..., 3:]
    if channels == 4:
        hidden = tf.concat([alpha == 0] * 3 + [tf.zeros_like(alpha, tf.bool)], axis=-1)
        return tf.where(hidden, 1.0, pixels)  # colours that nobody sees make no difference
    # Rounded to the levels of 8 bits, that a picture over white is the one that is read from disk.
    colors = tf.round((pixels[..., :3] * alpha + 1.0 - alpha) * 255.0) / 255.0
    return colors if channels == 3 else tf.tensordot(colors, tf.constant(LUMA[:, None]), 1)
