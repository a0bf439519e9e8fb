"""One file from a server: complete, correct and no larger than promised, or not at all."""

import hashlib
import os
from pathlib import Path

from tfstyle.errors import IntegrityError, OfflineError
from tfstyle.files import atomic_file

LARGEST = 1 << 30  # bytes of a file whose size nobody promised
_BLOCK = 1 << 20
_TIMEOUT = 60  # seconds without a byte


def fetch(
    url: str, target, expected: str | None = None, *, size=None, check=None, progress=None
) -> str:
    """Download a file; it appears complete and correct, or not at all.

    Args:
        url: https or http, of a host that `fetching.addresses` lets be asked.
        target: the file.
        expected: its SHA-256; `None` if nobody knows it yet.
        size: its bytes, if known; no more are taken, and at most 1 GiB if not.
        check: function of the path of what came, before it appears; raises if it is wrong.
        progress: function of `(bytes so far, bytes in all or None)`.

    Returns:
        The SHA-256 of what came.

    Raises:
        OfflineError: `TFSTYLE_OFFLINE` is set, the server cannot be reached, or the address is
            one of this computer or its network.
        IntegrityError: the SHA-256 or the size is another.
        StorageError: the disk is full, or the place not writable.
    """
    from tfstyle.fetching import addresses  # not before: it brings the HTTP client

    target = Path(target)
    refuse_offline(url, target, expected)
    help_yourself = _help_yourself(url, target, expected)
    addresses.check_address(url)
    with atomic_file(target) as temporary:
        found, done = _receive(url, temporary, size, progress, help_yourself)
        if expected not in (None, found):
            raise IntegrityError(
                f"{url} is not what was recorded: its SHA-256 is {found}, expected "
                f"{expected}. Nothing was kept. {help_yourself}"
            )
        if size not in (None, done):
            raise IntegrityError(
                f"{url} is not what was recorded: it has {done} bytes, expected {size}. Nothing "
                f"was kept. {help_yourself}"
            )
        if check:
            check(temporary)
    return found


def refuse_offline(url, target, expected) -> None:
    """Raise an OfflineError that names the file to provide, if nothing may be fetched."""
    if os.environ.get("TFSTYLE_OFFLINE", "0") not in ("", "0"):
        raise OfflineError(
            f"TFSTYLE_OFFLINE is set and {target} is missing. "
            f"{_help_yourself(url, target, expected)}"
        )


def _receive(url, path, size, progress, help_yourself):
    """Write what a server sends to `path`; return its SHA-256 and its bytes."""
    import http.client

    from tfstyle.fetching import addresses

    most, digest, done = size or LARGEST, hashlib.sha256(), 0

    def check(count):
        if count > most:
            raise IntegrityError(
                f"{url} is not what was recorded: it has more than the {most:,} bytes expected. "
                f"Nothing was kept. {help_yourself}"
            )

    try:
        with addresses.open_url(url, _TIMEOUT) as answer, open(path, "wb", 0) as file:
            total = _length(answer.headers.get("Content-Length"))
            check(total or 0)
            while block := answer.read(_BLOCK):
                done += len(block)
                check(done)
                _write(file, block)
                digest.update(block)
                if progress:
                    progress(done, total)
    except _DiskError as error:
        raise error.args[0] from None
    # URLError, HTTPError, timeouts and refused connections are all OSError.
    except (OSError, http.client.HTTPException) as error:
        raise OfflineError(f"Could not fetch {url}: {error}. {help_yourself}") from error
    if total is not None and done != total:
        raise OfflineError(
            f"The connection broke: {done} of {total} bytes of {url} came. Try again. "
            f"{help_yourself}"
        )
    return digest.hexdigest(), done


def _length(said: str | None) -> int | None:
    """Return the bytes a server announces; a server may also say nothing, or nonsense."""
    return int(said) if said and said.isascii() and said.isdecimal() and len(said) < 20 else None


def _help_yourself(url, target, expected) -> str:
    known = f"SHA-256 {expected}" if expected else "its SHA-256 is recorded then"
    return f"Get {url} in another way and put it at {target} ({known})."


class _DiskError(Exception):
    """Wraps an error of writing, to tell it from one of reading the network."""


def _write(file, block):
    """Write without a buffer: what a full disk did not take would be tried again at the end."""
    left = memoryview(block)
    try:
        while left:
            left = left[file.write(left) :]
    except OSError as error:
        raise _DiskError(error) from error
