"""TOML as recipes write it: flat keys, sections one level deep."""

import json
from collections.abc import Mapping


def to_toml(flat: Mapping, versions: Mapping[str, str] | None = None) -> str:
    """Write `{"seed": 0, "train.steps": 60}` as TOML; sections are one level deep.

    Example:
        >>> print(to_toml({"seed": 0, "train.steps": 60}), end="")
        seed = 0
        <BLANKLINE>
        [train]
        steps = 60
    """
    sections = {"": []}
    for name, value in flat.items():
        section, _, inner = name.rpartition(".")
        sections.setdefault(section, []).append(f"{inner} = {toml_value(value)}")
    if versions:
        sections["versions"] = [f"{name} = {toml_value(v)}" for name, v in versions.items()]
    blocks = []
    for section, lines in sections.items():
        blocks.append("\n".join([f"[{section}]", *lines] if section else lines))
    return "\n\n".join(blocks) + "\n"


def toml_value(value) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    # JSON's strings and lists of strings are TOML's, but for one character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
