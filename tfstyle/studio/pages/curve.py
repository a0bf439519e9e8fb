"""A run's loss over its steps, as a drawing that both themes and every screen reader can read."""

import html
import math
from collections.abc import Callable, Sequence

_WIDTH, _HEIGHT = 460, 210
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 10, 10, 36
_LOG_FROM = 8.0  # a loss that falls to an eighth is drawn by its logarithm
_TICKS = 4


def loss_curve(points: Sequence[Sequence[float]], steps: int, say: Callable[..., str]) -> str:
    """Return SVG: the loss upwards, the steps to the right, with numbers; empty of no points.

    Args:
        points: `[step, loss]`, finite, in the order of the steps.
        steps: of the whole run: where the axis ends.
        say: of the viewer.
    """
    points = [(float(step), float(loss)) for step, loss in points if math.isfinite(loss)]
    if len(points) < 2:
        return ""
    losses = [loss for _, loss in points]
    low, high = min(losses), max(losses)
    by_log = low > 0 and high / low >= _LOG_FROM
    scale = math.log10 if by_log else float
    bottom, top = scale(low), scale(high)
    if top - bottom < 1e-9:
        bottom, top = bottom - 0.5, top + 0.5
    end = max(float(steps), points[-1][0])
    inner_width, inner_height = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM

    def x(step):
        return _LEFT + inner_width * step / end

    def y(loss):
        return _TOP + inner_height * (1 - (scale(loss) - bottom) / (top - bottom))

    ticks = _log_ticks(low, high) if by_log else nice_ticks(low, high)
    told = say(
        "train.curve_told", first=number(losses[0]), last=number(losses[-1]), least=number(low),
        step=int(points[-1][0]),
    )  # fmt: skip
    path = " ".join(f"{x(step):.1f},{y(loss):.1f}" for step, loss in points)
    return (
        f'<svg class="curve" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{html.escape(told)}">'
        + "".join(_row(y(tick), f"{tick:.4g}") for tick in ticks if low <= tick <= high)
        + "".join(_column(x(tick), f"{tick:,.0f}") for tick in nice_ticks(0, end) if tick <= end)
        + f'<polyline points="{path}"/>'
        + f'<circle cx="{x(points[-1][0]):.1f}" cy="{y(losses[-1]):.1f}" r="3.5"/>'
        + _words(say, by_log)
        + "</svg>"
    )


def nice_ticks(low: float, high: float, most: int = _TICKS) -> list[float]:
    """Return round numbers from `low` to `high`, at most one more than `most`.

    Example:
        >>> nice_ticks(0, 2000), nice_ticks(0.31, 0.52)
        ([0.0, 500.0, 1000.0, 1500.0, 2000.0], [0.35, 0.4, 0.45, 0.5])
    """
    if not high > low:
        return [low]
    raw = (high - low) / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    count = math.floor(high / step + 1e-9) - first + 1
    return [float(f"{(first + place) * step:.10g}") for place in range(count)]


def number(value: float) -> str:
    """Return a loss as short as it can be told.

    Example:
        >>> number(123456.0), number(0.25), number(3.0), number(0.000123)
        ('1.2e+05', '0.25', '3', '0.00012')
    """
    return f"{value:.2g}" if abs(value) < 10 or abs(value) >= 1e4 else f"{value:.3g}"


def _log_ticks(low, high) -> list[float]:
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    fine = [size * 10.0**power for power in powers for size in (1, 2, 5)]
    inside = [tick for tick in fine if low <= tick <= high]
    if len(inside) <= _TICKS + 1:
        return inside
    tens = [10.0**power for power in powers if low <= 10.0**power <= high]
    return tens[:: max(1, math.ceil(len(tens) / _TICKS))]


def _row(y, text) -> str:
    return (
        f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{text}</text>'
    )


def _column(x, text) -> str:
    anchor = "end" if x > _WIDTH - 40 else "middle"
    return f'<text x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 16}" text-anchor="{anchor}">{text}</text>'


def _words(say, by_log) -> str:
    up = say("train.loss_log") if by_log else say("train.loss")
    middle = _TOP + (_HEIGHT - _TOP - _BOTTOM) / 2
    across = _LEFT + (_WIDTH - _LEFT - _RIGHT) / 2
    return (
        f'<text class="axis" transform="translate(12 {middle}) rotate(-90)" text-anchor="middle">'
        f"{html.escape(up)}</text>"
        f'<text class="axis" x="{across}" y="{_HEIGHT - 4}" text-anchor="middle">'
        f"{html.escape(say('train.steps'))}</text>"
    )
