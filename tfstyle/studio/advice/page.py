"""All advice for a picture as plain data, which a web page, a file or a program can show."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from tfstyle.studio.advice import words
from tfstyle.studio.advice.analysis import FINDINGS, analyse
from tfstyle.studio.advice.canvas import Canvas
from tfstyle.studio.advice.findings import Analysis
from tfstyle.studio.advice.overlays import overlay
from tfstyle.studio.advice.suggestions import advise
from tfstyle.studio.texts import say


class NumberRow(NamedTuple):
    """A number of a section: its key, its name, its value and what it was compared with, as texts.

    `value` is the number itself; `master` and `master_value` are those of the master's painting,
    `None` without one.
    """

    key: str
    name: str
    text: str
    limits: str
    value: float | None
    master: str | None
    master_value: float | None


class Change(NamedTuple):
    """A suggestion of a section: texts, the picture with it applied, and its numbers."""

    key: str
    title: str
    how: str
    why: str
    preview: np.ndarray
    measure: str
    mine: float | None
    theirs: float | None
    after: float | None
    limit: float | None


@dataclass(frozen=True)
class Section:
    """A part of the page.

    Attributes:
        key: of a finding, or `"suggestions"`.
        title: its heading.
        sentences: what was found, or a sentence about the suggestions.
        drawn: what the overlay shows, in a sentence.
        numbers: what the sentences follow from.
        overlay: uint8 (H, W, 3); of `"suggestions"` the picture as it is.
        master_sentences, master_overlay: the same of the master's painting, empty and `None`
            without one.
        suggestions: of `"suggestions"`, up to three.
    """

    key: str
    title: str
    sentences: tuple[str, ...]
    drawn: str = ""
    numbers: tuple[NumberRow, ...] = ()
    overlay: np.ndarray | None = field(default=None, repr=False)
    master_sentences: tuple[str, ...] = ()
    master_overlay: np.ndarray | None = field(default=None, repr=False)
    suggestions: tuple[Change, ...] = ()


def page(
    image: np.ndarray | Canvas | Analysis,
    master: np.ndarray | Canvas | Analysis | None = None,
    language: str = "en",
) -> list[Section]:
    """Return all findings of a picture, the master's beside them, and the suggestions.

    Args:
        image: the picture, uint8, as `analyse` takes it, or its analysis.
        master: the chosen painting, likewise; without one the suggestions compare with the middle
            of thirteen paintings.
        language: `"en"` or `"zh"`.

    Raises:
        ImageError: no picture.

    Example:
        >>> sections = page(np.zeros((8, 8), "uint8"))
        >>> sections[0].title, sections[0].sentences
        ('Values (notan)', ('The whole picture is one value (0 L*).',))
    """
    mine = image if isinstance(image, Analysis) else analyse(image)
    theirs = master if isinstance(master, Analysis) or master is None else analyse(master)
    sections = [_finding(key, mine, theirs, language) for key in FINDINGS]
    return [*sections, _suggestions(mine, theirs, language)]


def _finding(key, mine, theirs, language) -> Section:
    found, other = mine[key], theirs[key] if theirs else None
    return Section(
        key,
        say(f"advice.finding.{key}", language),
        _sentences(found, language),
        say(f"advice.drawn.{key}", language),
        tuple(_numbers(found, other, language)),
        overlay(mine.canvas, found),
        _sentences(other, language) if other else (),
        overlay(theirs.canvas, other) if other else None,
    )


def _sentences(finding, language):
    return tuple(words.sentence(statement, language) for statement in finding.statements)


def _numbers(found, other, language):
    for name, number in found.numbers.items():
        beside = other.numbers[name] if other else None
        yield NumberRow(
            name, words.number_name(found.key, name, language), number.text(),
            number.limits_text(), number.value,
            beside.text() if beside else None, beside.value if beside else None,
        )  # fmt: skip


def _suggestions(mine, theirs, language) -> Section:
    whom = "middle" if theirs is None else "master"
    changes = tuple(
        Change(
            one.key, *words.suggestion_texts(one, language, whom), one.preview, one.measure,
            one.mine.value, one.theirs.value, one.after.value, one.limit.value,
        )
        for one in advise(mine, theirs)
    )  # fmt: skip
    which = "about" if changes else "none"
    named = say(f"advice.page.whom_{whom}", language)
    about = say(f"advice.page.suggestions_{which}", language, whom=named)
    return Section(
        "suggestions", say("advice.page.suggestions", language), (about,),
        overlay=mine.canvas.shown, suggestions=changes,
    )  # fmt: skip
