"""The advice for a picture as one HTML document that needs no other file."""

import base64
import io
from collections.abc import Sequence

import numpy as np

from tfstyle.report.html import Html, element, joined, table
from tfstyle.report.page import Section as Part
from tfstyle.report.page import all_of, notes
from tfstyle.report.page import page as document
from tfstyle.studio.advice.page import Section
from tfstyle.studio.texts import say

_QUALITY = 86


def html_page(name: str, sections: Sequence[Section], language: str = "en") -> str:
    """Return the sections of `page` as a page.

    Args:
        name: of the picture, for the heading.
        sections: of `page`, in the same language.
        language: `"en"` or `"zh"`.
    """

    def text(key, **values):
        return say(f"advice.page.{key}", language, **values)

    parts = [
        Part(section.key, section.title, _suggestions(section, text) if section.suggestions
             else _finding(section, text))
        for section in sections
    ]  # fmt: skip
    about = element("p", text("about"))
    return document(text("title", name=name), about, parts, _HTML_NAMES.get(language, language))


_HTML_NAMES = {"zh": "zh-Hans"}


def _finding(section: Section, text) -> Html:
    pictures = []
    if section.overlay is not None and section.drawn:
        pictures.append(_figure(section.overlay, text("here"), section.drawn))
    if section.master_overlay is not None:
        pictures.append(_figure(section.master_overlay, text("master"), section.drawn))
    return all_of(
        notes(section.sentences),
        element("h3", text("beside")) if section.master_sentences else None,
        notes(section.master_sentences),
        element("div", *pictures, class_="pairs") if pictures else None,
        element("p", section.drawn, class_="soft") if section.drawn else None,
        _numbers(section, text) if section.numbers else None,
    )


def _numbers(section, text) -> Html:
    with_master = any(row.master is not None for row in section.numbers)
    head = [text("number"), text("here"), *([text("master")] if with_master else []),
            text("limits")]  # fmt: skip
    rows = [
        (row.name, row.text, *([row.master or "–"] if with_master else []), row.limits)
        for row in section.numbers
    ]
    return element("details", element("summary", text("numbers")), table(section.title, head, rows))


def _suggestions(section: Section, text) -> Html:
    before = _figure(section.overlay, text("original"), text("original"))
    parts = [element("p", sentence) for sentence in section.sentences]
    for number, change in enumerate(section.suggestions, 1):
        after = _figure(change.preview, text("preview"), change.title)
        parts += [
            element("h3", f"{number}. {change.title}"),
            element("p", change.how),
            element("p", change.why, class_="soft"),
            element("div", before, after, class_="pairs"),
        ]
    return joined(parts)


def _figure(picture: np.ndarray | None, caption: str, about: str) -> Html | None:
    if picture is None:
        return None
    height, width = picture.shape[:2]
    image = element("img", src=_uri(picture), alt=about, width=width, height=height)
    return element("figure", image, element("figcaption", caption))


def _uri(picture: np.ndarray) -> str:
    from PIL import Image

    file = io.BytesIO()
    # 4:4:4: thin coloured lines would bleed.
    Image.fromarray(np.ascontiguousarray(picture)).save(
        file, "JPEG", quality=_QUALITY, subsampling=0
    )
    return "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode()
