"""What the pictures of a step learn from paintings: one for each style, or a painter's many."""

from collections.abc import Iterable, Mapping

import numpy as np
from keras import ops

from tfstyle import images
from tfstyle.errors import DataError
from tfstyle.losses.style_statistics import style_statistics
from tfstyle.training import no_gradients

# Gram matrices of VGG19 to relu4_1 take 1.4 MB a painting.
MOST_PAINTINGS = 1024
# How it is chosen which of a painter's paintings a picture learns.
PAINTINGS = ("in_turn", "nearest")


def check_painting(painting: str) -> str:
    """Return a name of `PAINTINGS`, or raise `ValueError`."""
    if painting not in PAINTINGS:
        raise ValueError(f"painting must be one of {PAINTINGS}. Received: {painting!r}")
    return painting


class StyleTargets:
    """The statistics of every painting, and which of them a picture learns.

    The paintings of a style take turns, in an order of their own that does not depend on the run:
    which one a picture learns follows from the number of the step alone.

    Args:
        paintings: for each style a painting, uint8 (H, W, 3), or an iterable of them.
        look_at: function from a painting to `{layer: arrays (1, ...)}`.

    Raises:
        DataError: a style without a painting, or with more than `MOST_PAINTINGS`.
    """

    def __init__(self, paintings, look_at):
        seen, counts = [], []
        for of_style in paintings:
            found = [look_at(painting) for painting in several(of_style)]
            if not 0 < len(found) <= MOST_PAINTINGS:
                raise DataError(
                    f"A style takes 1 to {MOST_PAINTINGS} paintings. Received: {len(found)}"
                )
            order = np.random.default_rng(0).permutation(len(found))
            seen += [found[index] for index in order]
            counts.append(len(found))
        # As tensors, not constants of the step's graph, which may not be that large.
        self._rows = {
            layer: [
                ops.convert_to_tensor(np.concatenate(parts))
                for parts in zip(*(one[layer] for one in seen), strict=True)
            ]
            for layer in seen[0]
        }
        self._counts = np.array(counts, "int32")
        self._first = np.cumsum([0, *counts[:-1]], dtype="int32")

    def of(self, chosen, turn=0) -> dict:
        """Return `{layer: tensors (B, ...)}`: what each picture should have.

        Args:
            chosen: one-hot rows, (B, number of styles).
            turn: whole numbers, (B,) or one: how often a style had its turn before.
        """
        style = ops.argmax(chosen, axis=-1)
        counts = ops.take(ops.convert_to_tensor(self._counts), style)
        index = ops.take(ops.convert_to_tensor(self._first), style) + ops.mod(turn, counts)
        return self._at(index)

    def nearest(self, chosen, own: Mapping) -> dict:
        """Return what `of` does, of the painting of its style that each picture is most like.

        The distance is the sum over the layers of `|a - b|^2 / (|a|^2 + |b|^2)`: 0 for the same.

        Args:
            chosen: one-hot rows, (B, number of styles).
            own: the pictures' own statistics, `{layer: tensors (B, ...)}`.
        """
        style = ops.argmax(chosen, axis=-1)[:, None]
        whose = np.repeat(np.arange(len(self._counts)), self._counts)[None]
        distances = sum(
            _distances(mine, rows)
            for layer, parts in self._rows.items()
            for mine, rows in zip(own[layer], parts, strict=True)
        )
        return self._at(ops.argmin(ops.where(style == whose, distances, np.inf), axis=-1))

    def _at(self, index):
        return {
            layer: [ops.take(rows, index, axis=0) for rows in parts]
            for layer, parts in self._rows.items()
        }


def statistics_of(picture, size, features, layers, statistics) -> dict:
    """Return what stands for a painting's style, `{layer: arrays (1, ...)}`.

    Args:
        picture: uint8 (H, W, 3).
        size: pixels of its shorter side to look at it with.
        features: function from pictures in [-1, 1] to `{layer: features}`.
        layers: that count.
        statistics: see `losses.style_statistics`.
    """
    picture = images.resize(picture, images.shorter_side(size, picture.shape[:2]))
    with no_gradients():
        seen = features(images.to_float(picture)[None])
        return {
            layer: tuple(map(ops.convert_to_numpy, style_statistics(seen[layer], statistics)))
            for layer in layers
        }


def several(paintings) -> Iterable:
    """Return the paintings of a style, also where it is a single one.

    Example:
        >>> [len(several(x)) for x in (np.zeros((8, 8, 3)), [np.zeros((8, 8, 3))] * 2)]
        [1, 2]
    """
    return [paintings] if isinstance(paintings, np.ndarray) else paintings


def _distances(mine, rows):
    """Return how far tensors (B, ...) are from others (N, ...): (B, N), 0 for the same."""
    mine = ops.reshape(mine, (ops.shape(mine)[0], -1))
    rows = ops.reshape(rows, (ops.shape(rows)[0], -1))
    squares = ops.sum(mine**2, -1)[:, None] + ops.sum(rows**2, -1)[None]
    apart = squares - 2 * ops.matmul(mine, ops.transpose(rows))
    return apart / ops.maximum(squares, 1e-12)
