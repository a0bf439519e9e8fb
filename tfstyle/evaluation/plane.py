"""The plane of stylized pictures: how far from the photograph, how far from the painting."""

import warnings
from pathlib import Path

import numpy as np

from tfstyle.errors import DataError, or_list
from tfstyle.evaluation.labels import place_labels
from tfstyle.evaluation.record import Evaluation
from tfstyle.files import atomic_file

SUFFIXES = (".png", ".svg", ".pdf")
_ACROSS, _UP, _BEFORE = "content", "style", "style_before"
# Above this, names would be all that is seen.
_MOST_NAMED, _LONGEST = 24, 24
# Points (1/72 inch) between a name and its point above which a line leads from one to the other.
_NEAR = 14
# Times the largest value: the ends of the axes.
_WIDE, _HIGH = 1.25, 1.1
_BLUE = "#2a6f97"
# Times the worst picture's style; beyond it the photographs are told in words.
_FAR = 2.5


def check_plot(path) -> None:
    """Raise `DataError` unless a plot can have this name."""
    if Path(path).suffix.lower() not in SUFFIXES:
        raise DataError(f"--plot {path}: a plot is written as {or_list(SUFFIXES)}.")


def draw_plane(evaluation: Evaluation, path) -> None:
    """Draw each row of an evaluation of stylized pictures as a point.

    To the left is what kept the photograph, below what reached the painting; photographs
    themselves lie at 0 on the one axis, and at `style_before` on the other.

    Args:
        evaluation: of kind `"stylized"`, with the metrics `content` and `style`.
        path: of a `.png`, `.svg` or `.pdf`; it is replaced.

    Raises:
        DataError: another kind, or other metrics.
    """
    check_plot(path)
    points = [row for row in evaluation.rows if {_ACROSS, _UP} <= set(row)]
    if not points:
        raise DataError(
            f"The plane is drawn of stylized pictures (--style) by the metrics {_ACROSS} and "
            f"{_UP}. Received: {', '.join(evaluation.metrics)}"
        )
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 5.5), dpi=150, layout="constrained")
    axes = figure.add_subplot()
    xs, ys = ([row[key] for row in points] for key in (_ACROSS, _UP))
    axes.scatter(xs, ys, s=36, color=_BLUE, zorder=3)
    names = []
    if len(points) <= _MOST_NAMED:
        names = [(row["name"], x, y, "#333333") for row, x, y in zip(points, xs, ys, strict=True)]
    means = evaluation.metrics
    if means[_ACROSS].value is not None and len(points) > 1:
        names.append(_mark(axes, means[_ACROSS].value, means[_UP].value, "D", "#c1121f", "mean"))
    before = [row[_BEFORE] for row in points if row.get(_BEFORE) is not None]
    up = "style: distance from the painting (0: reached)"
    if before:
        mean = sum(before) / len(before)
        if mean <= _FAR * max(ys):
            names.append(_mark(axes, 0, mean, "s", "#6c757d", "photographs"))
        else:  # as a point it would press all others into a line
            up += f"\nthe photographs themselves, far above: {mean:.3g}"
    # What lies close together leaves no room at the sides by itself.
    axes.set_xlim(min(0, axes.get_xlim()[0]), max(axes.get_xlim()[1], _WIDE * max(xs)))
    axes.set_ylim(0, max(axes.get_ylim()[1], _HIGH * max(ys)))
    axes.set_xlabel("content: distance from the photograph (0: kept whole)")
    axes.set_ylabel(up)
    axes.grid(color="#e5e5e5", zorder=0)
    axes.spines[["top", "right"]].set_visible(False)
    with atomic_file(path) as temporary, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        _name(figure, axes, names)
        figure.savefig(temporary)


def _mark(axes, x, y, marker, color, title):
    """Draw a point that stands for many; return its name."""
    axes.scatter([x], [y], s=64, marker=marker, color=color, zorder=4)
    return title, x, y, color


def _name(figure, axes, names):
    """Write `(text, x, y, color)` beside each point, none upon another."""
    texts = [
        axes.annotate(
            _shown(text), (x, y), (0, 0), textcoords="offset points", fontsize=7, color=color,
            va="bottom", parse_math=False, zorder=5, in_layout=False,
        )
        for text, x, y, color in names
    ]  # fmt: skip
    figure.draw_without_rendering()  # the axes are where they will be from here on
    to_points = 72 / figure.dpi
    points = [axes.transData.transform(text.xy) * to_points for text in texts]
    sizes = [text.get_window_extent().size * to_points for text in texts]
    corners = place_labels(points, sizes, axes.bbox.extents * to_points)
    for text, point, size, corner in zip(texts, points, sizes, corners, strict=True):
        text.set_position(corner - point)
        nearest = np.clip(point, corner, corner + size) - point
        if np.hypot(*nearest) > _NEAR:
            axes.annotate(
                "", text.xy, nearest, textcoords="offset points", in_layout=False, zorder=2,
                arrowprops={"arrowstyle": "-", "color": "#999999", "linewidth": 0.5},
            )  # fmt: skip


def _shown(name):
    """Return what of a name can be written, and is short enough to be."""
    text = "".join(letter if letter.isprintable() else "?" for letter in Path(name).stem)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
