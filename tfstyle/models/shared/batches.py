"""What a step learns from: a batch as Keras hands it over, checked before anything is computed."""

import dataclasses

import keras
import numpy as np
from keras import ops

from tfstyle.errors import DataError
from tfstyle.models.shared.batch_values import check_scaled, check_scaled_array, with_pictures
from tfstyle.training import num_replicas


@dataclasses.dataclass(frozen=True)
class Pictures:
    """One part of a batch: pictures (B, H, W, C) float32 in [-1, 1].

    Attributes:
        name: what the model calls them.
        channels: C.
        multiple: H and W must be multiples of it.
        least: the smallest H and W.
        size: H and W where there is only one, else 0.
    """

    name: str
    channels: int
    multiple: int = 1
    least: int = 1
    size: int = 0


def unpack(data, parts, owner: str, *, alike=False, watch=True):
    """Return the pictures of a batch as float32 tensors, one for each of `parts`.

    Args:
        data: what `train_step` and `test_step` get: `x`, `(x, y)` or `(x, y, sample_weight)`.
        parts: one or two `Pictures`: what the model learns from.
        owner: name of the model, for the messages.
        alike: the two must have the same size: they are pairs.
        watch: look at the values, too, which costs a pass over the pictures.

    Raises:
        DataError: a part is missing, or is no such pictures; weights of samples.
    """
    x, y, weight = _split(data, owner)
    if weight is not None:
        refuse_weights(owner, "sample_weight")
    given = (x, y)[: len(parts)]
    if any(one is None or isinstance(one, list | tuple | dict) for one in given):
        names = ", ".join(part.name for part in parts)
        wanted = f"pairs ({names})" if len(parts) > 1 else names
        raise DataError(
            f"{owner} learns from {wanted}. Received: {_kind(x)}{_beside(y)}. Pass fit({names}), "
            f"or a data set whose elements are {f'({names})' if len(parts) > 1 else names}."
        )
    pictures = [_checked(one, part, watch) for one, part in zip(given, parts, strict=True)]
    if watch and num_replicas() > 1:
        pictures = [one if one.shape[0] else with_pictures(one) for one in pictures]
    if alike:
        first, second = (one.shape[1:3] for one in pictures)
        if None not in (*first, *second) and tuple(first) != tuple(second):
            raise DataError(
                f"{parts[0].name} and {parts[1].name} are pairs and must have one size. Received: "
                f"{_size(first)} and {_size(second)} pixels."
            )
    return pictures


def check(pictures, part: Pictures) -> None:
    """Check what is known of pictures before they are computed: shape and kind of number.

    Args:
        pictures: array or tensor.
        part: what they must be.

    Raises:
        DataError: they are something else.
    """
    if getattr(pictures.shape, "rank", 4) is None:
        return  # of which even the number of axes is not known
    shape, dtype = tuple(pictures.shape), keras.backend.standardize_dtype(pictures.dtype)
    name = part.name
    if not dtype.startswith(("float", "bfloat")):
        raise DataError(
            f"{name} must be float32 in [-1, 1]. Received: {dtype}. Scale the pictures first: "
            f"{name}.astype('float32') / 127.5 - 1 for 0 to 255."
        )
    if len(shape) != 4:
        hint = " Batch the data set: dataset.batch(1)." if len(shape) == 3 else ""
        raise DataError(
            f"{name} must be pictures (B, H, W, {part.channels}). Received shape: {shape}.{hint}"
        )
    if shape[3] not in (None, part.channels):
        raise DataError(
            f"{name} must have {part.channels} channels, as the networks were made for. Received "
            f"shape: {shape}. Convert the pictures, or make the networks with other in_channels "
            "and out_channels."
        )
    if part.size and any(side not in (None, part.size) for side in shape[1:3]):
        raise DataError(
            f"{name} must be {part.size}x{part.size} pixels, the networks' resolution. Received: "
            f"{_size(shape[1:3])}."
        )
    wrong = [
        side for side in shape[1:3] if side and (side % part.multiple or side < part.least)
    ]
    if wrong:
        raise DataError(
            f"{name} must have H and W of at least {part.least}, multiples of {part.multiple}, "
            f"for these networks. Received: {_size(shape[1:3])} pixels. Crop or resize to "
            f"{_fitting(shape[1], part)}x{_fitting(shape[2], part)}."
        )


def foresee(x, y, parts, watch=False) -> None:
    """Check what `fit` was given, where it tells its shape before it is read.

    Args:
        x: array, tensor or `tf.data.Dataset`; others tell nothing.
        y: array or tensor beside `x`.
        parts: as of `unpack`.
        watch: look at the values of arrays, too: XLA leaves out what a graph asserts.

    Raises:
        DataError: pictures that the model cannot learn from.
    """
    spec = getattr(x, "element_spec", (x, y))  # of a tf.data.Dataset
    spec = spec if isinstance(spec, tuple) else (spec,)
    for one, part in zip(spec, parts, strict=False):
        if _is_array(one):
            check(one, part)
            if watch and isinstance(one, np.ndarray):
                check_scaled_array(one, part.name)


def look_at(pictures, part: Pictures, watch=True) -> None:
    """Check pictures that are to be painted: shape, kind of number, and values.

    Args:
        pictures: array or tensor; anything else is left to the network.
        part: what they must be.
        watch: look at the values, too, which costs a pass over the pictures.

    Raises:
        DataError: they are something else.
    """
    if _is_array(pictures):
        _checked(pictures, part, watch)


def picture_size(x) -> tuple[int, int] | None:
    """Return (H, W) of the pictures that `fit` was given, where they can be told unseen.

    Args:
        x: array, tensor or `tf.data.Dataset`; others tell nothing.
    """
    spec = getattr(x, "element_spec", x)
    while isinstance(spec, tuple | list) and spec:
        spec = spec[0]
    if not _is_array(spec) or len(spec.shape) != 4 or None in tuple(spec.shape)[1:3]:
        return None
    _, height, width, _ = spec.shape
    return int(height), int(width)


def refuse_weights(owner: str, argument: str):
    """Refuse to weigh samples.

    Raises:
        DataError: always.
    """
    raise DataError(
        f"{argument}: {owner} takes none: its losses are means over all pictures of a batch. Show "
        "those that matter more often instead."
    )


def _split(data, owner):
    try:
        return keras.utils.unpack_x_y_sample_weight(data)
    except ValueError:
        raise DataError(f"{owner} cannot learn from elements of {len(data)} parts.") from None


def _checked(pictures, part, watch):
    if not _is_array(pictures):
        raise DataError(f"{part.name} must be an array or a tensor. Received: {_kind(pictures)}.")
    check(pictures, part)
    pictures = ops.cast(ops.convert_to_tensor(pictures), "float32")
    if watch and keras.config.backend() == "tensorflow":
        check_scaled(pictures, part.name)
    return pictures


def _is_array(value) -> bool:
    """True for an array, a tensor or the spec of one, of any library."""
    return hasattr(value, "shape") and hasattr(value, "dtype")


def _kind(value):
    if isinstance(value, list | tuple | dict):
        return f"a {type(value).__name__} of {len(value)}"
    return f"an array of shape {tuple(value.shape)}" if hasattr(value, "shape") else repr(value)


def _beside(y):
    return " alone" if y is None else f" and {_kind(y)}"


def _size(sides):
    return "x".join("?" if side is None else str(side) for side in sides)


def _fitting(side, part):
    """Return the nearest size below that fits, the smallest of all if there is none."""
    least = -(-part.least // part.multiple) * part.multiple
    return max((side or 0) // part.multiple * part.multiple, least)
