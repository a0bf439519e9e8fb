"""What the bytes of an encoded picture say before anything is decoded, read in the graph.

Each `read_*` takes a `ByteReader` and returns a dictionary of int64 scalars:

- `pixels`: all that decoding would allocate, over all frames.
- `frames`: 2 or more for an animation.
- `tiff`: where the TIFF structure of the EXIF data begins, 0 without.
- `alpha`: 1 if the file has transparency of its own.
- `whole`: 0 if the file has more segments than a walk takes.

Sources: the JPEG, PNG (3rd edition), GIF89a, BMP and WebP (RIFF container) specifications.
"""

from tfstyle.export.byte_reader import big, equals, little


def read_jpeg(data, reader) -> dict:
    """Read a JPEG: its size, and where its EXIF segment is."""
    import tensorflow as tf

    def step(position, tiff):
        head = reader.take(position, 10)
        marker, length = head[1], big(head[2:4])
        segment = (head[0] == 0xFF) & (marker != 0xDA) & (length >= 2)  # before start of scan
        exif = segment & (marker == 0xE1) & equals(head[4:], b"Exif\0\0")
        tiff = tf.where(exif, position + 10, tiff)
        following = tf.where(segment & ~exif, position + 2 + length, position)
        # Any number of fill bytes may stand before a marker.
        fill = (head[0] == 0xFF) & (marker == 0xFF)
        return tf.where(fill, position + 1, following), tiff

    tiff, stopped = reader.walk(step, 2, _zero())
    pixels = tf.reduce_prod(tf.cast(tf.io.extract_jpeg_shape(data)[:2], tf.int64))
    return _facts(pixels, tiff=tiff, whole=~stopped)


def read_png(reader) -> dict:
    """Read a PNG: its size, eXIf, tRNS and acTL (animation) chunks."""
    import tensorflow as tf

    header = reader.take(16, 10)
    has_alpha = (header[9] == 4) | (header[9] == 6)

    def step(position, tiff, alpha, frames):
        head = reader.take(position, 12)
        length = big(head[:4])
        tiff = tf.where(equals(head[4:], b"eXIf"), position + 8, tiff)
        alpha = tf.where(equals(head[4:], b"tRNS"), _one(), alpha)
        frames = tf.where(equals(head[4:], b"acTL"), big(head[8:12]), frames)
        ends = equals(head[4:], b"IEND")
        return tf.where(ends, position, position + 12 + length), tiff, alpha, frames

    alpha = tf.cast(has_alpha, tf.int64)
    tiff, alpha, frames, stopped = reader.walk(step, 8, _zero(), alpha, _one())
    pixels = big(header[:4]) * big(header[4:8])
    return _facts(pixels, frames=frames, tiff=tiff, alpha=alpha, whole=~stopped)


def read_gif(reader) -> dict:
    """Read a GIF: the pixels of every frame, for the decoder unpacks all of them."""
    import tensorflow as tf

    header = reader.take(6, 7)
    first = 13 + _color_table(header[4])

    def step(position, pixels, frames, alpha, inside):
        head = reader.take(position, 10)
        # Inside a chain of sub-blocks, each with its length before it; 0 ends the chain.
        image, extension = head[0] == 0x2C, head[0] == 0x21
        between = inside == 0
        frame = between & image
        pixels += tf.where(frame, little(head[5:7]) * little(head[7:9]), 0)
        frames += tf.cast(frame, tf.int64)
        control = between & extension & (head[1] == 0xF9)
        alpha = tf.where(control & (head[3] % 2 == 1), _one(), alpha)
        # 0: the trailer, or no GIF any more.
        block = tf.where(image, 11 + _color_table(head[9]), tf.where(extension, 2 * _one(), 0))
        following = position + tf.where(between, block, head[0] + 1)
        inside = tf.where(between, _one(), tf.cast(head[0] > 0, tf.int64))
        return following, pixels, frames, alpha, inside

    pixels, frames, alpha, _, stopped = reader.walk(
        step, first, _zero(), _zero(), _zero(), _zero()
    )
    screen = little(header[:2]) * little(header[2:4])
    # The decoder gives the first frame, whatever part of the screen that fills.
    filled = (frames != 1) | (pixels == screen)
    pixels = tf.maximum(pixels, screen)
    return _facts(pixels, frames=frames, alpha=alpha, whole=filled & ~stopped)


def read_bmp(reader) -> dict:
    """Read a BMP; only those of 24 and 32 bits without compression count as whole."""
    import tensorflow as tf

    header = reader.take(14, 40)

    def signed(values):
        value = little(values)
        return tf.where(value >= 2**31, value - 2**32, value)

    bits, compression = little(header[14:16]), little(header[16:20])
    known = (little(header[:4]) >= 40) & ((bits == 24) | (bits == 32)) & (compression == 0)
    pixels = tf.abs(signed(header[4:8])) * tf.abs(signed(header[8:12]))  # negative: top row first
    return _facts(pixels, whole=known)


def read_webp(reader) -> dict:
    """Read a WebP: lossy, lossless or extended."""
    import tensorflow as tf

    def step(position, pixels, frames, tiff, alpha):
        head = reader.take(position, 18)
        length = little(head[4:8])
        body = head[8:]
        extended, lossy, lossless = (equals(head, kind) for kind in (b"VP8X", b"VP8 ", b"VP8L"))
        bits = little(body[1:5])
        sizes = (
            tf.where(extended, (little(body[4:7]) + 1) * (little(body[7:10]) + 1), 0),
            tf.where(lossy, (little(body[6:8]) % 2**14) * (little(reader.take(position + 16, 2))
                                                            % 2**14), 0),
            tf.where(lossless, (bits % 2**14 + 1) * (bits // 2**14 % 2**14 + 1), 0),
        )
        for size in sizes:
            pixels = tf.maximum(pixels, size)
        frames = tf.where(extended & (body[0] // 2 % 2 == 1), tf.constant(2, tf.int64), frames)
        alpha = tf.where(extended & (body[0] // 16 % 2 == 1), _one(), alpha)
        alpha = tf.where(lossless & (bits // 2**28 % 2 == 1), _one(), alpha)
        # Some writers put the JPEG marker's name before the TIFF structure.
        named = tf.where(equals(body, b"Exif\0\0"), position + 14, position + 8)
        tiff = tf.where(equals(head, b"EXIF"), named, tiff)
        return position + 8 + length + length % 2, pixels, frames, tiff, alpha

    pixels, frames, tiff, alpha, stopped = reader.walk(
        step, 12, _zero(), _one(), _zero(), _zero()
    )
    return _facts(pixels, frames=frames, tiff=tiff, alpha=alpha, whole=~stopped)


def read_unknown() -> dict:
    """Return what is known of a file of no known kind: it is not whole."""
    return _facts(_zero(), whole=_zero())


def _facts(pixels, **others):
    import tensorflow as tf

    facts = {
        "pixels": pixels, "frames": _one(), "tiff": _zero(), "alpha": _zero(), "whole": _one(),
        **others,
    }
    return {name: tf.cast(value, tf.int64) for name, value in facts.items()}


def _color_table(flags):
    """Bytes of a GIF's colour table, by the flags that announce it."""
    import tensorflow as tf

    return tf.where(flags >= 128, 3 * 2 ** (flags % 8 + 1), tf.zeros_like(flags))


def _zero():
    import tensorflow as tf

    return tf.constant(0, tf.int64)


def _one():
    import tensorflow as tf

    return tf.constant(1, tf.int64)
