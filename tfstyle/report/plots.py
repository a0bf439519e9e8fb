"""Plots as SVG for a light and a dark page, read as well on a phone as beside text."""

import base64
import io
import warnings
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tfstyle.errors import one_line
from tfstyle.report.html import Html, element
from tfstyle.report.run_record import Series

# Inches: a phone shows the plot in full width, so that 9 points are about 10 pixels there.
_WIDTH, _HEIGHT = 4.6, 3.2
_LONGEST_LABEL = 40
# Points of a line: what a screen can show; and from how many on a mean is drawn through them.
_MOST_POINTS, _SMOOTH_FROM = 500, 60
# Each is told from the others, and from white; behind it, the one that is told from black.
_COLOURS = {
    "#1b5fae": "#74b3f7", "#c2410c": "#ff9b63", "#15803d": "#6fd894", "#9d2bb0": "#e394f2",
    "#0f766e": "#5fd3c8", "#a16207": "#f0c35a", "#be185d": "#ff8fbb", "#4b5563": "#b8c0cc",
}  # fmt: skip
_INK, _SOFT, _GRID, _GROUND = "#2b2d33", "#5b5f68", "#dddcd8", "#fefefe"
_DARK = _COLOURS | {_INK: "#e6e6e2", _SOFT: "#a9aeb8", _GRID: "#363a42", _GROUND: "#1a1d21"}
_STYLES = ("-", "--", ":", "-.")


class Mark(NamedTuple):
    """A point of a line that is worth a word."""

    step: float
    value: float
    word: str


def lines_plot(
    title: str,
    lines: Mapping[str, Series],
    *,
    unit: str = "",
    log: bool = False,
    marks: Sequence[Mark] = (),
    threshold: float | None = None,
    caption: str = "",
) -> Html:
    """Return curves over the steps as a figure.

    Args:
        title: what is plotted.
        lines: label to `(step, value)`.
        unit: of the values.
        log: whether their axis is logarithmic.
        marks: points that get a star.
        threshold: a dashed line.
        caption: a sentence below.
    """
    def draw(axes):
        for index, (label, line) in enumerate(lines.items()):
            _line(axes, label, thinned(line), index)
        for index, mark in enumerate(marks):
            axes.plot(
                [mark.step], [_drawable(mark.value)], "*", markersize=11, color=_INK,
                markeredgecolor=_GROUND, label=_label(mark.word), zorder=5 + index,
            )  # fmt: skip
        if threshold is not None:
            axes.axhline(threshold, color="#be185d", linestyle="--", linewidth=1, label="threshold")
        axes.set_xlabel("step")
        axes.set_ylabel(_label(unit.strip() or "value"))
        axes.xaxis.set_major_formatter(_thousands)
        if log:
            axes.set_yscale("log")
            # Matplotlib's own writes powers as formulas, and names of runs must not be any.
            axes.yaxis.set_major_formatter(_plainly)
            axes.yaxis.set_minor_formatter("")

    told = "; ".join(_told(label, line) for label, line in lines.items() if line)
    scale = " Logarithmic scale." if log else ""
    return _figure(title, draw, f"{title} over the steps. {told}.{scale}", caption)


def scatter_plot(
    title: str,
    places: Mapping[str, tuple[float, float]],
    axes_names: tuple[str, str],
    caption: str = "",
) -> Html:
    """Return named points on a plane as a figure.

    Args:
        title: what is plotted.
        places: name to x and y; a few have their names beside them.
        axes_names: what x and y are.
        caption: a sentence below.
    """
    def draw(axes):
        xs, ys = zip(*places.values(), strict=True)
        axes.scatter(xs, ys, s=26, color=next(iter(_COLOURS)), edgecolors=_GROUND, linewidths=0.8)
        if len(places) <= 12:
            for name, place in places.items():
                axes.annotate(
                    _label(name, 18), place, xytext=(4, 4), textcoords="offset points", fontsize=7.5
                )
        axes.margins(0.14)
        axes.set_xlabel(_label(axes_names[0]))
        axes.set_ylabel(_label(axes_names[1]))

    about = f"{title}: {len(places)} results, {axes_names[0]} against {axes_names[1]}."
    return _figure(title, draw, about, caption)


def thinned(line: Series) -> Series:
    """Return at most 500 points: means of neighbours, first and last step kept."""
    if len(line) <= _MOST_POINTS:
        return line
    groups = [line[len(line) * i // _MOST_POINTS : len(line) * (i + 1) // _MOST_POINTS]
              for i in range(_MOST_POINTS)]  # fmt: skip
    means = [(part[len(part) // 2][0], sum(v for _, v in part) / len(part)) for part in groups]
    return [(line[0][0], means[0][1]), *means[1:-1], (line[-1][0], means[-1][1])]


def _line(axes, label, line, index):
    colour = list(_COLOURS)[index % len(_COLOURS)]
    style = _STYLES[index // len(_COLOURS) % len(_STYLES)]
    steps, values = [s for s, _ in line], [_drawable(v) for _, v in line]
    looks = {"color": colour, "linestyle": style, "label": _label(label)}
    if len(line) >= _SMOOTH_FROM:
        # What was measured, faintly, and its course: the mean of a twentieth of it.
        axes.plot(steps, values, color=colour, linewidth=0.6, alpha=0.3)
        axes.plot(steps, _smooth(values), linewidth=1.7, **looks)
    else:
        axes.plot(steps, values, linewidth=1.5, marker="o", markersize=2.6, **looks)


def _drawable(value):
    """Return a value that axes can hold with a margin; a diverged loss may go beyond."""
    size = min(max(abs(value), 1e-100), 1e100) if value else 0.0
    return size if value > 0 else -size


def _smooth(values):
    half = max(len(values) // 40, 1)
    windows = (values[max(i - half, 0) : i + half + 1] for i in range(len(values)))
    return [sum(window) / len(window) for window in windows]


def _told(label, line):
    lowest = min(line, key=lambda point: point[1])
    return (
        f"{label or 'value'}: {line[0][1]:.4g} at step {line[0][0]}, {line[-1][1]:.4g} at step "
        f"{line[-1][0]}, lowest {lowest[1]:.4g} at step {lowest[0]}"
    )


def _label(text, most=_LONGEST_LABEL):
    text = one_line(text, most)
    # A legend leaves out what begins with an underscore.
    return f" {text}" if text.startswith("_") else text or "value"


def _plainly(value, _position) -> str:
    return f"{value:g}"


def _thousands(value, position=None):
    return f"{value / 1000:g}k" if abs(value) >= 10_000 and value % 100 == 0 else f"{value:g}"


def _figure(title, draw, about, caption):
    light = _svg(draw)
    dark = light
    for colour, instead in _DARK.items():
        dark = dark.replace(colour, instead)
    return element(
        "figure",
        element("h3", title),
        element(
            "picture",
            element("source", srcset=_uri(dark), media="(prefers-color-scheme: dark)"),
            element(
                "img", src=_uri(light), alt=about, width=round(_WIDTH * 96),
                height=round(_HEIGHT * 96),
            ),
        ),
        element("figcaption", caption) if caption else None,
    )  # fmt: skip


def _uri(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _svg(draw) -> str:
    """Return what `draw(axes)` draws; without pyplot, so that nobody's figures are touched."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    looks: dict[Any, Any] = {
        # Names from outside may hold $, which would be read as a formula.
        "text.parse_math": False, "svg.fonttype": "path", "svg.hashsalt": "tfstyle",
        "font.size": 10, "font.family": "DejaVu Sans", "axes.edgecolor": _SOFT,
        "axes.labelcolor": _SOFT, "xtick.color": _SOFT, "ytick.color": _SOFT, "text.color": _INK,
        "legend.fontsize": 9, "legend.labelcolor": _INK, "grid.color": _GRID,
        "axes.spines.top": False, "axes.spines.right": False, "axes.formatter.limits": (-4, 5),
    }  # fmt: skip
    with rc_context(looks), warnings.catch_warnings():
        # A letter that the font lacks is shown as a box; the page's text has it.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure = Figure(figsize=(_WIDTH, _HEIGHT), layout="constrained")
        axes = figure.add_subplot()
        axes.set_facecolor("none")
        axes.grid(linewidth=0.6)
        draw(axes)
        handles, labels = axes.get_legend_handles_labels()
        if handles and (len(handles) > 1 or labels != ["value"]):
            # Below the axes: on them it would hide what happens there.
            figure.legend(
                handles, labels, loc="outside lower left", ncols=1 if _long(labels) else 2,
                frameon=False, handlelength=1.6, columnspacing=1.2,
            )  # fmt: skip
            figure.set_size_inches(_WIDTH, _HEIGHT)
        file = io.StringIO()
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    return file.getvalue()


def _long(labels):
    return max(map(len, labels)) > 26
