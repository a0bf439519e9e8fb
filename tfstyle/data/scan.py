"""Looks at every picture once before a training, and names those it cannot use."""

import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from tfstyle.errors import DataError, ImageError

# Between the proportions of two pictures; what differs by more is squashed beyond recognition.
_MOST_WITHIN_PAIR = 1.1
_MOST_WITHIN_SET = 3.0
_MOST_NAMED = 20


def examine(
    source, crop: int, use: Callable[[int, list[np.ndarray]], None] | None = None,
    squashed: bool = True,
) -> dict[int, str]:  # fmt: skip
    """Decode every item and return what is wrong: `{index: "path is ..."}`.

    Damage, pictures smaller than `crop`, pairs of different proportions and, if they are to be
    squashed, pictures of other proportions than the rest are found. Files are decoded whole: a
    header tells nothing of a picture cut short.

    Args:
        source: a `FileSource` or `EncodedSource`.
        crop: pixels that both sides must have.
        use: called with index and decoded pictures of all that is right so far, from several
            threads.
        squashed: pictures will lose their proportions.
    """
    problems, proportions = {}, {}

    def look(index):
        try:
            pictures = source.read(index)
        except ImageError as error:
            problems[index] = str(error).rstrip(".")
            return
        sizes = [picture.shape[:2] for picture in pictures]
        shapes = [width / height for height, width in sizes]
        if min(min(size) for size in sizes) < crop:
            listed = " and ".join(f"{width}x{height}" for height, width in sizes)
            problems[index] = f"{source.name(index)}: {listed}, smaller than the crop of {crop}"
        elif max(shapes) / min(shapes) > _MOST_WITHIN_PAIR:
            listed = " and ".join(f"{width}x{height}" for height, width in sizes)
            problems[index] = f"{source.name(index)}: a pair of different proportions, {listed}"
        else:
            proportions[index] = shapes[0]
            if use:
                use(index, pictures)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(look, range(len(source))))
    if squashed and proportions:
        middle = float(np.median(list(proportions.values())))
        for index, shape in proportions.items():
            if max(shape / middle, middle / shape) > _MOST_WITHIN_SET:
                problems[index] = (
                    f"{source.name(index)} is {shape:.2g} times as wide as high, the others "
                    f"about {middle:.2g} times"
                )
    return dict(sorted(problems.items()))


def settle(problems: list[str], total: int, title: str, skip_broken: bool) -> None:
    """Raise for the problems of a scan, or report them if they are to be skipped.

    Raises:
        DataError: there are problems and `skip_broken` is off, or nothing would be left.
    """
    if not problems:
        return
    named = "; ".join(problems[:_MOST_NAMED])
    if len(problems) > _MOST_NAMED:
        named += f"; and {len(problems) - _MOST_NAMED} more (`tfstyle.data.scan_dataset` lists all)"
    if skip_broken and total:
        logging.getLogger("tfstyle").warning("%s: skipped %d: %s", title, len(problems), named)
        return
    left = f"{total} others are fine" if total else "nothing else is there"
    raise DataError(
        f"{title} has {len(problems)} problem{'s' * (len(problems) > 1)} ({left}): {named}. "
        "Mend, replace or remove them, or pass skip_broken=True to train without them (in a "
        "recipe: data.skip_broken = true)."
    )
