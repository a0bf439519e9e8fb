"""What reaches the terminal is harmless.

A file's name may hold anything, escape sequences that drive a terminal included; what a verb prints
of it goes through `shown`.
"""

import typer


def shown(text) -> str:
    r"""Return `text` as one can print it: what is no printable character is escaped.

    Example:
        >>> print(shown("a\x1b]0;title\x07.png"))
        a\x1b]0;title\x07.png
    """
    return "".join(c if c.isprintable() else _escaped(c) for c in str(text))


def _escaped(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file's name that is no UTF-8
        code -= 0xDC00
    return repr(character)[1:-1] if code >= 0x100 or character in "\n\r\t" else f"\\x{code:02x}"


def bar_title(text) -> str:
    """Return `text` for a line of rich's progress bar, which would read `[red]` as a colour."""
    from rich.markup import escape

    return escape(shown(text))


def say(line, *, error: bool = False) -> None:
    """Print one line on stdout, or on stderr."""
    typer.echo(shown(line), err=error)
