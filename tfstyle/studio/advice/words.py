"""Findings and suggestions as sentences, in English or Chinese."""

from tfstyle.studio.advice.findings import Number, Statement, Word
from tfstyle.studio.advice.suggestions import Suggestion
from tfstyle.studio.texts import say


def sentence(statement: Statement, language: str) -> str:
    """Return a statement as a sentence.

    Args:
        statement: of a finding.
        language: `"en"` or `"zh"`.

    Raises:
        KeyError: there is no such text.
    """
    text = _said(f"said.{statement.key}", language, statement.values)
    # A sentence may begin with a colour or a place.
    return text[:1].upper() + text[1:]


def number_name(finding: str, name: str, language: str) -> str:
    """Return what a number of a finding is called."""
    return say(f"advice.number.{finding}.{name}", language)


def suggestion_texts(suggestion: Suggestion, language: str, whom: str) -> tuple[str, str, str]:
    """Return a suggestion's title, how it is done, and why, each a sentence or two.

    Args:
        suggestion: of `advise`.
        language: `"en"` or `"zh"`.
        whom: `"master"`, or `"middle"` where it was compared with the middle of paintings.
    """
    title = say(f"advice.suggest.{suggestion.key}", language)
    how = _said(f"suggest.{suggestion.key}_how", language, suggestion.values)
    numbers = {
        name: getattr(suggestion, name).text() for name in ("mine", "theirs", "after", "limit")
    }
    finding, name = suggestion.measure.split(".")
    measure = number_name(finding, name, language)
    why = say(
        "advice.suggest.why", language,
        measure=measure[:1].upper() + measure[1:], whom=say(f"advice.page.whom_{whom}", language),
        **numbers,
    )  # fmt: skip
    return title, how, why


def _said(key: str, language: str, values) -> str:
    return say(f"advice.{key}", language, **{
        name: _in_words(value, language) for name, value in values.items()
    })  # fmt: skip


def _in_words(value, language: str) -> str:
    if isinstance(value, Word):
        return _said(f"word.{value.key}", language, dict(value.values))
    if isinstance(value, Number):
        return value.text()
    if isinstance(value, tuple):
        words = [_in_words(one, language) for one in value]
        if len(words) < 2:
            return "".join(words)
        comma, last = (say(f"advice.word.{key}", language) for key in ("comma", "and"))
        return comma.join(words[:-1]) + last + words[-1]
    return str(value)
