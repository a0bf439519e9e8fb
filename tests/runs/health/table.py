"""The table of the checks in docs/training.md, drawn from what they declare.

    python -m tests.runs.health.table      # draws it anew
"""

from tests.commands import ROOT
from tfstyle.runs.health import CHECKS

PAGE = ROOT / "docs" / "training.md"
_BEGIN, _END = "<!-- checks: drawn by tests/runs/health/table.py -->", "<!-- end of checks -->"


def drawn() -> str:
    """Return the table of the checks as Markdown."""
    lines = [
        "| `health/...` | what is measured | wrong | in a row | what is said, and what helps |",
        "|---|---|---|---|---|",
    ]
    for check in CHECKS:
        wrong = f"{check.direction} {check.threshold:g}"
        said = f"{check.sentence}. *{'; '.join(check.remedies)}*"
        often = f"{check.patience}, after step {check.after}" if check.after else check.patience
        cells = (f"`{check.name}`", check.measured, wrong, f"{often}", said)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


def redrawn(text: str) -> str:
    """Return the page with its table as it is now."""
    before, rest = text.split(_BEGIN)
    _, after = rest.split(_END)
    return f"{before}{_BEGIN}\n{drawn()}\n{_END}{after}"


if __name__ == "__main__":
    PAGE.write_text(redrawn(PAGE.read_text("utf-8")), "utf-8")
