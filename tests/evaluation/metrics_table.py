"""The table of metrics in docs/evaluation.md, drawn from the registry.

    python -m tests.evaluation.metrics_table      # draws it anew
"""

from pathlib import Path

import tfstyle
from tfstyle.metrics import IN_WORDS, get_metric, list_metrics
from tfstyle.metrics.registry import ALIASES

PAGE = Path(tfstyle.__file__).parent.parent / "docs" / "evaluation.md"
_BEGIN = "<!-- metrics: drawn from the registry by `python -m tests.evaluation.metrics_table` -->"
_END = "<!-- end of metrics -->"


def drawn() -> str:
    """Return the table as Markdown, kind by kind."""
    short = {whole: alias for alias, whole in ALIASES.items()}
    lines = []
    for kind, words in IN_WORDS.items():
        names = list_metrics(kind)
        if not names:
            continue
        lines += [f"**Compares {words}**", "", "| name | better | protocol |", "|---|---|---|"]
        for name in names:
            one = get_metric(name)
            alias = f" (`{short[name]}`)" if name in short else ""
            protocol = one.protocol.replace("|", "\\|")
            lines.append(f"| `{name}`{alias} | {one.direction} | {protocol} |")
        lines.append("")
    return "\n".join(lines)


def in_page() -> str:
    """Return the table that stands in the page."""
    text = PAGE.read_text("utf-8")
    return text.split(_BEGIN)[1].split(_END)[0].strip("\n")


def draw() -> None:
    """Write the table into the page."""
    before, rest = PAGE.read_text("utf-8").split(_BEGIN)
    after = rest.split(_END)[1]
    PAGE.write_text(f"{before}{_BEGIN}\n{drawn()}\n{_END}{after}", "utf-8")


if __name__ == "__main__":
    draw()
