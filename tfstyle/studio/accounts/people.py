"""People: made, changed, disabled."""

import contextlib
import dataclasses
import re
import time
from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from tfstyle.errors import DataError, UnsupportedOptionError, or_list
from tfstyle.studio.accounts.authority import (
    ME,
    administered,
    admins,
    find,
    hand_over,
    not_the_last_admin,
    one_at_a_time,
    students_of,
)
from tfstyle.studio.accounts.names import check_name, check_password, plain
from tfstyle.studio.accounts.passwords import Passwords
from tfstyle.studio.accounts.roles import ROLES, NotAllowedError, may
from tfstyle.studio.database import Database
from tfstyle.studio.database.changing import changed
from tfstyle.studio.database.schema import Session, User, name_key, new_id
from tfstyle.studio.texts.telling import Told


@dataclasses.dataclass(frozen=True)
class UserInfo:
    """Someone, without what nobody else needs to know.

    Attributes:
        id: says nothing; `me` on a laptop.
        name: as they write it.
        role: `student`, `teacher` or `admin`.
        language: of the pages, `en` or `zh`; empty as their browser has it.
        quota_bytes: of all their pictures; `None` as the studio has it.
        disabled: whether they are kept out.
        created: seconds since 1970.
    """

    id: str
    name: str
    role: str
    language: str = ""
    quota_bytes: int | None = None
    disabled: bool = False
    created: float = 0.0


class People:
    """People and what is known of them.

    Args:
        db: the database, migrated.
        passwords: how they are hashed.
        clock: seconds since 1970.
    """

    def __init__(
        self, db: Database, passwords: Passwords | None = None,
        clock: Callable[[], float] = time.time,
    ):  # fmt: skip
        self.db, self.clock = db, clock
        self.passwords = passwords or Passwords()

    def me(self) -> UserInfo:
        """Return the only person of a laptop, an admin; made at the first call.

        There is no password, and so no log-in: where people log in, nobody is `me`.
        """
        with self.db.reading() as session:
            found = session.get(User, ME)
        if found is None:
            with contextlib.suppress(IntegrityError), self.db.session() as session:
                session.add(User(id=ME, name=ME, role="admin", created=self.clock()))
            return self.user(ME)
        return info(found)

    def create(self, name: str, password: str, role: str = "student") -> UserInfo:
        """Make an account; who may is asked before, as `Accounts.invite` does.

        Args:
            name: 1 to 64 letters, of nobody here in whatever case.
            password: at least 8 letters, at most 1024 bytes, not the name.
            role: `student`, `teacher` or `admin`.

        Raises:
            DataError: the name is taken, or name or password are none.
            UnsupportedOptionError: there is no such role.
        """
        made = self.prepared(name, password, role)
        with name_is_free(made.name), self.db.session() as session:
            session.add(made)
        return info(made)

    def first_admin(self, name: str, password: str) -> UserInfo:
        """Make the first admin, who invites everyone else.

        Raises:
            NotAllowedError: there is one.
            DataError: as `create`.
        """
        made = self.prepared(name, password, "admin")
        with name_is_free(made.name), self.db.session() as session:
            one_at_a_time(session)
            if session.scalar(admins()):
                raise NotAllowedError(Told("refused.has_admin"))
            session.add(made)
        return info(made)

    def user(self, user_id: str) -> UserInfo:
        """Return someone.

        Raises:
            NotFoundError: there is nobody of that id.
        """
        with self.db.reading() as session:
            return info(find(session, user_id))

    def list_users(self, by_id: str) -> Sequence[UserInfo]:
        """Return whom somebody administers, by name: an admin everyone, a teacher their students.

        Raises:
            NotAllowedError: a student asks.
        """
        query = select(User).where(User.id != ME).order_by(User.name_key)
        with self.db.reading() as session:
            by = find(session, by_id)
            if not may(by.role, "taught", "administer"):
                raise NotAllowedError(Told("refused.people_unseen"))
            if not may(by.role, "other", "administer"):
                query = query.where(User.id.in_(students_of(by.id)))
            return [info(one) for one in session.scalars(query)]

    def change_password(self, user_id: str, old: str, new: str) -> None:
        """Change one's own password; all sessions end, this one too.

        Raises:
            DataError: the old one is wrong, or the new one is none.
            NotFoundError: there is nobody of that id.
        """
        with self.db.reading() as session:
            user = find(session, user_id)
        old_plain = plain(old)
        if not self.passwords.fits(user.password_hash, old_plain or "") or old_plain is None:
            raise DataError(Told("refused.wrong_old_password"))
        made = self.passwords.hash(check_password(new, user.name))
        with self.db.session() as session:
            # Of two changes at once the second began with a password that is no more.
            met = changed(
                session,
                update(User).values(password_hash=made)
                .where(User.id == user.id, User.password_hash == user.password_hash),
            )  # fmt: skip
            if not met:
                raise DataError(Told("refused.wrong_old_password"))
            _end_sessions(session, user.id)

    def set_password(self, by_id: str, user_id: str, new: str) -> None:
        """Give someone who forgot theirs a new password; their sessions end.

        Raises:
            NotAllowedError: they are nobody whom one administers.
            DataError: the new one is none, or they have no password at all.
        """
        with self.db.reading() as session:
            name = administered(session, by_id, user_id).name
        made = self.passwords.hash(check_password(new, name))
        with self.db.session() as session:
            one_at_a_time(session)
            user = administered(session, by_id, user_id)
            user.password_hash = made
            session.flush()
            _end_sessions(session, user.id)

    def disable(self, by_id: str, user_id: str, disabled: bool = True) -> None:
        """Keep someone out, or let them in again; what is theirs stays, their sessions end.

        Raises:
            NotAllowedError: they are nobody whom one administers, or the last admin.
        """
        with self.db.session() as session:
            one_at_a_time(session)
            user = administered(session, by_id, user_id)
            if disabled:
                not_the_last_admin(session, user)
            user.disabled = disabled
            session.flush()
            _end_sessions(session, user.id)

    def set_role(self, by_id: str, user_id: str, role: str) -> None:
        """Change someone's role, as an admin, to whom the classes of who teaches no more come.

        Raises:
            NotAllowedError: one is no admin, or they are the last.
            UnsupportedOptionError: there is no such role.
        """
        check_role(role)
        with self.db.session() as session:
            one_at_a_time(session)
            user = administered(session, by_id, user_id, everyone=True)
            if role != "admin":
                not_the_last_admin(session, user)
            user.role = role
            if not may(role, "own", "administer"):
                hand_over(session, user.id, by_id)  # or they would still see what classes share

    def set_quota(self, by_id: str, user_id: str, quota_bytes: int | None) -> None:
        """Change how many bytes someone's pictures may take, as an admin; `None` as others have.

        Raises:
            NotAllowedError: one is no admin.
            DataError: it is negative, or more than any disk.
        """
        if quota_bytes is not None and not 0 <= quota_bytes < 2**62:
            raise DataError(Told("refused.quota_negative", received=quota_bytes))
        with self.db.session() as session:
            administered(session, by_id, user_id, everyone=True).quota_bytes = quota_bytes

    def set_language(self, user_id: str, language: str) -> None:
        """Keep which language someone reads, e.g. `"zh"`; `""` as their browser has it.

        Raises:
            UnsupportedOptionError: it is no language's code.
        """
        if language and not re.fullmatch("[a-z]{2,3}(-[A-Z]{2,4})?", language):
            raise UnsupportedOptionError(Told("refused.language_code", received=repr(language)))
        with self.db.session() as session:
            find(session, user_id).language = language

    def set_name(self, user_id: str, name: str) -> UserInfo:
        """Change what somebody is called, and logs in by; of oneself.

        Raises:
            DataError: the name is taken or none, or they are the only person of a laptop.
        """
        name = check_name(name)
        if user_id == ME:
            raise DataError(Told("refused.only_person_no_name"))
        with name_is_free(name), self.db.session() as session:
            user = find(session, user_id)
            user.name, user.name_key = name, name_key(name)
            session.flush()
            return info(user)

    def prepared(self, name: str, password: str, role: str) -> User:
        """Return the row of a new account, its password hashed; nothing is written."""
        name, role = check_name(name), check_role(role)
        made = self.passwords.hash(check_password(password, name))
        return User(
            id=new_id(), name=name, name_key=name_key(name), password_hash=made, role=role,
            language="", disabled=False, created=self.clock(),
        )  # fmt: skip


def info(user: User) -> UserInfo:
    """Return what is told of a row."""
    return UserInfo(
        user.id, user.name, user.role, user.language, user.quota_bytes, user.disabled, user.created
    )


def check_role(role: str) -> str:
    """Return a role that somebody can have.

    Raises:
        UnsupportedOptionError: it is none.
    """
    if role not in ROLES[1:]:
        raise UnsupportedOptionError(
            Told(
                "refused.one_of",
                what="role",
                known=or_list(map(repr, ROLES[1:])),
                received=repr(role),
            )
        )
    return role


@contextlib.contextmanager
def name_is_free(name: str) -> Iterator[None]:
    """Say that a name is taken where the database says that it must be unique."""
    try:
        yield
    except IntegrityError as error:
        raise DataError(Told("refused.name_taken", name=repr(name))) from error


def _end_sessions(session, user_id):
    session.execute(delete(Session).where(Session.user_id == user_id))
