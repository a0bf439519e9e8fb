"""A trained style as one file: a zip of the preset's few files, read back without trusting it.

What comes in is another person's: names are compared with those that a preset has, sizes are
bounded before anything is unpacked, and the preset's own checks (checksums, classes, shapes) decide
whether it is loaded at all.
"""

import hashlib
import io
import json
import shutil
import tempfile
import zipfile
from pathlib import Path

from tfstyle.errors import DataError, IntegrityError
from tfstyle.presets import CHECKSUMS, CONFIG, WEIGHTS, read_config
from tfstyle.studio.texts.telling import Told

_CARD = ("README.md", "recipe.toml", "scores.json", "style.json")
_NEEDED = (CONFIG, WEIGHTS, CHECKSUMS)
# As much as the zoo allows its presets, and texts.
MOST_BYTES = 64 * 2**20
_MOST_TEXT = 2**20
ABOUT = "style.json"


def pack(directory, about: dict | None = None) -> bytes:
    """Return the preset file of a preset's directory; the same directory gives the same bytes.

    Args:
        directory: written by `save_to_preset`.
        about: what the library knows of the style: name, tags, licence, source.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name in (*_NEEDED, *_CARD[:-1]):
            path = Path(directory, name)
            if path.is_file():
                archive.writestr(zipfile.ZipInfo(name), path.read_bytes())
        if about is not None:
            archive.writestr(zipfile.ZipInfo(ABOUT), json.dumps(about, sort_keys=True))
    return file.getvalue()


def unpack(data: bytes, directory) -> dict:
    """Unpack a preset file into a new directory, and return what it says of its style.

    Args:
        data: of `pack`, or of anybody.
        directory: made here; left out where the file is refused.

    Raises:
        DataError: it is no preset file, or is larger than allowed.
        IntegrityError: the weights or settings are not those it records.
    """
    directory = Path(directory)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise DataError(Told("refused.no_preset_file", why=str(error))) from error
    with archive:
        contents = _read(archive)
    directory.parent.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=".preset-", dir=directory.parent))
    try:
        for name, content in contents.items():
            (place / name).write_bytes(content)
        _check(place)
        if not directory.exists():
            place.rename(directory)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return _about(contents.get(ABOUT, b"{}"))


def _read(archive) -> dict[str, bytes]:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    strange = set(names) - {*_NEEDED, *_CARD}
    missing = set(_NEEDED) - set(names)
    if strange or missing or len(names) != len(set(names)):
        why = f"it has {sorted(strange)[0]!r:.80}" if strange else "files are missing or doubled"
        raise DataError(Told("refused.no_preset_file", why=why))
    contents = {}
    for entry in entries:
        most = MOST_BYTES if entry.filename == WEIGHTS else _MOST_TEXT
        try:
            with archive.open(entry) as file:
                content = file.read(most + 1)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
            raise DataError(Told("refused.preset_damaged", why=str(error))) from error
        if len(content) > most:
            raise DataError(Told("refused.preset_entry_large", name=entry.filename, most=most))
        contents[entry.filename] = content
    return contents


def _check(place):
    """Compare what was unpacked with what it records; the same is done whenever it is loaded."""
    recorded = json.loads((place / CHECKSUMS).read_bytes() or b"null")
    for name in (CONFIG, WEIGHTS):
        found = hashlib.sha256((place / name).read_bytes()).hexdigest()
        if not isinstance(recorded, dict) or recorded.get(name) != found:
            raise IntegrityError(Told("refused.preset_other", name=name))
    read_config(place)


def _about(content) -> dict:
    try:
        about = json.loads(content)
    except ValueError:
        return {}
    return about if isinstance(about, dict) else {}
