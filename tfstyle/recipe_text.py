"""Recipes to read: one with every key and what it means, and the reference of all keys.

Both are made from the keys themselves (`recipe_keys`), so that nothing is said twice.
"""

import json
import textwrap
from collections.abc import Mapping

from tfstyle.recipe_keys import MODELS
from tfstyle.recipe_values import derived, of_model, toml_value
from tfstyle.recipes import KEYS, flatten, make_recipe

_WORDS = {int: "whole number", float: "number", bool: "true or false", str: "text",
          list: "list of strings"}  # fmt: skip
# What must be given, to have a whole recipe.
_EXAMPLES = {"data.styles": ["painting.jpg"], "data.name": "cycle_gan/horse2zebra"}
_WIDTH = 96


def describe(model: str) -> list[dict]:
    """Return every key that a model's recipe may have, ready for JSON.

    Returns:
        For each `key`, `about`, `type`, `default`, `choices` (or `None`), `range` (words, or
        `None`), `only` (other keys' values it needs), `active` (whether it counts as long as the
        others have their defaults), `follows` (words, where the default follows from other keys),
        `required`, `flag` (the option of `tfstyle train` that sets it, too).
    """
    given = [f"model={model}"]
    given += [f"data.styles={json.dumps(_EXAMPLES['data.styles'])}"] * (model == "fast_style")
    values = flatten(make_recipe({}, given, f"the recipe of {model}"))
    found = []
    for name, field in KEYS.items():
        rules = field.metadata
        only = {key: list(allowed) for key, allowed in rules["only"].items() if key != "model"}
        if not _possible(rules["only"], model, values):
            continue
        follows = derived(name, values.get) is not None and isinstance(rules["default"], str)
        default = values.get(name, of_model(rules["default"], values.get))
        found.append({
            "key": name,
            "about": rules["about"],
            "type": _WORDS[field.type],
            "default": _EXAMPLES.get(name) if default is None else default,
            "choices": list(of_model(rules["choices"], values.get)) or None,
            "range": _range(rules),
            "only": only,
            "active": name in values,
            "follows": rules["default"] if follows else None,
            "required": rules["default"] is None,
            "flag": rules["flag"],
        })  # fmt: skip
    return found


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
    entries = {}
    for model in MODELS:
        for entry in describe(model):
            entries.setdefault(entry["key"], {})[model] = entry
    lines = [
        "# Recipes: all keys",
        "",
        "Printed by `tfstyle recipe`. `tfstyle recipe MODEL` prints a complete recipe of one model "
        f"({', '.join(f'`{model}`' for model in MODELS)}), `tfstyle train MODEL` trains with its "
        "defaults, `--set section.key=value` overrides one key.",
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


def _possible(only: Mapping, model: str, values: Mapping) -> bool:
    """True if the other keys can have the values that a key asks for."""
    for key, allowed in only.items():
        if key == "model":
            choices = (model,)
        elif key not in values:
            return False
        else:
            choices = of_model(KEYS[key].metadata["choices"], values.get)
        if not set(allowed) & set(choices):
            return False
    return True


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
        f"{key} = {' or '.join(toml_value(value) for value in allowed)}"
        for key, allowed in entry["only"].items()
    )


def _range(rules: Mapping) -> str | None:
    words = (("from", "least"), ("above", "above"), ("to", "most"), ("below", "below"))
    texts = [f"{word} {rules[name]}" for word, name in words if rules[name] is not None]
    return " ".join(texts) or None


def _row(name: str, of: Mapping) -> str:
    """Return one key's line of a table; `of` are its entries by model."""
    first = next(iter(of.values()))
    about = first["about"]
    if conditions := [key for key in first["only"] if key != "generator.network"]:
        shown = {**first, "only": {key: first["only"][key] for key in conditions}}
        about += f" Only with {_conditions(shown)}."
    if len(of) < len(MODELS):
        about += f" *{', '.join(of)}*"
    choices = dict.fromkeys(c for entry in of.values() for c in entry["choices"] or ())
    values = ", ".join(f"`{choice}`" for choice in choices) or _values(first).lower()
    defaults = {}
    for model, entry in of.items():
        text = entry["follows"] or (
            "must be given" if entry["required"] else f"`{toml_value(entry['default'])}`"
        )
        defaults.setdefault(text, []).append(model)
    default = "; ".join(
        text if len(defaults) == 1 else f"{text} ({', '.join(models)})"
        for text, models in defaults.items()
    )
    return f"| `{name.rpartition('.')[2]}` | {about} | {values} | {default} |"
