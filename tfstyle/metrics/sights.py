"""One way of looking at pictures: a network, and how it wants them."""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from tfstyle import images
from tfstyle.errors import DataError, ImageError

# Threads that prepare pictures: Pillow resizes outside of Python's lock.
_THREADS = min(4, os.cpu_count() or 1)


class Sight:
    """A network that some metrics look through at pictures prepared in one way.

    Args:
        encoder: the network, see `looking.Encoder`.
        prepares: see `registry.Metric`; `None` shows it the pictures as they are.
        metrics: those that look so.
    """

    def __init__(self, encoder, prepares, metrics):
        self.encoder = encoder
        self.prepares = prepares
        self.metrics = metrics

    def prepare(self, picture) -> np.ndarray:
        """Return what is shown of a picture: uint8, or float32 in [-1, 1], (h, w, 3).

        Raises:
            ImageError: no picture.
            DataError: one that is too small for the network.
        """
        picture = in_colour(checked(picture))
        view = self.prepares(picture) if self.prepares else picture
        height, width = view.shape[:2]
        least = getattr(self.encoder, "min_size", 1)
        if min(height, width) < least:
            names = ", ".join(one.name for one in self.metrics)
            raise DataError(
                f"{names}: pictures need {least} pixels a side or more. Received: {width}x{height}"
            )
        return view

    def look(self, views: Sequence[np.ndarray]) -> dict[str, object]:
        """Return what each metric keeps of prepared pictures of one shape, by its name."""
        from keras import ops

        batch = np.stack(views)
        if not self.prepares:
            batch = images.to_float(batch)
        features = map(ops.convert_to_numpy, self.encoder(batch))
        seen = dict(zip(self.encoder.layer_names, features, strict=True))
        kept, done = {}, {}
        for one in self.metrics:
            what = one.keeps, one.layers
            if what not in done:
                done[what] = one.keeps({layer: seen[layer] for layer in one.layers})
            kept[one.name] = done[what]
        return kept


def prepared(pictures: Iterable, sights: Sequence[Sight]) -> Iterator[tuple]:
    """Yield each picture, and beside it what each of `sights` shows of it.

    Pictures that have to be prepared are so in threads, a few ahead of the one that is yielded.
    """

    def views(picture):
        return picture, [sight.prepare(picture) for sight in sights]

    if not any(sight.prepares for sight in sights):
        yield from map(views, map(checked, pictures))
        return
    with ThreadPoolExecutor(_THREADS) as pool:
        ahead: deque = deque()
        for picture in pictures:
            ahead.append(pool.submit(views, checked(picture)))
            if len(ahead) > 2 * _THREADS:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def checked(picture) -> np.ndarray:
    """Return a picture as an array.

    Raises:
        ImageError: it is none of uint8 (H, W, C), of 1, 3 or 4 channels.
    """
    array = np.asarray(picture)
    if array.dtype != np.uint8 or array.ndim != 3 or array.shape[-1] not in (1, 3, 4):
        broken = array.dtype.kind == "f" and np.isnan(array).any()
        raise ImageError(
            "A picture that is measured must be uint8 (H, W, 1, 3 or 4). Received: "
            f"{array.dtype} {array.shape}{' with NaN: what made it has diverged' if broken else ''}"
        )
    return array


def in_colour(picture: np.ndarray) -> np.ndarray:
    """Return a picture as the networks want it: gray three times, RGBA over white."""
    if picture.shape[-1] == 1:
        return np.repeat(picture, 3, axis=-1)
    if picture.shape[-1] == 4:
        alpha = picture[..., 3:] / np.float32(255)
        return np.rint(alpha * picture[..., :3] + (1 - alpha) * 255).astype(np.uint8)
    return picture
