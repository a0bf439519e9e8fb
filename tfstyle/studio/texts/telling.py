"""Sentences that outlive the language they were written in: a key and its values, kept as text.

What a worker says of a job, or an error of why something was refused, is read by somebody whose
language the writer does not know. `Told` is
the English sentence to whatever only wants a string (a log, an exception, a test), and remembers
what it was made of; `stored` and `recalled` bring it through a column of text.
"""

import json
from collections.abc import Mapping
from typing import Any

from tfstyle.studio.texts import all_texts, say

# Before what was stored: no foreign text has it, since jobs keep one line without control letters.
_MARK = "\x1f"


class Told(str):
    """A sentence in English that can be said in another language.

    Args:
        key: of the texts; without a section it is of `jobs_told`.
        **values: what stands for the names in braces: text, numbers, or `Told` again.

    Raises:
        KeyError: there is no such sentence, or a value is missing.

    Example:
        >>> told = Told("step", step=3, steps=9, loss="", left="")
        >>> str(told), in_language(told, "zh")
        ('Step 3 of 9.', '第 3 步，共 9 步。')
    """

    key: str
    values: Mapping[str, Any]

    def __new__(cls, key: str, /, **values: object) -> "Told":
        """Say it in English at once: a wrong key is told where it is written."""
        made = super().__new__(cls, _said(key, "en", values))
        made.key, made.values = key, values
        return made

    def __reduce__(self):  # a copy is made of the key, not of the sentence
        return _again, (self.key, dict(self.values))


def _said(key, language, values) -> str:
    return say(_full(key), language).format(**values)  # a value that is missing is told


def _full(key) -> str:
    return key if "." in key else f"jobs_told.{key}"


def _again(key, values) -> Told:
    return Told(key, **values)


def in_language(text: str, language: str) -> str:
    """Return a sentence in a language; text that is no `Told` stays as it is."""
    if not isinstance(text, Told):
        return text
    values = {
        name: in_language(value, language) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    return _said(text.key, language, values)


def stored(text: str, most: int = 500) -> str:
    """Return what a column keeps of a sentence; what does not fit is kept in English alone.

    Example:
        >>> recalled(stored(Told("ready"))).key, stored("Foreign text.")
        ('ready', 'Foreign text.')
    """
    if isinstance(text, Told):
        kept = _MARK + json.dumps(_plain(text), ensure_ascii=False, separators=(",", ":"))
        if len(kept) <= most and "\0" not in str(text):
            return kept
    return str.__str__(text).replace(_MARK, " ")


def recalled(kept: str) -> str:
    """Return a sentence as it was before `stored`; one of a later release reads as nothing."""
    if not kept.startswith(_MARK):
        return kept
    try:
        return _told(json.loads(kept[1:]))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        return ""


def _plain(text: Told) -> list:
    return [
        text.key,
        {name: _plain(value) if isinstance(value, Told) else value
         for name, value in text.values.items()},
    ]  # fmt: skip


def _told(plain) -> Told:
    key, values = plain
    if not isinstance(key, str) or _full(key) not in all_texts("en"):
        raise KeyError(key)
    return Told(key, **{
        name: _told(value) if isinstance(value, list) else value for name, value in values.items()
    })  # fmt: skip
