"""What a teacher paints of a student's batch: frozen, and in the student's own graph if it can.

A teacher is any model; what it can do, its capabilities say. One that optimizes each picture works
beside the graph, on the host, and takes its time.
"""

import keras
import numpy as np
from keras import ops

from tfstyle.capabilities import those_who_can
from tfstyle.errors import UnsupportedOptionError


def paints_in_pictures(teacher):
    """Return `paint(photos, paintings)`: each photograph in the style of the painting beside it.

    Args:
        teacher: a model that paints in the style of any picture.

    Raises:
        UnsupportedOptionError: it does not.
    """
    can = teacher.capabilities
    if can.signals:
        return lambda photos, paintings: teacher.paint(photos, teacher.signals(paintings))
    if can.optimizes and can.style == "picture":
        return lambda photos, paintings: _on_host(_one_by_one(teacher), photos, paintings)
    raise UnsupportedOptionError(
        f"train.teacher: a {type(teacher).__name__} cannot show how a photograph looks in the "
        f"style of any painting. Teachers who can: {_who_paints_in_pictures()}."
    )


def paints_in_names(teacher, names, paintings):
    """Return `paint(photos, chosen)`: each photograph in one of the styles a student learns.

    Args:
        teacher: a model of any picture's style, one that knows the student's styles by the same
            names, or, for a student of one style, one that translates without any.
        names: of the student's styles.
        paintings: uint8 (H, W, 3), one for each.

    `chosen` are one-hot rows, (B, number of styles).

    Raises:
        UnsupportedOptionError: the teacher knows none of this.
    """
    can = teacher.capabilities
    if can.signals:
        return _in_signals(teacher, paintings)
    if can.style == "names" and set(names) <= set(teacher.styles):
        rows = np.stack([teacher.check_style(name) for name in names]).astype("float32")
        return lambda photos, chosen: teacher.paint(photos, ops.matmul(chosen, rows))
    if can.style is None and can.translates and len(names) == 1:
        translate = teacher.translator()
        return lambda photos, chosen: translate(photos)
    if can.optimizes and can.style == "picture":
        one_by_one = _one_by_one(teacher)

        def in_names(photos, chosen):
            return one_by_one(photos, [paintings[index] for index in chosen.argmax(axis=1)])

        return lambda photos, chosen: _on_host(in_names, photos, chosen)
    knows = f", which knows {', '.join(teacher.styles)}," if teacher.styles else ""
    raise UnsupportedOptionError(
        f"train.teacher: a {type(teacher).__name__}{knows} cannot show photographs in the style of "
        f"{', '.join(names)}. Teachers who can: {_who_paints_in_pictures()}; a FastStyle with "
        "styles of these names; for one style, a model that translates."
    )


def paints_one_way(teacher, direction=None, style=None):
    """Return `paint(photos)`: what a teacher makes of them in one direction and one style.

    Args:
        teacher: a model that translates in a graph.
        direction: as of its `check_direction`.
        style: as of its `check_style`; `None` for one that takes none, or for its first name.

    Raises:
        UnsupportedOptionError: it does not translate, optimizes each picture, or knows no such
            direction or style.
    """
    can = teacher.capabilities
    if not can.translates or can.optimizes:
        why = "optimizes every picture for itself" if can.optimizes else "translates no pictures"
        raise UnsupportedOptionError(
            f"train.teacher: a {type(teacher).__name__} {why}. Teachers that a network can "
            f"imitate: {those_who_can(lambda can: can.translates and not can.optimizes)}."
        )
    direction = teacher.check_direction(direction)
    teacher.check_style(style)
    if can.style is None:
        return teacher.translator(direction)
    return teacher.translator(direction, style=style)


def _who_paints_in_pictures():
    return those_who_can(lambda can: can.signals or (can.optimizes and can.style == "picture"))


def _in_signals(teacher, paintings):
    """Return the painter of some pictures' styles, which are looked at once."""
    told = []
    for painting in paintings:
        ((picture, _),) = teacher.check_style(painting)
        told.append([ops.convert_to_numpy(signal) for signal in teacher.signals(picture)])
    signals = [np.concatenate(of_styles) for of_styles in zip(*told, strict=True)]

    def paint(photos, chosen):
        picked = [
            ops.reshape(ops.matmul(chosen, x.reshape(len(x), -1)), (-1, *x.shape[1:]))
            for x in signals
        ]
        return teacher.paint(photos, picked)

    return paint


def _one_by_one(teacher):
    """Return the function of NumPy arrays that paints each picture in a style of its own."""

    def paint(photos, paintings):
        painted = [
            ops.convert_to_numpy(teacher.translator(style=painting)(photo[None]))
            for photo, painting in zip(photos, paintings, strict=True)
        ]
        return np.concatenate(painted).astype("float32")

    return paint


def _on_host(function, photos, asked):
    """Return what a function of arrays makes of tensors, of the photographs' shape."""
    if keras.config.backend() != "tensorflow":
        return ops.convert_to_tensor(function(*map(ops.convert_to_numpy, (photos, asked))))
    import tensorflow as tf

    painted = tf.numpy_function(function, [photos, asked], tf.float32)
    return tf.ensure_shape(painted, photos.shape)
