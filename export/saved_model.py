"""A model as a SavedModel for TensorFlow Serving, with three ways to hand in pictures.

- `serving_default`: `images` float32 (N, H, W, C) in [0, 1] to `stylized`, the same.
- `serving_uint8`: `images` uint8 to `stylized` uint8.
- `serving_bytes`: `image_bytes` string (N,), files of `export.decoding`, each of its own size, to
  `stylized_bytes`, PNG. Photographs come back upright; what is transparent counts as white.

A model with two directions takes a second input `direction`, string (N,) or (1,), in each, unless
it is exported for one direction only. A model that takes any style has it as a second input, see
`export.style_input`: `style_images` as the pictures are, or `style_bytes`, N or 1; or
`style_weights` float32 (N, S) or (1, S).
"""

import io

import numpy as np

from tfstyle.export import memory
from tfstyle.export.decoding import decoder
from tfstyle.export.signatures import (
    in_portions,
    on_bytes,
    on_float,
    on_uint8,
    route,
    stylize_function,
)
from tfstyle.export.style_signatures import style_inputs
from tfstyle.export.warmup import write_warmup
from tfstyle.models.shared.style_input import style_input


def write_saved_model(
    model, directory, *, direction=None, name="model", size=256, max_pixels=None
) -> int:
    """Write a SavedModel, `directory` being its version directory (`.../saved_model/1`).

    Args:
        model: the model.
        directory: must not exist, or be empty.
        direction: export this direction only, without a `direction` input.
        name: the model's name on the server, for the warm-up requests.
        size: pixels, or (height, width), of the warm-up pictures; smaller where `max_pixels` is.
        max_pixels: pixels a picture may have; see `export.memory.max_pixels` if not given.

    Returns:
        `max_pixels`.

    Raises:
        ExportError: the model draws noise.
    """
    import keras
    import tensorflow as tf

    from tfstyle.layers.tensorflow_kernels import plain_operations

    directions = model.directions if direction is None else (model.check_direction(direction),)
    functions = {name: stylize_function(model, name) for name in directions}
    several = len(directions) > 1
    style = style_input(model)
    single = route(functions) if several else functions[directions[0]]
    most = max_pixels or memory.max_pixels(model, directions)
    channels, _ = model.channels(directions[0])

    pixels = (None, None, None, channels)
    names = [tf.TensorSpec([None], tf.string, name="direction")] if several else []
    told = names if style is None else [style.spec()]
    # Traced once, for all endpoints.
    specs = [tf.TensorSpec(pixels, tf.float32), *told]
    single = tf.function(single, input_signature=specs, autograph=False)
    batch = in_portions(single, most)
    floats = tf.TensorSpec(pixels, tf.float32, name="images")
    levels = tf.TensorSpec(pixels, tf.uint8, name="images")
    files = tf.TensorSpec([None], tf.string, name="image_bytes")
    decode = decoder(channels, most) if channels in (1, 3, 4) else None
    styles = {} if style is None else style_inputs(model, style, most, decode)
    extra = {name: [spec] for name, (spec, _) in styles.items()}
    read = {name: function for name, (_, function) in styles.items()}
    endpoints = {
        "serving_default": (on_float(batch, most, read.get("serving_default")), floats),
        "serving_uint8": (on_uint8(batch, most, read.get("serving_uint8")), levels),
    }
    if decode:
        endpoints["serving_bytes"] = on_bytes(single, decode, read.get("serving_bytes")), files
    # No `archive.track(network)`: the endpoints' variables are found without it, and with it
    # every weight is stored twice.
    archive = keras.export.ExportArchive()
    with plain_operations():
        for endpoint, (function, spec) in endpoints.items():
            # Plain operations alone: to look through the code for Python's own takes long.
            as_written = tf.autograph.experimental.do_not_convert(function)
            archive.add_endpoint(endpoint, as_written, [spec, *extra.get(endpoint, names)])
        archive.write_out(str(directory), verbose=False)
    size = memory.within(np.broadcast_to(size, 2).tolist(), most)
    ways = directions if several else (None,)
    requests = _requests(endpoints, ways, channels, size, style)
    write_warmup(directory, name, requests)
    return most


def _requests(endpoints, directions, channels, size, style):
    """Yield one warm-up request for every signature and direction; the style is the first one."""
    height, width = size
    rows, columns = np.mgrid[:height, :width]
    ramp = ((rows + columns) * 255 // max(height + width - 2, 1)).astype("uint8")
    picture = np.repeat(ramp[..., None], channels, axis=-1)[None]
    inputs = {
        "serving_default": {"images": picture.astype("float32") / 255},
        "serving_uint8": {"images": picture},
        "serving_bytes": {"image_bytes": np.array([_png(picture[0])], dtype=object)},
    }
    for signature in endpoints:
        for direction in directions:
            extra = {} if direction is None else {"direction": np.array([direction.encode()])}
            if style is not None:
                extra |= _style_request(style, signature, inputs[signature])
            yield signature, {**inputs[signature], **extra}


def _style_request(style, signature, inputs):
    """Return a style as a request tells it: the first name, or the picture itself."""
    if style.names:
        return {style.name: np.eye(1, style.length, dtype="float32")}
    if signature == "serving_bytes":
        return {"style_bytes": inputs["image_bytes"]}
    return {"style_images": inputs["images"]}


def _png(picture) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(picture[..., 0] if picture.shape[-1] == 1 else picture).save(file, "PNG")
    return file.getvalue()
