"""The files of published models, as they were published: fetched once, checked ever after.

They lie in `<cache>/checkpoints/<name>/`. Where the catalogue knows a file's SHA-256, that is what
it must have. Else the first download's is recorded beside it, in `sha256.json`, and holds from then
on. A file put there by hand is taken like a download.
"""

import json
import time
from pathlib import Path

from tfstyle.errors import ArchitectureError, CheckpointError, IntegrityError, OfflineError
from tfstyle.fetching import LARGEST, fetch, lock
from tfstyle.files import atomic_file, read_regular, remove_leftovers, sha256
from tfstyle.zoo.cache import originals_directory
from tfstyle.zoo.catalogue import Origin, Published

RECORD = "sha256.json"
_BLOCK = 1 << 20
_LARGEST_RECORD = 1 << 20  # bytes of `sha256.json`


def get_originals(model: Published, *, progress=None) -> list[Path]:
    """Return the model's files, fetched if need be, and checked.

    Args:
        model: of the catalogue.
        progress: function of `(bytes so far, bytes in all or None)`, called while data arrives.

    Raises:
        OfflineError: a file has to be fetched and cannot be; names the file to provide.
        IntegrityError: a file is not what was recorded.
        CheckpointError: a file of no recorded SHA-256 is no checkpoint at all.
        ArchitectureError: it holds another network than the catalogue says.
    """
    place = originals_directory(model.name)
    with lock(place):
        remove_leftovers(place)
        try:
            return [_get(place, file, model, progress) for file in model.files]
        except OfflineError as error:
            raise OfflineError(
                f"{error} `tfstyle show {model.name}` lists its files and their places."
            ) from error


def check_originals(model: Published) -> None:
    """Compare the files that are there with what was recorded.

    Raises:
        IntegrityError: one was changed.
    """
    place = originals_directory(model.name)
    for file in model.files:
        if (place / file.file).is_file():
            _compare(place, file, sha256(place / file.file))


def describe_originals(model: Published) -> list[dict]:
    """Return, for each file, `file`, `url`, `member`, `bytes`, `sha256`, `checksum` and `path`.

    `checksum` says in words what is known, `path` where the file lies or is to be put.
    """
    place, facts = originals_directory(model.name), []
    for file in model.files:
        known = _recorded(place).get(file.file, {})
        if file.sha256:
            words = f"SHA-256 {file.sha256}"
        elif known:
            words = f"SHA-256 {known['sha256']}, recorded {known['when']} on {known['date']}"
        else:
            words = "SHA-256 not yet known: recorded at the first download"
        facts.append({
            "file": file.file, "url": file.url, "member": file.member,
            "bytes": file.size or known.get("bytes"),
            "sha256": file.sha256 or known.get("sha256"), "checksum": words,
            "path": str(place / file.file),
        })  # fmt: skip
    return facts


def _get(place, file: Origin, model, progress):
    """Return the path of a file that is there, correct and recorded."""
    target = place / file.file
    expected = file.sha256 or _recorded(place).get(file.file, {}).get("sha256")
    if target.is_file():
        found, when = sha256(target), "from a file found there"
        _compare(place, file, found)
        if expected is None:
            _check_content(target, file, model)
    else:
        when = "at the first download"

        def check(path):
            if expected is None:
                _check_content(path, file, model)

        if file.member:
            found = _extract(target, file, model, expected, check, progress)
        else:
            found = fetch(
                file.url, target, expected, size=file.size, check=check, progress=progress
            )
    if expected is None:
        _record(place, file, found, target.stat().st_size, when)
    return target


def _extract(target, file, model, expected, check, progress):
    """Read one member of the group's archive; fetch the archive if it is not there."""
    import zipfile
    import zlib

    home = originals_directory(model.group)
    try:
        with lock(home):
            remove_leftovers(home)
            path = _get(home, model.archive, model, progress)
    except OfflineError as error:
        raise OfflineError(f"{error} Or put {file.member} out of it at {target}.") from error
    try:
        with zipfile.ZipFile(path) as archive:
            info = archive.getinfo(file.member)
            if file.size not in (None, info.file_size) or info.file_size > LARGEST:
                raise IntegrityError(
                    f"{file.member} in {path} claims {info.file_size:,} bytes; expected "
                    f"{file.size or f'at most {LARGEST:,}'}. Nothing was read."
                )
            with atomic_file(target) as temporary:
                with archive.open(info) as source, open(temporary, "wb") as copy:
                    while block := source.read(_BLOCK):
                        copy.write(block)
                found = sha256(temporary)
                if expected not in (None, found):
                    raise IntegrityError(_wrong(f"{file.member} in {path}", found, expected))
                check(temporary)
    # RuntimeError: an encrypted member; NotImplementedError, its child: an unknown compression.
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise IntegrityError(
            f"{path} is damaged, or not the archive that {file.url} was: {error}. Delete it and "
            "download it again."
        ) from error
    return found


def _check_content(path, file, model):
    """Look at what has no recorded SHA-256 yet, so that nothing else is recorded in its place."""
    if file.architecture is None:
        _check_archive(path, file, model)
        return
    from tfstyle import checkpoints
    from tfstyle.convert.architectures import ARCHITECTURES
    from tfstyle.convert.recognition import identify

    try:
        shapes = checkpoints.read(path).arrays.shapes
    except CheckpointError as error:
        raise CheckpointError(
            f"{file.file} of {file.url} is no checkpoint; perhaps a page came instead of the "
            f"file. It was not recorded. {error}"
        ) from error
    try:
        found = identify(shapes, ARCHITECTURES, file.architecture, file.file)
        if found.architecture.name != file.architecture:  # another file of such a model
            raise ArchitectureError(f"The file is {found.title}.")
    except ArchitectureError as error:
        raise ArchitectureError(
            f"{path.with_name(file.file)} is not the {file.architecture} that the catalogue "
            f"promises. It was not recorded; put the right file in its place. {error}"
        ) from error


def _check_archive(path, file, model):
    import zipfile

    if not zipfile.is_zipfile(path):
        raise CheckpointError(f"What came from {file.url} is no zip archive.")
    with zipfile.ZipFile(path) as archive:
        held = archive.namelist()
    for wanted in model.files:
        if wanted.member not in held:
            raise IntegrityError(
                f"{path.with_name(file.file)} has no {wanted.member}; it is not the archive that "
                f"{file.url} was. It was not recorded."
            )


def _compare(place, file, found):
    known = _recorded(place).get(file.file, {})
    expected = file.sha256 or known.get("sha256")
    if expected in (None, found):
        return
    wrong = _wrong(place / file.file, found, expected)
    if file.sha256:
        raise IntegrityError(
            f"{wrong} That is what the catalogue has. Delete the file to download it again."
        )
    raise IntegrityError(
        f"{wrong} That is what was recorded {known['when']} on {known['date']}. If the file now "
        f"there is the right one, delete {place / RECORD} to have it recorded anew; if not, delete "
        "the file to download it again."
    )


def _wrong(what, found, expected):
    return f"{what} is damaged or was changed: its SHA-256 is {found}, expected {expected}."


def _recorded(place) -> dict:
    path = place / RECORD
    try:
        content = json.loads(read_regular(path, limit=_LARGEST_RECORD).decode())
        for entry in content.values():
            texts = entry["sha256"], entry["when"], entry["date"]
            if not all(isinstance(text, str) for text in texts):
                raise TypeError
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise IntegrityError(
            f"{path}, the record of the first downloads, is damaged. Delete it if you trust the "
            "files beside it; they are then recorded anew."
        ) from error
    return content


def _record(place, file, found, size, when):
    entry = {
        "sha256": found, "bytes": size, "when": when, "date": time.strftime("%Y-%m-%d"),
        "url": file.url,
    }  # fmt: skip
    with atomic_file(place / RECORD) as temporary:
        content = {**_recorded(place), file.file: entry}
        temporary.write_text(json.dumps(content, indent=2) + "\n", "utf-8")
