"""Log in, log out, and who a cookie is."""

import hashlib
import secrets
import time
from collections.abc import Callable

from sqlalchemy import delete, select, update

from tfstyle.errors import DataError, TfstyleError
from tfstyle.studio.accounts.attempts import Attempts, network_of
from tfstyle.studio.accounts.authority import find
from tfstyle.studio.accounts.names import check_name, plain
from tfstyle.studio.accounts.passwords import Passwords
from tfstyle.studio.accounts.people import UserInfo, info
from tfstyle.studio.database import Database
from tfstyle.studio.database.schema import Session, User, name_key
from tfstyle.studio.texts.telling import Told

DAY = 24 * 3600.0
LASTS, LONGEST = 14 * DAY, 90 * DAY
_MOST_SESSIONS = 20  # of one person; a new one ends the oldest


class LogInError(TfstyleError, ValueError):
    """Nobody has that name and password; which of the two is wrong is not told."""


class Doors:
    """Sessions: who logged in, for how long.

    A token is 32 random bytes, and the table has its SHA-256: who reads the table can be nobody.
    It lasts 14 days after its last use, and no longer than 90.

    Args:
        db: the database, migrated.
        passwords: how they are hashed.
        clock: seconds since 1970.
        steady: seconds that never go back, for the limits of guessing.
        by_name: how many wrong passwords a name may be given in five minutes.
        by_address: how many an address may give; a school's computers share one.
    """

    def __init__(
        self, db: Database, passwords: Passwords, clock: Callable[[], float] = time.time,
        *, steady: Callable[[], float] = time.monotonic, by_name: int = 10, by_address: int = 100,
    ):  # fmt: skip
        self._db, self._passwords, self._clock = db, passwords, clock
        self._by_name = Attempts(by_name, clock=steady)
        self._by_address = Attempts(by_address, clock=steady)

    def log_in(self, name: str, password: str, address: str = "", old: str = "") -> str:
        """Return a new token for who has a name and its password.

        Args:
            name: in whatever case.
            password: theirs.
            address: from which they come; many wrong ones of one are refused for a while.
            old: a token that this browser had before; it ends.

        Raises:
            LogInError: nobody has these, or they are kept out: in the same words after the same
                time, whether or not there is such a name.
            TooManyAttemptsError: too many wrong ones of this name or address.
        """
        key = _key_of(name)
        place = network_of(address) if address else ""
        if place:
            self._by_address.take(place)
        try:
            self._by_name.take(key)
        except TfstyleError:
            self._by_address.give_back(place)
            raise
        with self._db.reading() as session:
            user = session.scalar(select(User).where(User.name_key == key)) if key else None
        typed = plain(password)
        made = user.password_hash if user else None
        fits = self._passwords.fits(made, typed or "") and typed is not None
        if not fits or user is None or made is None or user.disabled:
            raise LogInError(Told("refused.wrong_log_in"))
        self._by_name.forget(key)
        self._by_address.give_back(place)
        better = self._passwords.hash(typed or "") if self._passwords.is_weak(made) else None
        return self._enter(user, better, old)

    def _enter(self, user, better, old):
        token, now = secrets.token_urlsafe(32), self._clock()
        with self._db.session() as session:
            # While the password was checked it may have been changed, or the door been shut.
            there = find(session, user.id, lock=True)
            if there.disabled or there.password_hash != user.password_hash:
                raise LogInError(Told("refused.wrong_log_in"))
            if better:
                there.password_hash = better
            session.execute(delete(Session).where(Session.expires <= now))
            if old:
                session.execute(delete(Session).where(Session.token_hash == digest(old)))
            newest = (
                select(Session.token_hash).where(Session.user_id == user.id)
                .order_by(Session.created.desc(), Session.token_hash).offset(_MOST_SESSIONS - 1)
            )  # fmt: skip
            surplus = list(session.scalars(newest))
            session.execute(delete(Session).where(Session.token_hash.in_(surplus)))
            session.add(
                Session(token_hash=digest(token), user_id=user.id, expires=now + LASTS, created=now)
            )
        return token

    def confirm(self, user_id: str, password: str) -> None:
        """Ask for somebody's password once more; wrong ones count as at the door.

        Raises:
            DataError: it is not theirs.
            TooManyAttemptsError: too many wrong ones of this name.
            NotFoundError: there is nobody of that id.
        """
        with self._db.reading() as session:
            user = find(session, user_id)
        self._by_name.take(user.name_key)
        typed = plain(password)
        if not self._passwords.fits(user.password_hash, typed or "") or typed is None:
            raise DataError(Told("refused.wrong_password"))
        self._by_name.forget(user.name_key)

    def user_of(self, token: str | None, renew: bool = True) -> UserInfo | None:
        """Return who a token is, `None` for one that is nobody's, was ended, or expired.

        Args:
            token: of a cookie.
            renew: whether it lasts longer for that: not where a page asks that nobody looks at.
        """
        if not token or not isinstance(token, str) or len(token) > 128:
            return None
        now, hashed = self._clock(), digest(token)
        query = (
            select(User, Session.expires, Session.created)
            .join(Session, Session.user_id == User.id)
            .where(Session.token_hash == hashed, Session.expires > now, User.disabled.is_(False))
        )
        with self._db.reading() as session:
            found = session.execute(query).one_or_none()
        if found is None:
            return None
        user, expires, created = found
        until = min(now + LASTS, created + LONGEST)
        if renew and until - expires > DAY / 24:  # of a hundred pictures not each writes
            with self._db.session() as session:
                session.execute(  # not if it was ended by now
                    update(Session).values(expires=until).where(Session.token_hash == hashed)
                )
        return info(user)

    def log_out(self, token: str) -> None:
        """End a session; one that is over already is no error."""
        with self._db.session() as session:
            session.execute(delete(Session).where(Session.token_hash == digest(token)))


def digest(token: str) -> str:
    """Return what the tables have of a token: of 32 random bytes nobody finds them by guessing."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _key_of(name) -> str:
    try:
        return name_key(check_name(name))
    except DataError:
        return ""
