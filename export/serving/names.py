"""Names that a server's addresses, its configuration and a cluster all take."""

import re

from tfstyle.errors import ExportError, one_line

# KServe makes `<name>-predictor` of it, and a name in the DNS has 63 letters at most (RFC 1123).
LONGEST = 50
_NAME = re.compile(rf"[A-Za-z](?:[A-Za-z0-9_.-]{{0,{LONGEST - 2}}}[A-Za-z0-9])?", re.ASCII)


def check_name(name: str) -> str:
    """Return a model's name if it can stand in an address, in a configuration and in a cluster.

    Args:
        name: 1 to 50 ASCII letters, digits, `_`, `.` and `-`; a letter first, no sign last.

    Raises:
        ExportError: it has anything else.

    Example:
        >>> check_name("fast_style_udnie")
        'fast_style_udnie'
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ExportError(
            f"A served model's name has up to {LONGEST} ASCII letters, digits and _ . - with a "
            "letter first and a letter or digit last. "
            f"Received: {one_line(repr(name), 80)}. Name another with --name."
        )
    return name


def kubernetes_name(name: str) -> str:
    """Return a served model's name as a label of the DNS (RFC 1123), as Kubernetes wants it.

    Example:
        >>> kubernetes_name("fast_style_udnie")
        'fast-style-udnie'
    """
    return re.sub(r"[_.]", "-", check_name(name)).lower()
