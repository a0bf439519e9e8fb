"""The frame of every page: head, style, script, and a policy under which nothing is fetched."""

import base64
import hashlib
from collections.abc import Sequence
from importlib import resources
from typing import NamedTuple

from tfstyle.report.html import Html, element, joined


class Section(NamedTuple):
    """A part of a page.

    Attributes:
        key: its address in the page, of plain letters.
        title: its heading.
        content: what it shows; a section without any is left out.
    """

    key: str
    title: str
    content: Html


def page(title: str, about: Html, sections: Sequence[Section], language: str = "en") -> str:
    """Return a whole HTML document that needs no other file.

    Args:
        title: the first heading, and the name of the browser's tab.
        about: what stands below it.
        sections: what follows, each with a link to it at the top.
        language: of title and sections, as HTML names it.
    """
    import tfstyle

    style, script = _part("page.css"), _part("page.js")
    # A second wall behind the escaping: whatever slipped through could neither run nor ask a
    # server for anything.
    policy = (
        f"default-src 'none'; img-src data:; style-src '{_hash(style)}'; "
        f"script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"
    )
    sections = [section for section in sections if section.content]
    links = (element("li", element("a", s.title, href=f"#{s.key}")) for s in sections)
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="generator", content=f"tfstyle {tfstyle.__version__}"),
        element("link", rel="icon", href="data:,"),
        element("title", title),
        Html(f"<style>{style}</style>"),
    )
    body = element(
        "body",
        element(
            "header", element("h1", title), about,
            element("nav", element("ul", *links), aria_label="Sections"),
        ),
        element("main", *(
            element("section", element("h2", s.title, id=s.key), s.content, aria_labelledby=s.key)
            for s in sections
        )),
        element("footer", element("p", f"Made by tfstyle {tfstyle.__version__}.", lang="en")),
        Html(f"<script>{script}</script>"),
    )  # fmt: skip
    return f"<!doctype html>\n{element('html', head, body, lang=language)}\n"


def facts(values: dict[str, object]) -> Html:
    """Return a few facts as cards; those without a value are left out."""
    return element("dl", *(
        element("div", element("dt", name), element("dd", value))
        for name, value in values.items() if value not in (None, "")
    ), class_="facts")  # fmt: skip


def notes(sentences: Sequence[str]) -> Html | None:
    """Return sentences as a list, `None` for none."""
    if not sentences:
        return None
    return element("ul", *(element("li", each) for each in sentences), class_="notes")


def all_of(*parts: object) -> Html:
    """Return several parts as one."""
    return joined(parts)


def _part(name: str) -> str:
    return resources.files("tfstyle.report").joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
