"""Names that can be told apart, and passwords that are worth a hash."""

import re
import unicodedata

from tfstyle.errors import DataError, NotFoundError
from tfstyle.studio.database.schema import name_key
from tfstyle.studio.texts.telling import Told

LONGEST_NAME = 64
SHORTEST, MOST_BYTES = 8, 1024
_ID = re.compile("[0-9A-Za-z_-]{1,32}")


def check_name(name: str) -> str:
    """Return a name as it is kept: in Unicode's form NFC, without spaces around.

    Raises:
        DataError: it is empty, has more than 64 letters, or signs that nobody sees, of which one
            could write somebody else's name again.

    Example:
        >>> check_name(" Ada Lovelace ")
        'Ada Lovelace'
    """
    # Before normalising: three letters of a hostile text can become a megabyte's worth of work.
    if not isinstance(name, str) or len(name) > 4 * LONGEST_NAME:
        raise DataError(Told("refused.name_long", most=LONGEST_NAME))
    name = unicodedata.normalize("NFC", name).strip()
    if not 1 <= len(name) <= LONGEST_NAME or len(name_key(name)) > 255:
        raise DataError(Told("refused.name_length", most=LONGEST_NAME, received=len(name)))
    for letter in name:
        # C: control and format signs, halves of letters; Zl, Zp: ends of lines.
        if unicodedata.category(letter)[0] == "C" or letter in "\u2028\u2029":
            raise DataError(Told("refused.name_letter", received=ascii(letter)))
    if not name_key(name).strip():
        raise DataError(Told("refused.name_unseen"))
    return name


def check_password(password: str, name: str) -> str:
    """Return a password that somebody may choose, as it is hashed.

    Keyboards write the same letter in one or two code points; both forms are one password.

    Raises:
        DataError: it has less than 8 letters, more than 1024 bytes, or is the name.
    """
    made = plain(password)
    if made is None:
        raise DataError(Told("refused.password_long", most=MOST_BYTES))
    if len(made) < SHORTEST:
        raise DataError(Told("refused.password_short", least=SHORTEST, received=len(made)))
    if name_key(made) == name_key(name):
        raise DataError(Told("refused.password_is_name"))
    return made


def plain(password: str) -> str | None:
    """Return a password as it is hashed, `None` for what can be nobody's."""
    if not isinstance(password, str) or len(password) > MOST_BYTES:
        return None
    try:
        made = unicodedata.normalize("NFC", password)
        return made if len(made.encode()) <= MOST_BYTES else None
    except UnicodeEncodeError:  # half of a letter
        return None


def check_id(some_id: str) -> str:
    """Return what may be an id; the rest never reaches the database.

    Raises:
        NotFoundError: it is none.
    """
    if not isinstance(some_id, str) or not _ID.fullmatch(some_id):
        raise NotFoundError(Told("refused.nothing_of_id"))
    return some_id
