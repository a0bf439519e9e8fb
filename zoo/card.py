"""A card's measured part, rendered from `scores.json`, so that a number has one source."""

import re

_BEGIN, _END = "<!-- scores: rendered from scores.json -->", "<!-- end of scores -->"


def render_scores(report: dict) -> str:
    """Return the Markdown between a card's two markers.

    Args:
        report: what `zoo.evaluate` returned, as stored in `scores.json`.
    """
    scores = report["scores"]
    rows = scores if "mean" not in next(iter(scores.values())) else {"translation": scores}
    count = report["pictures"]
    if isinstance(count, dict):
        count = ", ".join(f"{direction}: {number}" for direction, number in count.items())
    lines = [
        "| | L1 in [-1, 1] | PSNR | SSIM |",
        "|---|---|---|---|",
        *(
            f"| {name} | {_cell(row['l1'], 3)} | {_cell(row['psnr'], 2)} dB | "
            f"{_cell(row['ssim'], 3)} |"
            for name, row in rows.items()
        ),
        "",
        f"Pictures: {count}. Protocol: {report['protocol']}.",
    ]
    return "\n".join(lines)


def with_scores(card: str, report: dict) -> str:
    """Return the card with its measured part rendered anew.

    Raises:
        ValueError: the card lacks the markers.
    """
    pattern = re.compile(f"{re.escape(_BEGIN)}.*?{re.escape(_END)}", re.DOTALL)
    if not pattern.search(card):
        raise ValueError(f"The card has no part between {_BEGIN!r} and {_END!r}.")
    return pattern.sub(lambda _: f"{_BEGIN}\n{render_scores(report)}\n{_END}", card)


def _cell(value, digits):
    return f"{value['mean']:.{digits}f} ± {value['std']:.{digits}f}"
