"""Weights that do not ship with the package: fetched once, checked, and never half there.

A preset whose `config.json` has `"remote": {"url": ..., "sha256": ..., "size": ...}` keeps its
weights in the cache, `TFSTYLE_CACHE` (`~/.cache/tfstyle` if not set). With `TFSTYLE_OFFLINE=1`
nothing is ever fetched. Models of the catalogue are fetched by `zoo.originals`.
"""

import contextlib
import hashlib
import os
from pathlib import Path

from tfstyle import locks
from tfstyle.errors import IntegrityError, OfflineError, StorageError
from tfstyle.files import atomic_file
from tfstyle.presets import CONFIG, WEIGHTS, check_file, read_config
from tfstyle.zoo.catalogue import list_catalogue
from tfstyle.zoo.registry import preset_directory

_SCHEMES = ("https", "http", "file")
_BLOCK = 1 << 20
_TIMEOUT = 60  # seconds without a byte


def download(name: str, *, progress=None) -> Path:
    """Make a preset ready for use offline, and return where its weights lie.

    What ships with the package, or is in the cache already, is only checked. A model of the
    catalogue is converted, too.

    Args:
        name: of a preset of the zoo, or of a model of its catalogue.
        progress: function of `(bytes so far, bytes in all)`, called while data arrives.

    Raises:
        UnknownPresetError: with the nearest names.
        OfflineError: the network is off or not there; names the URL and the file to provide.
        IntegrityError: what came is not what was recorded.
    """
    if name in list_catalogue():
        from tfstyle.zoo.converted import get_converted

        return get_converted(name, progress=progress) / WEIGHTS
    directory = preset_directory(name)
    check_file(directory, CONFIG)
    place = weights_directory(directory, progress=progress)
    check_file(directory, WEIGHTS, place)
    return place / WEIGHTS


def cache_directory() -> Path:
    """Return `TFSTYLE_CACHE`, by default `~/.cache/tfstyle`."""
    given = os.environ.get("TFSTYLE_CACHE")
    return Path(given) if given else Path.home() / ".cache" / "tfstyle"


def weights_directory(directory, *, progress=None) -> Path:
    """Return the directory that holds a preset's weights, fetching them if need be.

    Raises:
        OfflineError: they have to be fetched and cannot be.
        IntegrityError: what came is not what was recorded.
    """
    directory = Path(directory)
    remote = read_config(directory).get("remote")
    if not remote or (directory / WEIGHTS).exists():
        return directory
    # Named by content: new weights under an old name never meet the old file.
    place = cache_directory() / "presets" / f"{directory.name}-{remote['sha256'][:16]}"
    target = place / WEIGHTS
    if not target.exists():
        _refuse_offline(remote["url"], target, remote["sha256"])
        with lock(place):
            if not target.exists():  # another process may have fetched it meanwhile
                fetch(remote["url"], target, remote["sha256"], progress=progress)
    return place


def fetch(
    url: str, target, expected: str | None = None, *, size=None, check=None, progress=None
) -> str:
    """Download a file; it appears complete and correct, or not at all.

    Args:
        url: https, http or file.
        target: the file.
        expected: its SHA-256; `None` if nobody knows it yet.
        size: its bytes, if known.
        check: function of the path of what came, before it appears; raises if it is wrong.
        progress: function of `(bytes so far, bytes in all or None)`.

    Returns:
        The SHA-256 of what came.

    Raises:
        OfflineError: `TFSTYLE_OFFLINE` is set, or the server cannot be reached.
        IntegrityError: the SHA-256 or the size is another.
    """
    import http.client
    import urllib.request

    target = Path(target)
    _refuse_offline(url, target, expected)
    help_yourself = _help_yourself(url, target, expected)
    if url.partition(":")[0] not in _SCHEMES:
        raise OfflineError(f"Cannot fetch {url}: only {', '.join(_SCHEMES)} are known.")
    with atomic_file(target) as temporary:
        digest, done, total = hashlib.sha256(), 0, None
        try:
            with (
                urllib.request.urlopen(url, timeout=_TIMEOUT) as answer,
                open(temporary, "wb") as file,
            ):
                length = answer.headers.get("Content-Length")
                total = int(length) if length else None
                while block := answer.read(_BLOCK):
                    _write(file, block)
                    digest.update(block)
                    done += len(block)
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
        if expected not in (None, digest.hexdigest()):
            raise IntegrityError(
                f"{url} is not what was recorded: its SHA-256 is {digest.hexdigest()}, expected "
                f"{expected}. Nothing was kept. {help_yourself}"
            )
        if size not in (None, done):
            raise IntegrityError(
                f"{url} is not what was recorded: it has {done} bytes, expected {size}. Nothing "
                f"was kept. {help_yourself}"
            )
        if check:
            check(temporary)
    return digest.hexdigest()


def _refuse_offline(url, target, expected):
    if os.environ.get("TFSTYLE_OFFLINE", "0") not in ("", "0"):
        raise OfflineError(
            f"TFSTYLE_OFFLINE is set and {target} is missing. "
            f"{_help_yourself(url, target, expected)}"
        )


def _help_yourself(url, target, expected) -> str:
    known = f"SHA-256 {expected}" if expected else "its SHA-256 is recorded then"
    return f"Get {url} in another way and put it at {target} ({known})."


class _DiskError(Exception):
    """Wraps an error of writing, to tell it from one of reading the network."""


def _write(file, block):
    try:
        file.write(block)
    except OSError as error:
        raise _DiskError(error) from error


@contextlib.contextmanager
def lock(place: Path):
    """Let one process at a time fetch into `place`, which is made."""
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"The cache {place} cannot be made ({error.strerror}). "
            "Set TFSTYLE_CACHE to a writable directory."
        ) from error
    with locks.locked(place / ".lock", wait=True):
        yield
