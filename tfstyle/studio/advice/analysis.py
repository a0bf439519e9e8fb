"""All measures of a picture, in the order in which they are told."""

import numpy as np

from tfstyle.studio.advice import colors, composition, edges, focus, texture, values
from tfstyle.studio.advice.canvas import Canvas
from tfstyle.studio.advice.findings import Analysis, Finding

FINDINGS = ("values", "colors", "focus", "composition", "edges", "texture")


def analyse(image: np.ndarray | Canvas) -> Analysis:
    """Measure a picture: values, colours, focus, composition, edges, texture.

    The same picture gives the same bits again on the same machine.

    Args:
        image: uint8 (H, W) or (H, W, C) with 1 to 4 channels, 0 to 255, any size from 1 x 1; or
            a `Canvas` of one.

    Raises:
        ImageError: another type or shape.

    Example:
        >>> half = np.zeros((40, 60), "uint8"); half[:, 30:] = 255
        >>> analyse(half)["values"].numbers["told_by_2"].text()
        '100 %'
    """
    canvas = image if isinstance(image, Canvas) else Canvas(image)
    eye = focus.measure(canvas)
    return Analysis(canvas, {key: _measured(canvas, key, eye) for key in FINDINGS})


def measured(image: np.ndarray, key: str) -> Finding:
    """Return one finding of a picture, and spend no time on others.

    Args:
        image: as `analyse` takes it.
        key: of `FINDINGS`.
    """
    canvas = Canvas(image)
    return _measured(canvas, key, focus.measure(canvas) if key in _BY_THE_EYE else None)


_BY_THE_EYE = ("focus", "composition", "edges")


def _measured(canvas: Canvas, key: str, eye: Finding | None) -> Finding:
    if eye is not None and key in _BY_THE_EYE:
        if key == "focus":
            return eye
        points = eye.data["points"]
        if key == "edges":
            return edges.measure(canvas, points)
        return composition.measure(canvas, eye.data["saliency"], points)
    return {"values": values, "colors": colors, "texture": texture}[key].measure(canvas)
