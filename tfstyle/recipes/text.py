"""Recipes to read: one with every key and what it means, and the reference of all keys.

Both are made from the keys themselves, so that nothing is said twice.
"""

import textwrap
from collections.abc import Mapping

from tfstyle.recipes.algorithms import ALGORITHMS
from tfstyle.recipes.describe import describe
from tfstyle.recipes.known import KEYS
from tfstyle.recipes.toml import toml_value

_WIDTH = 96


def commented(model: str) -> str:
    """Return a complete recipe of a model as TOML, each key with a sentence.

    A key that follows from others, or counts only beside other values, is a comment.

    Example:
        >>> from tfstyle.recipes import parse_recipe
        >>> parse_recipe(commented("cyclegan")) == parse_recipe('model = "cyclegan"')
        True
    """
    lines = [
        f"# A recipe for {model}: every key at its default. What is left out keeps it.",
        "#",
        f"#     tfstyle recipe {model} > recipe.toml",
        "#     tfstyle train recipe.toml --data pictures/ --out runs/mine",
    ]
    section = None
    for entry in describe(model):
        place, _, name = entry["key"].rpartition(".")
        if place != section and place:
            lines += ["", f"[{place}]"]
        section = place
        lines += ["", *_comment(entry)]
        value = f"{name} = {toml_value(entry['default'])}"
        lines.append(value if entry["active"] and not entry["follows"] else f"# {value}")
    return "\n".join(lines) + "\n"


def reference() -> str:
    """Return the reference of all keys of all models as Markdown."""
    entries = {name: {} for name in KEYS}
    for model in ALGORITHMS:
        for entry in describe(model):
            entries[entry["key"]][model] = entry
    lines = [
        "# Recipes: all keys",
        "",
        "Printed by `tfstyle recipe`. `tfstyle recipe MODEL` prints a complete recipe of one model "
        f"({', '.join(f'`{model}`' for model in ALGORITHMS)}), `tfstyle train MODEL` trains with "
        "its defaults, `--set section.key=value` overrides one key.",
        "",
        "A default that differs among models stands with their names; a key that does not apply is "
        "refused.",
    ]
    section = None
    for name, of in entries.items():
        place = name.rpartition(".")[0]
        if place != section:
            lines += ["", f"## `[{place}]`" if place else "## On top", "",
                      "| key | what it is | values | default |", "|---|---|---|---|"]  # fmt: skip
        section = place
        lines.append(_row(name, of))
    return "\n".join(lines) + "\n"


def _comment(entry) -> list[str]:
    text = f"{entry['about']} {_values(entry)}."
    if entry["follows"]:
        text += f" Default: {entry['follows']}."
    if not entry["active"]:
        text += f" Only with {_conditions(entry)}."
    if entry["flag"]:
        text += f" Or {entry['flag']}."
    return [f"# {line}" for line in textwrap.wrap(text, _WIDTH)]


def _values(entry) -> str:
    if entry["choices"]:
        return f"One of {', '.join(toml_value(choice) for choice in entry['choices'])}"
    words = entry["type"].capitalize()
    return f"{words} {entry['range']}" if entry["range"] else words


def _conditions(entry) -> str:
    return " and ".join(
        f"{key} {allowed}"
        if isinstance(allowed, str)
        else f"{key} = {' or '.join(toml_value(value) for value in allowed)}"
        for key, allowed in entry["only"].items()
    )


def _row(name: str, of: Mapping) -> str:
    """Return one key's line of a table; `of` are its entries by model."""
    first = next(iter(of.values()))
    about = first["about"]
    if conditions := [key for key in first["only"] if key != "generator.network"]:
        shown = {**first, "only": {key: first["only"][key] for key in conditions}}
        about += f" Only with {_conditions(shown)}."
    if len(of) < len(ALGORITHMS):
        about += f" *{', '.join(of)}*"
    choices = dict.fromkeys(c for entry in of.values() for c in entry["choices"] or ())
    values = ", ".join(f"`{choice}`" for choice in choices) or _values(first).lower()
    defaults = {}
    for model, entry in of.items():
        given = "must be given" if entry["required"] else f"`{toml_value(entry['default'])}`"
        text = entry["follows"] or given
        defaults.setdefault(text, []).append(model)
    default = "; ".join(
        text if len(defaults) == 1 else f"{text} ({', '.join(models)})"
        for text, models in defaults.items()
    )
    return f"| `{name.rpartition('.')[2]}` | {about} | {values} | {default} |"
