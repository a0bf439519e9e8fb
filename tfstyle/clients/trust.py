"""Which certificates a client takes for HTTPS and grpcs: the system's, or those of a file."""

import functools
import os
import ssl
from typing import Any, NoReturn

from tfstyle.errors import RemoteError

_MARK = "CERTIFICATE_VERIFY_FAILED"


def roots(ca: str | os.PathLike) -> bytes:
    """Return the certificates of a file, PEM.

    Raises:
        OSError: it cannot be read, or has none in it (`ssl.SSLError`).
    """
    context(os.fspath(ca))
    with open(ca, "rb") as file:
        return file.read()


@functools.cache
def context(ca: str | None) -> Any:
    """Return what HTTPS is checked by; reading the usual ones takes longer than a small picture.

    Args:
        ca: a file of certificates, PEM, that are trusted instead of the usual ones.

    Raises:
        OSError: see `roots`.
    """
    if ca is not None:
        return ssl.create_default_context(cafile=ca)
    import httpx

    return httpx.create_ssl_context()


def check_trust(url: str, why: object) -> None:
    """Raise what helps where a certificate is why nothing answered.

    Raises:
        RemoteError: it is.
    """
    if _MARK in str(why):
        _refuse(url, str(why).rpartition(_MARK)[2].strip("]: .") or "not trusted")


def _refuse(url, why) -> NoReturn:
    raise RemoteError(
        f"The certificate of {url} is not trusted ({why}). Name the file of who signed it "
        "(ca=…, --ca …), and the host as the certificate does.",
        "UNAVAILABLE",
    )
