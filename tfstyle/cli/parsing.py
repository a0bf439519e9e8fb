"""What a user typed for `tfstyle translate`, as its Python values."""

import re
from pathlib import Path

import typer


def parse_size(text: str | None):
    """Return pixels for `"256"`, (height, width) for `"240x320"`, `None` for `None`."""
    if text is None:
        return None
    parts = text.lower().split("x")
    if len(parts) > 2 or not all(part.isdecimal() and int(part) > 0 for part in parts):
        raise typer.BadParameter(f"a size is like 256 or 240x320 (height x width), not {text!r}")
    numbers = tuple(int(part) for part in parts)
    return numbers if len(numbers) == 2 else numbers[0]


def parse_style(texts: list[str] | None):
    """Return what `--style` was given as: a name or path, or a list, with weights where given.

    Example:
        >>> parse_style(["wave"]), parse_style(["wave:0.3", "scream"])
        ('wave', [('wave', 0.3), 'scream'])
    """
    if not texts:
        return None
    styles: list[str | tuple[str, float]] = []
    for text in texts:
        weighted = re.fullmatch(r"(.+):(\d*\.?\d+)", text)
        if weighted and not Path(text).exists():
            styles.append((weighted[1], float(weighted[2])))
        else:
            styles.append(text)
    return styles[0] if len(styles) == 1 and isinstance(styles[0], str) else styles


def parse_presets(text: str) -> list[str]:
    """Return the presets of a chain; a directory may have a comma in its name."""
    names = [text] if Path(text).exists() else text.split(",")
    if not all(names):
        raise typer.BadParameter(f"a chain is like restore,stylize, not {text!r}")
    return names
