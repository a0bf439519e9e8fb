"""How the values of a recipe are declared, checked, filled in and written."""

import contextlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import field

from tfstyle.errors import RecipeError, did_you_mean
from tfstyle.recipe_source import parse_source

_LONGEST = 200  # letters of a value in an error


def key(about, default=None, *, choices=(), least=None, most=None, above=None, below=None,
        items=None, only=None, per=None, share_of=None, flag=None):
    """Declare a key of a recipe.

    Args:
        about: a sentence that says what it is.
        default: a value; a mapping from model to value (`"*"`: any other); or, where the default
            follows from other keys, a sentence that says how (`derived` does it). `None`: must
            be given.
        choices: the allowed values, if they are few; or a mapping from model to them.
        least: smallest allowed number.
        most: largest allowed number.
        above: the number must be larger.
        below: the number must be smaller.
        items: length of a list of strings.
        only: `{other key: values}`: the key applies only then.
        per: another key whose value gives this one its meaning: what a file says here for one value
            is not taken over when an override chooses another.
        share_of: another key, a number, of which this one is a part: where an override changes
            that one alone, what the file says here keeps its share.
        flag: an option of `tfstyle train` that sets it, too.
    """
    return field(default=None, metadata={
        "about": about, "default": default, "choices": choices, "least": least, "most": most,
        "above": above, "below": below, "items": items, "only": only or {}, "per": per,
        "share_of": share_of, "flag": flag,
    })  # fmt: skip


def override_values(keys: Mapping, overrides: Iterable[str]) -> dict:
    """Parse `"a.b=value"` strings.

    Raises:
        RecipeError: no `=`, or an unknown key.
    """
    values = {}
    for text in overrides:
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals:
            raise RecipeError(f"--set takes key=value, e.g. train.steps=60. Received: {text!r}.")
        _check_name(keys, name, "--set")
        try:
            values[name] = parse_source(f"value = {value}", f"--set {name}")["value"]
        except RecipeError:
            values[name] = value.strip()  # bare words: --set train.precision=mixed_bfloat16
    return values


def resolve(keys: Mapping, given: Mapping, overrides: Mapping, origin: str) -> dict:
    """Return a value for every key: overridden, given, or its default; `None` if it is idle.

    Raises:
        RecipeError: an unknown key, a wrong type, a value out of range, a key that is missing or
            that means nothing beside the others.
    """
    for name in given:
        _check_name(keys, name, origin)
    in_file, given = given, {**given, **overrides}
    values = {}

    def value_of(name):
        if name not in values:
            values[name] = None  # a key never waits for itself
            values[name] = find(name)
        return values[name]

    def meant_for(other):
        """True if the file alone would choose the same for `other`."""
        if other is None:
            return True
        default = keys[other].metadata["default"]
        if isinstance(default, Mapping):
            model = in_file.get("model", keys["model"].metadata["default"])
            default = default.get(model, default.get("*"))
        return in_file.get(other, default) == value_of(other)

    def scaled(value, whole):
        """Keep the share of another key's value that the file alone would have given."""
        if whole not in overrides or whole not in in_file:
            return value
        before = _checked(whole, in_file[whole], keys[whole].type, keys[whole].metadata)
        return min(round(value * value_of(whole) / before), value_of(whole)) if before else value

    def find(name):
        rules = keys[name].metadata
        for other, allowed in rules["only"].items():
            if value_of(other) in allowed:
                continue
            # An override that changes the choice silences what the file said for the old one.
            if name in overrides or (name in given and other not in overrides):
                said_in = "--set" if name in overrides else origin
                raise RecipeError(
                    f"{name} in {said_in} applies only when {other} is "
                    f"{' or '.join(map(repr, allowed))}. Received: {other} = "
                    f"{value_of(other)!r}; remove {name} or change {other}."
                )
            return None
        rules = {**rules, "choices": of_model(rules["choices"], value_of)}
        if name in given and (name in overrides or meant_for(rules["per"])):
            value = _checked(name, given[name], keys[name].type, rules)
            return value if name in overrides else scaled(value, rules["share_of"])
        default = derived(name, value_of)
        if default is None:
            default = rules["default"]
        default = of_model(default, value_of)
        if default is None:
            flag = f", or {rules['flag']}" if rules["flag"] else ""
            raise RecipeError(
                f"{origin} lacks {name}: {_lower(rules['about'])} Add it, or pass --set "
                f"{name}=...{flag}"
            )
        return _checked(name, default, keys[name].type, rules)

    for name in keys:
        value_of(name)
    return {name: values[name] for name in keys}


def to_toml(flat: Mapping, versions: Mapping[str, str] | None = None) -> str:
    """Write `{"seed": 0, "train.steps": 60}` as TOML; sections are one level deep."""
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
    # JSON's strings and lists of strings are TOML's.
    return json.dumps(value, ensure_ascii=False)


def _check_name(keys: Mapping, name: str, origin: str) -> None:
    if name in keys:
        return
    name = _cut(name)
    section, _, inner = name.rpartition(".")
    of_section = [k for k in keys if section and k.startswith(f"{section}.")]
    elsewhere = [k for k in keys if k.rpartition(".")[2] == inner]
    if elsewhere:
        near = f" Did you mean {' or '.join(map(repr, elsewhere))}?"
    elif of_section:
        # Names without their section: the part they share would make all of them look near.
        short = [k.removeprefix(f"{section}.") for k in of_section]
        near = did_you_mean(inner, short) or f" Known keys: {', '.join(of_section)}."
    else:
        near = did_you_mean(name, keys) or " `tfstyle recipe` prints all keys."
    raise RecipeError(f"Unknown key {name!r} in {origin}.{near}")


def _checked(name: str, value, kind: type, rules: Mapping):
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        with contextlib.suppress(OverflowError):  # what is too large for that is refused below
            value = float(value)
    right = isinstance(value, kind) and not (kind is not bool and isinstance(value, bool))
    if kind is list:
        right = right and all(isinstance(v, str) and "\0" not in v for v in value)
        right = right and len(value) == rules["items"] if rules["items"] else right and bool(value)
    if not right:
        words = {int: "a whole number", float: "a number", bool: "true or false", str: "a string",
                 list: f"a list of {rules['items'] or 'one or more'} strings, such as "
                 f"{_example(rules)}"}  # fmt: skip
        flag = f" Or use {rules['flag']}." if rules["flag"] else ""
        raise RecipeError(f"{name} must be {words[kind]}. Received: {_shown(value)}.{flag}")
    if rules["choices"] and value not in rules["choices"]:
        near = did_you_mean(_cut(value), rules["choices"]) if isinstance(value, str) else ""
        raise RecipeError(
            f"{name} must be one of {', '.join(map(repr, rules['choices']))}. "
            f"Received: {_shown(value)}.{near}"
        )
    bounds = (
        ("at least", rules["least"], lambda v, b: v >= b),
        ("more than", rules["above"], lambda v, b: v > b),
        ("at most", rules["most"], lambda v, b: v <= b),
        ("less than", rules["below"], lambda v, b: v < b),
    )
    bounds = [bound for bound in bounds if bound[1] is not None]
    # Written so that NaN, which compares with nothing, is refused.
    if not all(fits(value, bound) for _, bound, fits in bounds):
        allowed = " and ".join(f"{word} {bound}" for word, bound, _ in bounds)
        raise RecipeError(f"{name} must be {allowed}. Received: {_shown(value)}.")
    return value


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _example(rules: Mapping) -> str:
    return toml_value(rules["default"] or ["painting.jpg", "another.jpg"])


def _shown(value) -> str:
    try:
        return _cut(repr(value))
    except (ValueError, RecursionError):  # Python writes no number of thousands of digits
        return f"a {type(value).__name__} too long to show"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def of_model(value, value_of):
    """Return what a mapping from models holds for the recipe's; anything else as it is."""
    if not isinstance(value, Mapping):
        return value
    return value[value_of("model")] if value_of("model") in value else value["*"]


_NUM_DOWNS = {"multiscale": 4, "restoration": 4, "resnet": 2}
_NUM_BLOCKS = {"style": 5, "pixel_style": 5, "transposed_style": 5, "restoration": 2}


def derived(name: str, value_of):
    """Return the default of a key that follows from others, or `None`."""
    if name == "generator.num_downs" and value_of("generator.network") in _NUM_DOWNS:
        return _NUM_DOWNS[value_of("generator.network")]
    if name == "loss.feature_matching":
        return 0.0 if value_of("data.layout") == "unpaired" else 10.0
    if name == "generator.num_downs":
        crop, downs = value_of("data.crop"), 0
        while crop % 2 == 0 and downs < 10:
            crop, downs = crop // 2, downs + 1
        return max(downs, 2)
    if name == "generator.num_blocks":
        if value_of("generator.network") in _NUM_BLOCKS:
            return _NUM_BLOCKS[value_of("generator.network")]
        return 9 if value_of("data.crop") >= 256 else 6
    if name == "generator.downsampling":
        blurred = value_of("generator.upsampling") == "antialiased"
        return "antialiased" if blurred else "strided"
    if name == "data.load":
        crop = value_of("data.crop")
        return crop if value_of("model") == "noise_gan" else round(crop * 286 / 256)
    if name == "train.discriminator_learning_rate":
        return value_of("train.learning_rate")
    if name == "train.decay_from":
        return value_of("train.steps") // 2
    return None
