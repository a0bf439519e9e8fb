"""The advice without its pictures: as lines for a terminal, and as data for a program."""

from collections.abc import Sequence

from tfstyle.studio.advice.page import Section
from tfstyle.studio.texts import say

_TOLD = ("key", "title", "how", "why", "measure", "mine", "theirs", "after", "limit")


def as_text(sections: Sequence[Section], language: str) -> str:
    """Return the sections of `page` as lines."""
    lines = []
    for section in sections:
        lines += [section.title, *(f"  {sentence}" for sentence in section.sentences)]
        if section.master_sentences:
            lines.append(f"  {say('advice.page.beside', language)}")
            lines += [f"    {sentence}" for sentence in section.master_sentences]
        for number, change in enumerate(section.suggestions, 1):
            lines += [f"  {number}. {change.title}", f"     {change.how}", f"     {change.why}"]
        lines.append("")
    return "\n".join(lines[:-1])


def as_data(sections: Sequence[Section]) -> list[dict]:
    """Return the sections of `page` as what JSON holds, without pictures."""
    return [
        {
            "key": section.key,
            "title": section.title,
            "sentences": list(section.sentences),
            "master_sentences": list(section.master_sentences),
            "numbers": [
                {"key": row.key, "name": row.name, "value": row.value, "text": row.text,
                 "compared_with": row.limits, "master": row.master_value}
                for row in section.numbers
            ],
            "suggestions": [
                {name: getattr(change, name) for name in _TOLD}
                for change in section.suggestions
            ],
        }
        for section in sections
    ]  # fmt: skip
