"""How many pixels a served picture may have: as many as the network has memory for.

A server must not fall over because somebody sends it a large picture, and how much memory a picture
takes is the network's business. So the graph of the network is gone through once, operation by
operation, and what is alive at the same time is added up; no picture is computed. TensorFlow's
kernels need room of their own, too. Measured on a processor at 1024x1024, bytes a pixel:

| network | counted | measured |
|---|---|---|
| `fast_style_udnie`, `cyclegan_monet2photo_256` | 258 | 397 |
| `pix2pix_facades_label2photo_256` | 122 | 129 |
| `multiscale_facades_label2photo_256` | 290 | 529 |
| `restore_photo_256` | 398 | 426 |
| `adain_style_256` | 518 | 622 |
"""

import math

from tfstyle import images as image_files

# What one picture may take on the server if nobody says otherwise: 1 GiB.
MEMORY = 2**30
_SIDE = 256
# For the kernels' own room: no network of the table above needs more.
_HEADROOM = 2.0
# For the picture itself, decoded, turned and encoded again.
_AROUND = 64
# They hand their input's memory on.
_VIEWS = {"Identity", "Reshape", "ExpandDims", "Squeeze", "StopGradient", "EnsureShape"}


def max_pixels(model, directions) -> int:
    """Return the pixels of a picture for which every direction's network needs at most 1 GiB.

    `TFSTYLE_MAX_PIXELS` is a limit here, too.

    Args:
        model: a model with `translator` and `channels`.
        directions: names in `model.directions`.
    """
    each = max(bytes_per_pixel(model, direction) for direction in directions)
    return min(image_files.max_pixels(), max(int(MEMORY // each), _SIDE * _SIDE))


def within(size, most: int | None) -> tuple[int, int]:
    """Return a size of about the same proportions with at most `most` pixels.

    Args:
        size: (height, width).
        most: pixels; `None` for as many as there are.

    Example:
        >>> within((256, 128), 512), within((8, 8), 100), within((1, 900), 20)
        ((32, 16), (8, 8), (1, 20))
    """
    height, width = size
    if most is None or height * width <= most:
        return height, width
    scale = math.sqrt(most / (height * width))
    rows = min(max(int(height * scale), 1), most)
    return rows, min(max(int(width * scale), 1), most // rows)


def bytes_per_pixel(model, direction: str) -> float:
    """Return an upper estimate of the peak memory of a translation, divided by its pixels.

    Args:
        model: a model with `translator` and `channels`.
        direction: a name in `model.directions`.
    """
    import tensorflow as tf

    from tfstyle.export.signatures import stylize_function
    from tfstyle.layers.tensorflow_kernels import plain_operations
    from tfstyle.models.shared.style_input import style_input

    channels, _ = model.channels(direction)
    spec = tf.TensorSpec((1, _SIDE, _SIDE, channels), tf.float32)
    style = style_input(model)
    told = [] if style is None else [style.spec(1)]
    with plain_operations():
        stylize = tf.function(stylize_function(model, direction), autograph=False)
        traced = stylize.get_concrete_function(spec, *told)
    return _AROUND + _HEADROOM * _peak(traced.graph.get_operations()) / _SIDE**2


def _peak(operations) -> int:
    """Return the most bytes alive at a time when operations run in this order."""
    owner, sizes, users = {}, {}, {}
    for operation in operations:
        for position, tensor in enumerate(operation.outputs):
            view = operation.type in _VIEWS and position == 0
            owner[tensor.ref()] = owner[operation.inputs[0].ref()] if view else tensor.ref()
            sizes[tensor.ref()] = 0 if view else _bytes(tensor)
        for tensor in operation.inputs:
            users[owner[tensor.ref()]] = operation
    alive = peak = 0
    last: dict[str, list] = {}
    for tensor, operation in users.items():
        last.setdefault(operation.name, []).append(tensor)
    for operation in operations:
        alive += sum(sizes[tensor.ref()] for tensor in operation.outputs)
        peak = max(peak, alive)
        alive -= sum(sizes[tensor] for tensor in last.get(operation.name, ()))
    return peak


def _bytes(tensor) -> int:
    shape = tensor.shape
    if not shape.is_fully_defined() or tensor.dtype.name in ("resource", "string", "variant"):
        return 0
    return math.prod(shape.as_list()) * tensor.dtype.size
