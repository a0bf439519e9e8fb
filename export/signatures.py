"""What a served model computes: pictures in [0, 1], in uint8 or encoded, at any size.

Plain functions of tensors, traced by `saved_model` and `tflite` alike, so that every artefact
speaks the same contract: `images` in, `stylized` out.
"""

from tfstyle.errors import ExportError
from tfstyle.export.decoding import assert_pixels, decode
from tfstyle.inference import call_padded


def stylize_function(model, direction: str):
    """Return a function of `images` float32 (N, H, W, C) in [0, 1] to the same, any N, H and W.

    Pictures of a batch do not mix: batch norm by batch statistics takes each picture's own.

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
    translator = model.translator(direction)

    def stylize(images):
        with instance_statistics.apart():
            out = call_padded(
                translator, images * 2.0 - 1.0,
                multiple=model.size_multiple, minimum=model.min_size,
            )  # fmt: skip
        return tf.clip_by_value(out * 0.5 + 0.5, 0.0, 1.0)

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


def in_portions(stylize, most: int):
    """Return `stylize` as a function of any number of pictures in bounded memory.

    As many pictures as have `most` pixels together go through the network at a time, at least one.

    Args:
        stylize: function of float32 (N, H, W, C), and string (N,) or (1,) if it has directions.
        most: pixels.
    """
    import tensorflow as tf

    def run(images, *directions):
        count, height, width = (tf.shape(images, out_type=tf.int64)[axis] for axis in range(3))
        names = [tf.broadcast_to(name, [count]) for name in directions]
        portion = tf.maximum(most // tf.maximum(height * width, 1), 1)
        rounds = tf.maximum((count + portion - 1) // portion, 1)

        def step(index, parts):
            part = slice(index * portion, (index + 1) * portion)
            out = stylize(images[part], *[name[part] for name in names])
            return index + 1, parts.write(tf.cast(index, tf.int32), out)

        parts = tf.TensorArray(tf.float32, tf.cast(rounds, tf.int32), infer_shape=False)
        _, parts = tf.while_loop(
            lambda index, _: index < rounds, step, (tf.constant(0, tf.int64), parts),
            parallel_iterations=1,
        )
        return parts.concat()

    return run


def on_float(stylize, most: int):
    """Return `serving_default`: float32 in [0, 1] to float32 in [0, 1].

    Pictures of more than `most` pixels are refused, and values out of range, too.
    """
    import tensorflow as tf

    def serving_default(images, *direction):
        # A little slack for what resizing overshoots. The comparison is False for NaN, too.
        inside = tf.reduce_all((images >= -0.01) & (images <= 1.01))
        message = (
            "Pictures are float in [0, 1]. Divide 0 to 255 by 255, turn [-1, 1] into x / 2 + 0.5. "
            "Received values from, to:"
        )
        lowest, highest = tf.reduce_min(images), tf.reduce_max(images)
        with tf.control_dependencies([tf.debugging.Assert(inside, [message, lowest, highest])]):
            images = _limit(images, most)
        return {"stylized": stylize(images, *direction)}

    return serving_default


def on_uint8(stylize, most: int):
    """Return `serving_uint8`: the same function of uint8 pictures."""
    import tensorflow as tf

    def serving_uint8(images, *direction):
        out = stylize(tf.cast(_limit(images, most), tf.float32) / 255.0, *direction)
        return {"stylized": _uint8(out)}

    return serving_uint8


def on_bytes(stylize, channels: int, most: int):
    """Return `serving_bytes`: encoded pictures, each of its own size, to PNG of that size, upright.

    Args:
        stylize: function of one float32 (1, H, W, C) in [0, 1], and its direction if it has two.
        channels: C of the input, 1, 3 or 4.
        most: pixels a picture may have.
    """
    import tensorflow as tf

    def translate(data, *direction):
        picture = decode(data, channels, most)[None]
        return tf.io.encode_png(_uint8(stylize(picture, *direction))[0])

    def serving_bytes(image_bytes, *direction):
        # Broadcast: column requests may name one direction for all pictures.
        names = [tf.broadcast_to(name, tf.shape(image_bytes)) for name in direction]
        encoded = tf.map_fn(
            lambda items: translate(items[0], *[name[None] for name in items[1:]]),
            (image_bytes, *names),
            fn_output_signature=tf.string,
            parallel_iterations=1,  # the memory of one picture, however many come
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
