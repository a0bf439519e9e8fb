"""TOML read with care: a recipe may come from anybody, and takes no more than its bytes allow."""

import os
import re
import tomllib
from pathlib import Path

from tfstyle.errors import RecipeError

# Ten thousand paths of paintings; Python's reader of TOML is slow beyond.
MOST_BYTES = 2**20
# Recipes have sections and lists, one level each. The time and memory of Python's reader grow with
# the square of a key's parts, its stack with the depth of brackets.
_MOST_DEPTH, _MOST_PARTS = 8, 8
_TEXTS = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL
)
_MARKS = re.compile(r"[\[\]{}.=,\n]")


def read_source(path: str | os.PathLike) -> str:
    """Return the text of a recipe file; a byte order mark in front is no part of it.

    Raises:
        RecipeError: there is no such file, it is none of text, or too large to be a recipe.
    """
    path = Path(path)
    try:
        if path.exists() and not path.is_file():
            raise RecipeError(f"The recipe {path} is no file. Name a recipe.toml.")
        with open(path, "rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise _too_large(path)
        return content.decode("utf-8-sig")
    except RecipeError:  # a ValueError, too
        raise
    except UnicodeDecodeError as error:
        raise RecipeError(f"The recipe {path} cannot be read: not UTF-8 text.") from error
    except (OSError, ValueError) as error:  # ValueError: a name with a zero byte
        reason = getattr(error, "strerror", None) or error
        raise RecipeError(f"The recipe {path} cannot be read: {reason}.") from error


def parse_source(text: str, origin: str) -> dict:
    """Return what TOML text holds.

    Args:
        text: of a recipe.
        origin: what errors call it.

    Raises:
        RecipeError: no TOML, or larger and deeper than a recipe has a reason to be.
    """
    if len(text) > MOST_BYTES:
        raise _too_large(origin)
    _check_shape(text, origin)
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    # ValueError: no TOML, or a number of thousands of digits.
    except (ValueError, RecursionError, OverflowError) as error:
        reason = str(error) or type(error).__name__
        raise RecipeError(f"{origin} is not valid TOML: {reason}.") from error


def _too_large(origin) -> RecipeError:
    most = MOST_BYTES // 2**20
    return RecipeError(f"{origin} is larger than {most} MiB, which no recipe is. Another file?")


def _check_shape(text: str, origin: str) -> None:
    depth = parts = 0
    for mark in _MARKS.findall(_TEXTS.sub("", text)):
        if mark == ".":
            parts += 1
        else:
            parts = 0
            depth += (mark in "[{") - (mark in "]}")
        if parts >= _MOST_PARTS or depth > _MOST_DEPTH:
            raise RecipeError(
                f"{origin} is nested deeper than {_MOST_DEPTH} levels. A recipe has sections, "
                "and keys in them."
            )
