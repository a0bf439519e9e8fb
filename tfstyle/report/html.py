"""HTML that cannot be anything but what was meant: every text is escaped unless it is `Html`."""

import html
from collections.abc import Iterable, Sequence

_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source"})


class Html(str):
    """Markup that is safe to show as it is; only this module and the page's frame make it."""

    __slots__ = ()


def element(name: str, /, *children: object, **attributes: object) -> Html:
    """Return an element.

    Args:
        name: of the element.
        *children: `Html` as it is, `None` left out, anything else as escaped text.
        **attributes: `class_` is `class`, `data_step` is `data-step`; `None` and `False` are left
            out, `True` stands without a value.

    Example:
        >>> element("p", "a < b", element("br"), class_="note")
        '<p class="note">a &lt; b<br></p>'
    """
    words = [name]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        key = key.rstrip("_").replace("_", "-")
        words.append(key if value is True else f'{key}="{_escaped(value)}"')
    opening = f"<{' '.join(words)}>"
    if name in _VOID:
        return Html(opening)
    return Html(f"{opening}{joined(children)}</{name}>")


def joined(parts: Iterable[object]) -> Html:
    """Return parts one after the other, as `element` takes its children."""
    return Html("".join(
        part if isinstance(part, Html) else _escaped(part) for part in parts if part is not None
    ))  # fmt: skip


def table(
    caption: str, head: Sequence[object], rows: Iterable[Sequence[object]], class_: str = ""
) -> Html:
    """Return a table that scrolls by itself where it is wider than the screen.

    Args:
        caption: what it shows.
        head: of the columns.
        rows: cells; the first of a row is its heading.
        class_: of the table.
    """
    body = [
        element("tr", element("th", row[0], scope="row"), *(element("td", c) for c in row[1:]))
        for row in rows
    ]
    return element(
        "div",
        element(
            "table",
            element("caption", caption),
            element("thead", element("tr", *(element("th", each, scope="col") for each in head))),
            element("tbody", *body),
            class_=class_ or None,
        ),
        class_="scroll", tabindex="0", role="region", aria_label=caption,
    )  # fmt: skip


def clean(text: object) -> str:
    """Return a text that any file may hold: no control letters, no halves of letters.

    Example:
        >>> clean("a\\x00b\\udce4c")
        'a?b?c'
    """
    return "".join(
        letter if letter in "\n\t" or (letter >= " " and not _odd(letter)) else "?"
        for letter in str(text)
    )


def _odd(letter: str) -> bool:
    # C1 controls and DEL, surrogates, marks that turn the writing's direction.
    code = ord(letter)
    return (
        0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF)
        or 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069
    )  # fmt: skip


def _escaped(text: object) -> str:
    return html.escape(clean(text), quote=True)
