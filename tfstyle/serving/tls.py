"""What a server shows for HTTPS and grpcs: a certificate and its key, read and checked at once."""

import dataclasses
import os
import ssl
from pathlib import Path

from tfstyle.errors import DataError

_MISMATCH = ("KEY_VALUES_MISMATCH", "KEY_TYPE_MISMATCH")


@dataclasses.dataclass(frozen=True)
class Identity:
    """A certificate and its key.

    Attributes:
        certificate: PEM, with those between it and one that clients trust.
        key: PEM.
        context: of Python's `ssl`, for a server of HTTP: TLS 1.2 or newer.
    """

    certificate: bytes = dataclasses.field(repr=False)  # the file may have the key, too
    key: bytes = dataclasses.field(repr=False)
    context: ssl.SSLContext = dataclasses.field(repr=False)


def read_identity(certificate: str | os.PathLike, key: str | os.PathLike) -> Identity:
    """Return what two files hold. A certificate that is renewed is read at the next start.

    Args:
        certificate: file in PEM, the server's own certificate first.
        key: file in PEM, without a password. It may be the same file.

    Raises:
        DataError: a file cannot be read or holds no such thing, or the two do not belong together.
    """
    certificate, key = Path(certificate), Path(key)
    shown = _read(certificate, b"-----BEGIN CERTIFICATE-----", "certificate")
    secret = _read(key, b"PRIVATE KEY-----", "private key")

    def locked():
        raise DataError(
            f"The key of {key} has a password, which nobody is there to type. "
            f"Take it off: openssl pkey -in {key.name} -out FILE"
        )

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    try:
        context.load_cert_chain(certificate, key, password=locked)
    except ssl.SSLError as error:
        if error.reason in _MISMATCH:
            raise DataError(
                f"The key of {key} does not belong to the certificate of {certificate}."
            ) from error
        why = (error.reason or "damaged").replace("_", " ").lower()
        raise DataError(
            f"{certificate} and {key} cannot be used ({why}). Both are PEM files, and the "
            "server's own certificate is the first of its file."
        ) from error
    except OSError as error:
        raise DataError(f"{certificate} and {key} cannot be read ({error.strerror}).") from error
    return Identity(shown, secret, context)


def _read(path, mark, what) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"The {what} cannot be read from {path} ({error.strerror}).") from error
    if mark not in content:
        raise DataError(f"{path} has no {what} in PEM, which begins with -----BEGIN.")
    return content
