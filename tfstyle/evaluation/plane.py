"""The plane of stylized pictures: how far from the photograph, how far from the painting."""

import warnings
from pathlib import Path

from tfstyle.errors import DataError, or_list
from tfstyle.evaluation.record import Evaluation
from tfstyle.files import atomic_file

SUFFIXES = (".png", ".svg", ".pdf")
_ACROSS, _UP, _BEFORE = "content", "style", "style_before"
# Above this, names would lie upon each other.
_MOST_NAMED = 24
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
    axes.scatter(xs, ys, s=36, color="#2a6f97", zorder=3)
    for row, x, y in zip(points, xs, ys, strict=True):
        if len(points) <= _MOST_NAMED:
            _name(axes, row["name"], x, y)
    means = evaluation.metrics
    if means[_ACROSS].value is not None and len(points) > 1:
        _mark(axes, means[_ACROSS].value, means[_UP].value, "D", "#c1121f", "mean")
    before = [row[_BEFORE] for row in points if row.get(_BEFORE) is not None]
    up = "style: distance from the painting (0: reached)"
    if before:
        mean = sum(before) / len(before)
        if mean <= _FAR * max(ys):
            _mark(axes, 0, mean, "s", "#6c757d", "photographs")
        else:  # as a point it would press all others into a line
            up += f"\nthe photographs themselves, far above: {mean:.3g}"
    axes.set_xlim(left=min(0, axes.get_xlim()[0]))
    axes.set_ylim(bottom=0)
    axes.set_xlabel("content: distance from the photograph (0: kept whole)")
    axes.set_ylabel(up)
    axes.grid(color="#e5e5e5", zorder=0)
    axes.spines[["top", "right"]].set_visible(False)
    with atomic_file(path) as temporary, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(temporary)


def _mark(axes, x, y, marker, color, title):
    axes.scatter([x], [y], s=64, marker=marker, color=color, zorder=4)
    _name(axes, title, x, y, color)


def _name(axes, text, x, y, color="#333333"):
    text = "".join(letter if letter.isprintable() else "?" for letter in Path(text).stem)
    axes.annotate(
        text, (x, y), (3, 6), textcoords="offset points", fontsize=7, color=color, rotation=35,
        rotation_mode="anchor", parse_math=False, zorder=5,
    )  # fmt: skip
