"""Links that make one account, once."""

import secrets
import time
from collections.abc import Callable

from sqlalchemy import delete, select, update

from tfstyle.errors import DataError, NotFoundError
from tfstyle.studio.accounts.authority import find
from tfstyle.studio.accounts.doors import DAY, digest
from tfstyle.studio.accounts.names import check_id
from tfstyle.studio.accounts.people import People, UserInfo, check_role, info, name_is_free
from tfstyle.studio.accounts.roles import INVITES, NotAllowedError, may
from tfstyle.studio.database import Database
from tfstyle.studio.database.changing import changed
from tfstyle.studio.database.schema import Classroom, Invitation, Membership
from tfstyle.studio.texts.telling import Told

_MOST_OPEN = 1000  # of one person


class Invitations:
    """Invitations: made by a teacher or admin, accepted by who has the link.

    Args:
        db: the database, migrated.
        people: makes the accounts.
        clock: seconds since 1970.
    """

    def __init__(self, db: Database, people: People, clock: Callable[[], float] = time.time):
        self._db, self._people, self._clock = db, people, clock

    def invite(
        self, by_id: str, role: str = "student", classroom_id: str | None = None, *,
        days: float = 7.0,
    ) -> str:  # fmt: skip
        """Return the token of an invitation; it is told once, and works once.

        Args:
            by_id: who invites: a teacher students into a class of theirs, an admin anyone.
            role: of the account that it makes.
            classroom_id: the class that it is in; a teacher's only one if not given.
            days: how long it lasts, up to 90.

        Raises:
            NotAllowedError: one may not invite for that role or class.
            NotFoundError: there is no such class.
            DataError: a teacher has no class, or several and names none; or a thousand invitations
                of theirs are open.
        """
        check_role(role)
        if not 0 < days <= 90:
            raise DataError(Told("refused.invitation_days", received=days))
        token, now = secrets.token_urlsafe(32), self._clock()
        with self._db.session() as session:
            by = find(session, by_id)
            _check(session, by, role, classroom_id)
            if classroom_id is None and not may(by.role, "other", "administer"):
                classroom_id = _only_class_of(session, by)
            session.execute(delete(Invitation).where(Invitation.expires <= now - 90 * DAY))
            still = select(Invitation.token_hash).where(
                Invitation.created_by == by.id, Invitation.expires > now
            )
            if len(list(session.scalars(still.limit(_MOST_OPEN)))) == _MOST_OPEN:
                raise DataError(Told("refused.invitations_open", count=_MOST_OPEN))
            session.add(
                Invitation(
                    token_hash=digest(token), role=role, classroom_id=classroom_id,
                    created_by=by.id, expires=now + days * DAY, created=now,
                )
            )  # fmt: skip
        return token

    def withdraw(self, by_id: str) -> int:
        """End all open invitations that somebody made; return how many there were."""
        now = self._clock()
        with self._db.session() as session:
            return changed(
                session,
                update(Invitation).values(expires=now)
                .where(Invitation.created_by == check_id(by_id), Invitation.expires > now),
            )  # fmt: skip

    def accept(self, token: str, name: str, password: str) -> UserInfo:
        """Make the account that an invitation is for; of two who try at once one succeeds.

        Raises:
            NotFoundError: it is none, was used, has expired, or who made it may not any more.
            DataError: name or password are none, or the name is taken; the invitation stays.
        """
        # Asked first: without an invitation nobody learns which names are taken, nor has hashes
        # made; and asked again in the transaction, for then it counts.
        with self._db.reading() as session:
            role = self._open(session, token).role
        made = self._people.prepared(name, password, role)
        with name_is_free(made.name), self._db.session() as session:
            invitation = self._open(session, token)
            session.add(made)
            session.flush()
            # `used_by` is emptied when that account is deleted, and the invitation must not revive.
            used = changed(
                session,
                update(Invitation).values(used_by=made.id, expires=0.0).where(
                    Invitation.token_hash == invitation.token_hash,
                    Invitation.expires > self._clock(),
                ).execution_options(synchronize_session=False),
            )  # fmt: skip
            if not used:
                raise _nothing()
            if invitation.classroom_id:
                session.add(Membership(classroom_id=invitation.classroom_id, user_id=made.id))
        return info(made)

    def _open(self, session, token) -> Invitation:
        if not isinstance(token, str) or len(token) > 128:
            raise _nothing()
        query = select(Invitation).where(
            Invitation.token_hash == digest(token), Invitation.expires > self._clock(),
            Invitation.used_by.is_(None),
        )  # fmt: skip
        found = session.scalar(query)
        if found is None:
            raise _nothing()
        try:
            _check(session, find(session, found.created_by), found.role, found.classroom_id)
        except (NotAllowedError, NotFoundError) as error:
            raise _nothing() from error
        return found


def _nothing():
    return NotFoundError(Told("refused.no_invitation"))


def _only_class_of(session, teacher):
    found = list(session.scalars(select(Classroom.id).where(Classroom.teacher_id == teacher.id)))
    if len(found) != 1:
        raise DataError(
            Told("refused.which_class", count=len(found)) if found
            else Told("refused.no_class_to_invite")
        )  # fmt: skip
    return found[0]


def _check(session, by, role, classroom_id):
    if by.disabled or role not in INVITES[by.role]:
        raise NotAllowedError(Told("refused.not_invited"))
    if classroom_id is None:
        return
    room = session.get(Classroom, check_id(classroom_id))
    relation = "own" if room is not None and room.teacher_id == by.id else "other"
    if room is None or not may(by.role, relation, "administer"):
        raise NotFoundError(Told("refused.no_class"))
