"""What a served model computes: pictures in [0, 1], in uint8 or encoded, at any size.

Plain functions of tensors, traced by `saved_model` and `tflite` alike, so that every artefact
speaks the same contract: `images` in, `stylized` out.
"""

from tfstyle import images as image_files
from tfstyle.errors import ExportError
from tfstyle.inference import call_padded


def stylize_function(model, direction: str, *, one_by_one: bool | None = None):
    """Return a function of `images` float32 (N, H, W, C) in [0, 1] to the same, any H and W.

    Args:
        model: with `translator`, `size_multiple`, `min_size`, `inference_mode`.
        direction: a name in `model.directions`.
        one_by_one: run each picture alone; by default where a network would otherwise mix the
            pictures of a batch, because batch norm takes its statistics from them.

    Raises:
        ExportError: the model draws noise, which no artefact can.
    """
    import tensorflow as tf

    if model.inference_mode == "train":
        raise ExportError(
            "inference_mode='train' draws dropout noise for every picture, which is not exported. "
            "Set model.inference_mode = 'batch_statistics', and look at the pictures it gives."
        )
    translator = model.translator(direction)
    if one_by_one is None:
        one_by_one = model.inference_mode != "eval"

    def run(images):
        out = call_padded(
            translator, images * 2.0 - 1.0, multiple=model.size_multiple, minimum=model.min_size
        )
        return tf.clip_by_value(out * 0.5 + 0.5, 0.0, 1.0)

    def stylize(images):
        if not one_by_one or images.shape[0] == 1:
            return run(images)
        return tf.map_fn(lambda picture: run(picture[None])[0], images)

    return stylize


def route(functions: dict):
    """Return a function of `(images, direction)` that sends each picture to its direction.

    A server may put the pictures of several clients into one batch, so every picture has a
    direction of its own; one name for all is accepted, too.

    Args:
        functions: from a direction's name to its function of `images`, first a to b.

    Returns:
        Function of float32 (N, H, W, C) and string (N,) or (1,).
    """
    import tensorflow as tf

    def stylize(images, direction):
        chosen = _direction_index(direction, tuple(functions), tf.shape(images)[0])
        places, parts = [], []
        for index, function in enumerate(functions.values()):
            place = tf.where(chosen == index)[:, 0]
            pictures = tf.gather(images, place)
            # A direction nobody asked for costs nothing.
            part = tf.cond(
                tf.size(place) > 0, lambda f=function, p=pictures: f(p), lambda p=pictures: p
            )
            places.append(tf.cast(place, tf.int32))
            parts.append(part)
        return tf.dynamic_stitch(places, parts)

    return stylize


def on_float(stylize):
    """Return `serving_default`: float32 in [0, 1] to float32 in [0, 1], too large refused."""

    def serving_default(images, *direction):
        return {"stylized": stylize(_limit(images), *direction)}

    return serving_default


def on_uint8(stylize):
    """Return `serving_uint8`: the same function of uint8 pictures."""
    import tensorflow as tf

    def serving_uint8(images, *direction):
        out = stylize(tf.cast(_limit(images), tf.float32) / 255.0, *direction)
        return {"stylized": _uint8(out)}

    return serving_uint8


def on_bytes(stylize, channels: int):
    """Return `serving_bytes`: encoded pictures, each of its own size, to PNG of the same size.

    Args:
        stylize: function of one float32 (1, H, W, C) in [0, 1], and its direction if it has two.
        channels: C of the input, 1, 3 or 4.
    """
    import tensorflow as tf

    def translate(data, *direction):
        with tf.control_dependencies([_assert_pixels(_declared_pixels(data))]):
            picture = tf.io.decode_image(data, channels=channels, expand_animations=False)
        picture.set_shape([None, None, channels])
        picture = tf.cast(_limit(picture[None]), tf.float32) / 255.0
        return tf.io.encode_png(_uint8(stylize(picture, *direction))[0])

    def serving_bytes(image_bytes, *direction):
        # Broadcast: column requests may name one direction for all pictures.
        names = [tf.broadcast_to(name, tf.shape(image_bytes)) for name in direction]
        encoded = tf.map_fn(
            lambda items: translate(items[0], *[name[None] for name in items[1:]]),
            (image_bytes, *names),
            fn_output_signature=tf.string,
        )
        return {"stylized_bytes": encoded}

    return serving_bytes


def _direction_index(direction, names, count):
    """Return int64 (count,): which of `names` each direction is; `a2b` and `b2a` count, too."""
    import tensorflow as tf

    known = tf.constant([*names, "a2b", "b2a"])
    found = direction[:, None] == known[None]
    known_all = tf.debugging.Assert(
        tf.reduce_all(tf.reduce_any(found, axis=1)),
        [f"direction must be one of {', '.join(names)}. Received:", direction],
    )
    with tf.control_dependencies([known_all]):
        index = tf.argmax(tf.cast(found, tf.int32), axis=1) % len(names)
    return tf.broadcast_to(index, [count])


def _limit(images):
    """Pass pictures (N, H, W, C) on if one of them is not too large."""
    import tensorflow as tf

    shape = tf.shape(images, out_type=tf.int64)
    with tf.control_dependencies([_assert_pixels(shape[1] * shape[2])]):
        return tf.identity(images)


def _assert_pixels(pixels):
    import tensorflow as tf

    most = image_files.max_pixels()
    message = f"A picture may have at most {most} pixels (TFSTYLE_MAX_PIXELS at export). Received:"
    return tf.debugging.Assert(pixels <= most, [message, pixels])


def _declared_pixels(data):
    """Pixels the header of a PNG, GIF or JPEG promises; decoding would allocate them all.

    Other kinds give 0: `decode_image` knows only BMP besides, whose files are as large as they
    say.
    """
    import tensorflow as tf

    header = tf.cast(tf.io.decode_raw(tf.strings.substr(data + b"\0" * 24, 0, 24), tf.uint8),
                     tf.int64)
    header.set_shape([24])

    def starts(magic):
        return tf.reduce_all(header[: len(magic)] == tf.constant(list(magic), tf.int64))

    png = _number(header, 16, 17, 18, 19) * _number(header, 20, 21, 22, 23)
    gif = _number(header, 7, 6) * _number(header, 9, 8)

    def jpeg():
        return tf.reduce_prod(tf.cast(tf.io.extract_jpeg_shape(data)[:2], tf.int64))

    return tf.case(
        [
            (starts(b"\x89PNG"), lambda: png),
            (starts(b"GIF8"), lambda: gif),
            (starts(b"\xff\xd8"), jpeg),
        ],
        default=lambda: tf.constant(0, tf.int64),
    )


def _number(header, *places):
    """A whole number from bytes, the most significant first."""
    number = 0
    for place in places:
        number = number * 256 + header[place]
    return number


def _uint8(images):
    """[0, 1] to 0..255."""
    import tensorflow as tf

    return tf.cast(tf.round(images * 255.0), tf.uint8)
