"""How a key of a recipe is declared: its sentence, its type, its range, its default."""

import contextlib
import operator
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from tfstyle.errors import RecipeError, did_you_mean
from tfstyle.palette import problem
from tfstyle.recipes.toml import toml_value

SECTIONS = ("generator", "discriminator", "loss", "data", "train")
_LONGEST = 200  # letters of a value in an error


class Values(Protocol):
    """Values of keys by their full names; one may be found only when it is asked for."""

    def __getitem__(self, name: str, /) -> Any: ...


@dataclass(frozen=True)
class Follows:
    """A default that follows from other keys.

    Attributes:
        words: how it does, for people.
        of: the same as a function of the other keys' values by name; `None` where one is idle.

    Example:
        >>> half = Follows("half of steps", lambda of: of["train.steps"] // 2)
        >>> half.of({"train.steps": 60})
        30
    """

    words: str
    of: Callable[[Values], object]


@dataclass(frozen=True)
class AtLeast:
    """The values of a number beside which another key applies."""

    bound: float

    def __contains__(self, value) -> bool:
        return value is not None and value >= self.bound

    def __str__(self):
        return f"at least {self.bound}"


@dataclass(frozen=True)
class Key:
    """One key of a recipe.

    Attributes:
        kind: `int`, `float`, `bool`, `str` or `list` (of strings, or of colours).
        about: a sentence that says what it is.
        default: a value, or how it `Follows`. `None`: must be given.
        choices: the allowed values, if they are few.
        least: smallest allowed number.
        most: largest allowed number.
        above: the number must be larger.
        below: the number must be smaller.
        items: length of a list of strings.
        colours: it is a list of colours, empty for none, see `palette.problem`.
        only: `{other key: values}`: the key applies only then.
        per: another key whose value gives this one its meaning: what a file says here for one value
            is not taken over when an override chooses another.
        share_of: another key, a number, of which this one is a part: where an override changes
            that one alone, what the file says here keeps its share.
        flag: an option of `tfstyle train` that sets it, too.
        example: a value to show where there is no default.
        after: the key it stands behind; else those that every run has come first.
        free: it may change between the parts of one run, as it moves no weight.
        ahead: it may change, too, as it says nothing of the steps already done.
    """

    kind: type[Any]
    about: str
    default: Any = None
    choices: tuple = ()
    least: float | None = None
    most: float | None = None
    above: float | None = None
    below: float | None = None
    items: int | None = None
    colours: bool = False
    only: Mapping[str, Collection | AtLeast] = field(default_factory=dict)
    per: str | None = None
    share_of: str | None = None
    flag: str | None = None
    example: Any = None
    after: str | None = None
    free: bool = False
    ahead: bool = False


def checked(name: str, value, key: Key):
    """Return a value as its key wants it: a whole number for a number is one.

    Raises:
        RecipeError: a wrong type, none of the choices, or out of range.

    Example:
        >>> checked("loss.l1", 100, Key(float, "Weight.", least=0.0))
        100.0
    """
    if key.kind is float and isinstance(value, int) and not isinstance(value, bool):
        with contextlib.suppress(OverflowError):  # what is too large for that is refused below
            value = float(value)
    if key.colours:
        wrong = problem(value) if value != [] else None
        if wrong:
            raise RecipeError(f"{name} must be {wrong}.")
        return value
    if not _is_of_kind(value, key):
        words = {int: "a whole number", float: "a number", bool: "true or false", str: "a string",
                 list: f"a list of {key.items or 'one or more'} strings, such as {_example(key)}",
                 }  # fmt: skip
        flag = f" Or use {key.flag}." if key.flag else ""
        raise RecipeError(f"{name} must be {words[key.kind]}. Received: {_shown(value)}.{flag}")
    if key.choices and value not in key.choices:
        near = did_you_mean(cut(value), key.choices) if isinstance(value, str) else ""
        raise RecipeError(
            f"{name} must be one of {', '.join(map(repr, key.choices))}. "
            f"Received: {_shown(value)}.{near}"
        )
    bounds = (
        ("at least", key.least, operator.ge),
        ("more than", key.above, operator.gt),
        ("at most", key.most, operator.le),
        ("less than", key.below, operator.lt),
    )
    given = [(word, bound, fits) for word, bound, fits in bounds if bound is not None]
    # Written so that NaN, which compares with nothing, is refused.
    if not all(fits(value, bound) for _, bound, fits in given):
        allowed = " and ".join(f"{word} {bound}" for word, bound, _ in given)
        raise RecipeError(f"{name} must be {allowed}. Received: {_shown(value)}.")
    return value


def in_order(keys: Mapping[str, Key]) -> dict[str, Key]:
    """Return keys section by section, each behind the one that it says it stands `after`."""
    names = [name for name, key in keys.items() if key.after not in keys]
    for name, key in keys.items():
        if key.after is not None and key.after in keys:
            names.insert(names.index(key.after) + 1, name)
    places = {section: place for place, section in enumerate(("", *SECTIONS))}
    names.sort(key=lambda name: places[name.rpartition(".")[0]])
    return {name: keys[name] for name in names}


def cut(text: str) -> str:
    """Return a text short enough for an error."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _is_of_kind(value: Any, key: Key) -> bool:
    if not isinstance(value, key.kind) or (key.kind is not bool and isinstance(value, bool)):
        return False
    if key.kind is not list:
        return True
    texts = all(isinstance(v, str) and "\0" not in v for v in value)
    return texts and (len(value) == key.items if key.items else bool(value))


def _example(key: Key) -> str:
    return toml_value(key.default if isinstance(key.default, list) else key.example)


def _shown(value) -> str:
    try:
        return cut(repr(value))
    except (ValueError, RecursionError):  # Python writes no number of thousands of digits
        return f"a {type(value).__name__} too long to show"
