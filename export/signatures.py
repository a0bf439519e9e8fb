"""What a served model computes: pictures in [0, 1], in uint8 or encoded, at any size.

Plain functions of tensors, traced by `saved_model` and `tflite` alike, so that every artefact
speaks the same contract: `images` in, `stylized` out.
"""

from tfstyle.errors import ExportError
from tfstyle.export.decoding import assert_pixels
from tfstyle.inference import call_padded
from tfstyle.models.shared.style_input import painter, predictor, style_input


def stylize_function(model, direction: str):
    """Return a function of `images` float32 (N, H, W, C) in [0, 1] to the same, any N, H and W.

    Pictures of a batch do not mix: batch norm by batch statistics takes each picture's own. Where
    the style is an input (`style_input`), the function takes a row for each picture, too.

    Args:
        model: with `translator`, `size_multiple`, `min_size`, `inference_mode`.
        direction: a name in `model.directions`.

    Raises:
        ExportError: the model draws noise, which no artefact can.
    """
    import tensorflow as tf

    from tfstyle.layers import instance_statistics

    if model.inference_mode == "train":
        raise ExportError(
            "inference_mode='train' draws dropout noise for every picture, which is not exported. "
            "Set model.inference_mode = 'batch_statistics', and look at the pictures it gives."
        )
    style = style_input(model)
    paint = model.translator(direction) if style is None else painter(model, style)

    def stylize(images, *rows):
        with instance_statistics.apart():
            out = call_padded(
                lambda pictures: paint(pictures, *rows), images * 2.0 - 1.0,
                multiple=model.size_multiple, minimum=model.min_size,
            )  # fmt: skip
        return tf.clip_by_value(out * 0.5 + 0.5, 0.0, 1.0)

    return stylize


def predict_function(model):
    """Return a function of `style_images` float32 (N, H, W, 3) in [0, 1] to vectors (N, n).

    Args:
        model: one that looks at a style picture, see `style_input`.
    """
    from tfstyle.layers import instance_statistics

    predict = predictor(model)

    def predict_style(style_images):
        with instance_statistics.apart():
            return predict(style_images * 2.0 - 1.0)

    return predict_style


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


def in_portions(stylize, most: int):
    """Return `stylize` as a function of any number of pictures in bounded memory.

    As many pictures as have `most` pixels together go through the network at a time, at least one.

    Args:
        stylize: function of float32 (N, H, W, C) and of what tells direction or style, N rows.
        most: pixels.

    Returns:
        Function of the same, which takes one row for all pictures as well.
    """
    import tensorflow as tf

    def run(images, *told):
        count, height, width = (tf.shape(images, out_type=tf.int64)[axis] for axis in range(3))
        told = [for_each(rows, count) for rows in told]
        portion = tf.maximum(most // tf.maximum(height * width, 1), 1)
        rounds = tf.maximum((count + portion - 1) // portion, 1)
        channels = None

        def step(index, parts):
            nonlocal channels
            part = slice(index * portion, (index + 1) * portion)
            out = stylize(images[part], *[rows[part] for rows in told])
            channels = out.shape[-1]
            return index + 1, parts.write(tf.cast(index, tf.int32), out)

        parts = tf.TensorArray(tf.float32, tf.cast(rounds, tf.int32), infer_shape=False)
        _, parts = tf.while_loop(
            lambda index, _: index < rounds, step, (tf.constant(0, tf.int64), parts),
            parallel_iterations=1,
        )
        out = parts.concat()
        out.set_shape([None, None, None, channels])  # clients read it in the signature
        return out

    return run


def for_each(rows, count):
    """Return a row for each of `count` pictures: one for all is repeated, another count refused."""
    import tensorflow as tf

    count = tf.cast(count, tf.int32)
    given = tf.shape(rows)[0]
    message = (
        "Send one direction or style for all pictures, or one for each. Received so many, and so "
        "many pictures:"
    )
    fits = tf.debugging.Assert((given == 1) | (given == count), [message, given, count])
    with tf.control_dependencies([fits]):
        return tf.broadcast_to(rows, tf.concat([[count], tf.shape(rows)[1:]], 0))


def unit_floats(pictures, most: int):
    """Pass float pictures (N, H, W, C) on if they are in [0, 1] and not too large."""
    import tensorflow as tf

    # A little slack for what resizing overshoots. The comparison is False for NaN, too.
    inside = tf.reduce_all((pictures >= -0.01) & (pictures <= 1.01))
    message = (
        "Pictures are float in [0, 1]. Divide 0 to 255 by 255, turn [-1, 1] into x / 2 + 0.5. "
        "Received values from, to:"
    )
    lowest, highest = tf.reduce_min(pictures), tf.reduce_max(pictures)
    with tf.control_dependencies([tf.debugging.Assert(inside, [message, lowest, highest])]):
        return _limit(pictures, most)


def unit_levels(pictures, most: int):
    """Return uint8 pictures (N, H, W, C) as float32 in [0, 1] if they are not too large."""
    import tensorflow as tf

    return tf.cast(_limit(pictures, most), tf.float32) / 255.0


def on_float(stylize, most: int, read=None):
    """Return `serving_default`: float32 in [0, 1] to float32 in [0, 1].

    Pictures of more than `most` pixels are refused, and values out of range, too.

    Args:
        stylize: function of pictures, and of rows that tell direction or style.
        most: pixels a picture may have.
        read: function from what comes in beside the pictures to those rows; they come as they are
            if not given.
    """

    def serving_default(images, *told):
        images = unit_floats(images, most)
        return {"stylized": stylize(images, *_read(told, read))}

    return serving_default


def on_uint8(stylize, most: int, read=None):
    """Return `serving_uint8`: the same function of uint8 pictures."""

    def serving_uint8(images, *told):
        images = unit_levels(images, most)
        return {"stylized": _uint8(stylize(images, *_read(told, read)))}

    return serving_uint8


def on_bytes(stylize, decode, read=None):
    """Return `serving_bytes`: encoded pictures, each of its own size, to PNG of that size, upright.

    Args:
        stylize: function of one float32 (1, H, W, C) in [0, 1], and of a row that tells its
            direction or style.
        decode: of `decoding.decoder`.
        read: see `on_float`.
    """
    import tensorflow as tf

    def translate(data, *told):
        picture = decode(data)[None]
        return tf.io.encode_png(_uint8(stylize(picture, *told))[0])

    def serving_bytes(image_bytes, *told):
        rows = [for_each(one, tf.shape(image_bytes)[0]) for one in _read(told, read)]
        encoded = tf.map_fn(
            lambda items: translate(items[0], *[row[None] for row in items[1:]]),
            (image_bytes, *rows),
            fn_output_signature=tf.string,
            parallel_iterations=1,  # the memory of one picture, however many come
        )
        return {"stylized_bytes": encoded}

    return serving_bytes


def _read(told, read):
    return told if read is None else [read(one) for one in told]


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


def _limit(images, most):
    """Pass pictures (N, H, W, C) on if one of them is not too large."""
    import tensorflow as tf

    shape = tf.shape(images, out_type=tf.int64)
    with tf.control_dependencies([assert_pixels(shape[1] * shape[2], most)]):
        return tf.identity(images)


def _uint8(images):
    """[0, 1] to 0..255."""
    import tensorflow as tf

    return tf.cast(tf.round(images * 255.0), tf.uint8)
