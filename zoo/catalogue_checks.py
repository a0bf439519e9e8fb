"""What the catalogue says, checked before any of it becomes an address or a path."""

import re
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

from tfstyle.errors import IntegrityError, one_line

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,150}")


def read_toml(path: Path) -> dict:
    """Return the content of a TOML file.

    Raises:
        IntegrityError: it is damaged.
    """
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise IntegrityError(f"{path} cannot be read: {one_line(error)}") from error


def check_name(name: str) -> None:
    """Check that a name can be one of a file or folder, and nothing but that.

    Raises:
        ValueError: it cannot.
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ValueError(f"{one_line(repr(name), 80)} is no plain name")


def check_origin(origin) -> None:
    """Check a published file: its name, its address, what is recorded of it.

    Raises:
        ValueError: one of them is not what it should be.
    """
    check_name(origin.file)
    if not isinstance(origin.url, str) or urlsplit(origin.url).scheme not in ("http", "https"):
        raise ValueError(f"{one_line(repr(origin.url), 80)} is no address of http or https")
    if origin.sha256 is not None and not re.fullmatch("[0-9a-f]{64}", str(origin.sha256)):
        raise ValueError("sha256 must be 64 hexadecimal digits")
    if origin.size is not None and (type(origin.size) is not int or origin.size < 1):
        raise ValueError("size must be the number of bytes")
