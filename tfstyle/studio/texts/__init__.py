"""Every sentence that people read, by its key, in English and Chinese.

A part of the studio keeps its sentences in files of its own, `<part>.en.toml` and `<part>.zh.toml`;
`en.toml` and `zh.toml` hold what the pages say. A section is a room: `say("paint.undo", "zh")`.
"""

import functools
import tomllib
from collections.abc import Iterable
from importlib import resources

LANGUAGES = ("en", "zh")
NAMES = {"en": "English", "zh": "中文"}


def say(key: str, language: str, **values: object) -> str:
    """Return a sentence.

    Args:
        key: section and name, with a dot between.
        language: one of `LANGUAGES`; English for another.
        **values: what stands for the names in braces.

    Raises:
        KeyError: there is no such sentence, or a value for it is missing.

    Example:
        >>> say("jobs.queued", "en", place=2)
        'waiting, place 2'
    """
    sentences = all_texts(language if language in LANGUAGES else "en")
    return sentences[key].format(**values) if values else sentences[key]


@functools.cache
def all_texts(language: str) -> dict[str, str]:
    """Return all sentences of a language by their keys.

    Raises:
        ValueError: two files have the same key.
    """
    found: dict[str, str] = {}
    for file in sorted(resources.files(__name__).iterdir(), key=lambda file: file.name):
        if file.name == f"{language}.toml" or file.name.endswith(f".{language}.toml"):
            for key, text in _flat(tomllib.loads(file.read_text("utf-8"))):
                if key in found:
                    raise ValueError(f"{file.name}: {key!r} is in another file, too.")
                found[key] = text
    return found


def best_language(header: str) -> str:
    """Return what a browser's `Accept-Language` would rather read.

    Example:
        >>> best_language("zh-CN,zh;q=0.9,en;q=0.8"), best_language("de, en;q=0.5")
        ('zh', 'en')
    """
    wanted = []
    for place, part in enumerate(header.split(",")):
        name, _, quality = part.partition(";")
        try:
            weight = float(quality.strip().removeprefix("q=") or 1)
        except ValueError:
            weight = 0.0
        wanted.append((-weight, place, name.strip().lower().partition("-")[0]))
    return next((name for _, _, name in sorted(wanted) if name in LANGUAGES), "en")


def _flat(table, prefix="") -> Iterable[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value
