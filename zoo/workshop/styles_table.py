"""What `docs/styles.md` says of the figures in `docs/styles.json`."""

from collections.abc import Mapping

from tfstyle.metrics import get_metric

HEADS = ("content", "style", "checkerboard", "border", "clipped", "blot")
_ARROWS = {"lower": "↓", "higher": "↑"}
_PAGES = {
    "microast": "[MicroAST](gallery.md)",
    "fast_style_transfer_wave": "[fast-style-transfer's](gallery.md) wave",
    "winml_udnie": "[Windows ML's](gallery.md) udnie",
}

_MATCHED = "microast"  # of which ours keep as much of the photograph


def render(figures: Mapping) -> str:
    """Return the page.

    Args:
        figures: as `docs/styles.json` has them: `photographs`, and `styles` by name, each with its
            painters, each with means by metric; `matched`, if there, is alike, with a `strength`.
    """
    photographs, styles = figures["photographs"], figures["styles"]
    count = photographs["count"]
    lines = [
        "# Fast styles beside others", "",
        f"Paintings that presets have learned, painted over the same {count} photographs on which "
        "none was trained (CID22's held-out ones, CC BY-SA 4.0, Cloudinary), 512 pixels on "
        "their shorter side. Ours; who paints in any picture's style, shown the same painting; "
        "and, where somebody published one, a network of that very painting; where they "
        "come from is told in the [gallery](gallery.md#beside-others). Means over the "
        "photographs, uint8; ↓: lower is better. Content and style pull against each other: only "
        "who is lower in **both** is better. Drawn by "
        "`python -m tfstyle.zoo.workshop.styles_page`.", "",
        *(f"- {_title(name)}: {get_metric(name).protocol}" for name in HEADS), "",
        f"| painting | by | {' | '.join(f'{_title(name)} {_arrow(name)}' for name in HEADS)} |",
        f"|---|---|{'---:|' * len(HEADS)}",
        _row("*none*", "the photographs", photographs),
    ]  # fmt: skip
    for style in sorted(styles):
        for painter in sorted(styles[style], key=lambda name: (name in _PAGES, name)):
            lines.append(_row(style.replace("_", " "), _by(painter), styles[style][painter]))
    lines += ["", *_verdicts(styles), *_matched(figures.get("matched", {}), styles)]
    return "\n".join(lines) + "\n"


def better(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    """Say whether one painter is nearer to both the photograph and the painting.

    Example:
        >>> better({"content": 0.8, "style": 0.1}, {"content": 0.9, "style": 0.2})
        True
    """
    return all(one[name] < other[name] for name in ("content", "style"))


def _verdicts(styles) -> list[str]:
    """Return a line for each peer: where ours is better in both, and where it is."""
    lines = []
    for peer, page in _PAGES.items():
        ours = [
            (style, name, by[name], by[peer])
            for style, by in sorted(styles.items()) if peer in by
            for name in sorted(by) if name not in _PAGES
        ]  # fmt: skip
        if not ours:
            continue
        won = [f"`{name}` ({style})" for style, name, one, two in ours if better(one, two)]
        lost = [f"`{name}` ({style})" for style, name, one, two in ours if better(two, one)]
        lines.append(
            f"- {page}: of {len(ours)} comparisons ours is better in both {len(won)} times, "
            f"theirs {len(lost)} times{': ' + ', '.join(lost) if lost else ''}; in the others each "
            "is better in one."
        )
    return ["Who is nearer to both the photograph and the painting:", "", *lines] if lines else []


def _matched(matched, styles) -> list[str]:
    """Return a table of ours at the strength at which they keep as much of the photograph."""
    rows, won = [], 0
    for style in sorted(matched):
        for name, cells in sorted(matched[style].items()):
            peer = styles[style][_MATCHED]
            won += better(cells, peer)
            shown = (
                get_metric(metric).shown(one[metric])
                for metric in ("content", "style") for one in (cells, peer)
            )  # fmt: skip
            strength = f"{cells['strength']:.2f}"
            rows.append(
                f"| {style.replace('_', ' ')} | {_by(name)} | {strength} | {' | '.join(shown)} |"
            )
    if not rows:
        return []
    heads = (f"{_title(name)} {_arrow(name)}" for name in ("content", "style"))
    return [
        "", "## With as much of the photograph", "",
        f"{_PAGES[_MATCHED]} keeps more of some photographs, and takes on less of the painting. "
        "`strength` mixes a result with its photograph: where ours keeps as much, in steps of "
        f"0.05, it is nearer to both in {won} of {len(rows)}. Drawn by "
        "`python -m tfstyle.zoo.workshop.styles_matched`.", "",
        "| painting | by | strength | "
        + " | ".join(f"{head} | {_PAGES[_MATCHED]}" for head in heads) + " |",
        "|---|---|---:|---:|---:|---:|---:|", *rows,
    ]  # fmt: skip


def _row(painting, by, cells) -> str:
    shown = (get_metric(name).shown(cells[name]) if name in cells else "-" for name in HEADS)
    return f"| {painting} | {by} | {' | '.join(shown)} |"


def _by(painter) -> str:
    return _PAGES.get(painter) or f"[`{painter}`](../zoo/presets/{painter}/README.md)"


def _title(name) -> str:
    return get_metric(name).title


def _arrow(name) -> str:
    return _ARROWS[get_metric(name).direction]
