"""The fast styles where they leave as much of a photograph as another painter does.

    python -m tfstyle.zoo.workshop.styles_matched [--data DIR] [--out docs] [PRESET...]

Content and style pull against each other, so that two painters are hard to compare: one keeps more
of the photograph, the other takes on more of the painting. `strength` mixes a result with its
photograph. Here each preset gets the strength at which it keeps as much of the photographs as the
peer of `docs/styles.json` (`styles_page` measures it); how much of the painting is left then is
kept there, too.
"""

import bisect
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from tfstyle.zoo.workshop.styles_page import (
    ANY_STYLE,
    KEPT,
    painters_of,
    parse,
    photographs,
    write,
)

COMMAND = "python -m tfstyle.zoo.workshop.styles_matched"
STRENGTHS = tuple(step / 20 for step in range(1, 21))
METRICS = "content", "style"
_FEW = 8  # photographs by which strengths are tried


def match(content: Callable[[float], float], aim: float) -> float | None:
    """Return the greatest strength of which the content is at most `aim`, or `None`.

    Args:
        content: mean distance to the photographs, by strength; it grows with it.
        aim: that of another painter.

    Example:
        >>> match(lambda strength: strength**2, 0.65)
        0.8
    """
    place = bisect.bisect_right(STRENGTHS, aim, key=content)
    return STRENGTHS[place - 1] if place else None


def measure(names: Iterable[str], data_root, peers: dict) -> Iterator[tuple[str, str, dict]]:
    """Yield style, preset and `{"strength": s, "content": c, "style": t}` of each that learned one.

    Args:
        names: of presets; what learned no paintings is passed over.
        data_root: the folder with the photographs and the paintings.
        peers: the figures of `docs/styles.json`, `{style: {painter: {metric: mean}}}`; styles
            without the peer are left out, and so is who keeps less at any strength.
    """
    from tfstyle.evaluation.encoders import load_encoders
    from tfstyle.metrics import Measuring, means, painting_as_measured
    from tfstyle.zoo.evaluating.pictures import spread

    aims = {
        style: by[ANY_STYLE]["content"] for style, by in peers.items() if ANY_STYLE in by
    }  # fmt: skip
    compared = [
        (name, *of) for name in names for of in painters_of(name, data_root) if of[0] in aims
    ]
    if not compared:
        return
    pictures, encoders = photographs(data_root), load_encoders(METRICS)
    # Apart: while strengths are tried, nobody looks at style. Photographs are looked at once.
    measuring = {metric: Measuring([metric], encoders) for metric in METRICS}
    for name, style, painting, paint in compared:
        seen = painting_as_measured(painting)
        pairs = [(one, paint(one, painting)) for one in pictures]

        def at(strength, metric, some=pairs, seen=seen):
            mixed = [(one, seen, _mixed(one, made, strength)) for one, made in some]
            return means(measuring[metric].rows("stylized", mixed))[metric]

        few, aim = spread(pairs, _FEW), aims[style]
        tried = match(partial(at, metric="content", some=few), aim)
        for strength in reversed(STRENGTHS[: STRENGTHS.index(tried) + 1] if tried else ()):
            content = at(strength, "content")
            if content <= aim:
                found = {"content": content, "style": at(strength, "style")}
                yield style, name, {"strength": strength, **found}
                break


def _mixed(photograph, made, strength):
    from tfstyle import images
    from tfstyle.inference.blending import blend_strength

    return images.to_uint8(blend_strength(*map(images.to_float, (photograph, made)), strength))


def main(arguments: list[str] | None = None) -> int:
    """Measure what the command line names, and write figures and page; return the exit code."""
    chosen = parse(arguments, COMMAND, __doc__)
    figures = json.loads((chosen.out / KEPT).read_text("utf-8"))
    for style, name, cells in measure(chosen.presets, chosen.data, figures["styles"]):
        figures.setdefault("matched", {}).setdefault(style, {})[name] = cells
        write(chosen.out, figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
