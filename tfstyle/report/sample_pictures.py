"""Sample grids of a run as data URIs: a few through time, and no more than a page bears."""

import base64
import io
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tfstyle import images
from tfstyle.errors import ImageError
from tfstyle.report.html import Html, element

# Grids of a page, pixels of the longer side of each, and bytes (as JPEG) of all together.
MOST, _LONGEST, _BUDGET = 9, 1400, 6_000_000
_QUALITIES = (88, 75, 55)


class Picture(NamedTuple):
    """A picture within a page."""

    uri: str
    width: int
    height: int
    bytes: int


def chosen(steps: Sequence[int], most: int = MOST) -> list[int]:
    """Return the first, the last and as many between as may be shown, evenly.

    Example:
        >>> chosen(range(0, 1000, 10), 4)
        [0, 330, 660, 990]
    """
    steps = sorted(steps)
    if len(steps) <= most:
        return steps
    if most < 2:
        return steps[-1:]
    return [steps[round(i * (len(steps) - 1) / (most - 1))] for i in range(most)]


def inlined(path: Path, budget: int = _BUDGET // MOST) -> Picture:
    """Return a picture file as a JPEG of at most about so many bytes.

    Args:
        path: of the picture.
        budget: bytes of the JPEG; a picture of nothing but noise may have a few more.

    Raises:
        ImageError: it cannot be read.
    """
    from PIL import Image

    pixels = images.read_image(path, channels=3)
    longest = max(pixels.shape[:2])
    if longest > _LONGEST:
        height, width = (max(round(side * _LONGEST / longest), 1) for side in pixels.shape[:2])
        pixels = images.resize(pixels, (height, width))
    picture = Image.fromarray(pixels)
    for quality in _QUALITIES:
        file = io.BytesIO()
        # 4:4:4: the words above the columns are as sharp as the pictures.
        picture.save(file, "JPEG", quality=quality, subsampling=0)
        if file.tell() <= budget:
            break
    content = file.getvalue()
    uri = "data:image/jpeg;base64," + base64.b64encode(content).decode()
    return Picture(uri, picture.width, picture.height, len(content))


def sample_figure(path: Path, label: str, about: str, budget: int = _BUDGET // MOST) -> Html:
    """Return a sample grid under its step; a sentence where the file cannot be read.

    Args:
        path: of the grid.
        label: of the figure, e.g. `"step 500"`.
        about: what a screen reader says of the picture.
        budget: see `inlined`.
    """
    try:
        picture = inlined(path, budget)
    except ImageError as error:
        shown = element("p", str(error))
    else:
        shown = element(
            "img", src=picture.uri, alt=about, width=picture.width, height=picture.height
        )
    return element("figure", shown, element("figcaption", label), data_label=label)


def samples(pictures: dict[int, Path]) -> Html:
    """Return a row of sample grids through time, to scroll through.

    Args:
        pictures: step to file.
    """
    figures = [
        sample_figure(pictures[step], f"step {step:,}", f"Sample pictures after {step} steps.")
        for step in chosen(list(pictures))
    ]
    return element(
        "div", *figures, class_="samples", tabindex="0", role="region",
        aria_label="Sample pictures through time",
    )  # fmt: skip
