"""Classes, and who is in them."""

import dataclasses
import time
import unicodedata
from collections.abc import Callable, Sequence

from sqlalchemy import delete, func, select

from tfstyle.errors import DataError, NotFoundError
from tfstyle.studio.accounts.authority import find, hand_over
from tfstyle.studio.accounts.names import check_id
from tfstyle.studio.accounts.people import UserInfo, info
from tfstyle.studio.accounts.roles import NotAllowedError, may
from tfstyle.studio.database import Database
from tfstyle.studio.database.changing import changed
from tfstyle.studio.database.schema import Classroom, Membership, User, new_id
from tfstyle.studio.database.visibility import classes_of
from tfstyle.studio.texts.telling import Told

_LONGEST = 120


@dataclasses.dataclass(frozen=True)
class ClassroomInfo:
    """A class; `size` counts its members, without the teacher."""

    id: str
    name: str
    teacher_id: str
    teacher_name: str
    size: int
    created: float


class Classrooms:
    """Classes: their teacher and admins say who is in them.

    Args:
        db: the database, migrated.
        clock: seconds since 1970.
    """

    def __init__(self, db: Database, clock: Callable[[], float] = time.time):
        self._db, self._clock = db, clock

    def create(self, by_id: str, name: str, teacher_id: str | None = None) -> ClassroomInfo:
        """Make a class.

        Args:
            by_id: a teacher, or an admin.
            name: 1 to 120 letters; two classes may share one.
            teacher_id: whose it is; one's own if not given, an admin may name somebody.

        Raises:
            NotAllowedError: a student asks, or a teacher for somebody else; or who is named teaches
                nobody.
            DataError: the name is none.
        """
        name = _name(name)
        with self._db.session() as session:
            by, teacher = find(session, by_id), find(session, teacher_id or by_id)
            relation = "own" if by.id == teacher.id else "other"
            if not may(by.role, relation, "administer") or not may(
                teacher.role, "own", "administer"
            ):
                raise NotAllowedError(Told("refused.class_of_others"))
            made = Classroom(id=new_id(), name=name, teacher_id=teacher.id, created=self._clock())
            session.add(made)
        return ClassroomInfo(made.id, name, teacher.id, teacher.name, 0, made.created)

    def rename(self, by_id: str, classroom_id: str, name: str) -> None:
        """Give a class another name.

        Raises:
            NotFoundError: there is none that one administers.
            DataError: the name is none.
        """
        name = _name(name)
        with self._db.session() as session:
            _administered(session, by_id, classroom_id).name = name

    def give(self, by_id: str, classroom_id: str, teacher_id: str) -> None:
        """Give a class, with what it shares, to another teacher, as an admin.

        Raises:
            NotFoundError: there is no such class, or one is no admin.
            NotAllowedError: who is named teaches nobody.
        """
        with self._db.session() as session:
            room = _administered(session, by_id, classroom_id, lock=True)
            if not may(find(session, by_id).role, "other", "administer"):
                raise NotFoundError(Told("refused.no_class"))
            teacher = find(session, teacher_id)
            if teacher.disabled or not may(teacher.role, "own", "administer"):
                raise NotAllowedError(Told("refused.teaches_nobody", name=teacher.name))
            hand_over(session, room.teacher_id, teacher.id, room.id)

    def delete(self, by_id: str, classroom_id: str) -> None:
        """Delete a class, its shared collections and its invitations; its members stay.

        Raises:
            NotFoundError: there is none that one administers.
        """
        with self._db.session() as session:
            session.delete(_administered(session, by_id, classroom_id))

    def list(self, viewer_id: str) -> Sequence[ClassroomInfo]:
        """Return the classes that somebody is in or teaches, an admin all, by name."""
        size = (
            select(func.count()).select_from(Membership)
            .where(Membership.classroom_id == Classroom.id).scalar_subquery()
        )  # fmt: skip
        query = (
            select(Classroom, User.name, size).join(User, User.id == Classroom.teacher_id)
            .order_by(Classroom.name, Classroom.id)
        )  # fmt: skip
        with self._db.reading() as session:
            viewer = find(session, viewer_id)
            if not may(viewer.role, "other", "administer"):
                theirs = select(classes_of(viewer.id).subquery())
                query = query.where(Classroom.id.in_(theirs))
            return [
                ClassroomInfo(room.id, room.name, room.teacher_id, name, count, room.created)
                for room, name, count in session.execute(query)
            ]

    def memberships(self, by_id: str) -> dict[str, tuple[str, ...]]:
        """Return the ids of the classes that each person is in, of those that one administers."""
        query = select(Membership.user_id, Membership.classroom_id).join(
            Classroom, Classroom.id == Membership.classroom_id
        )  # fmt: skip
        found: dict[str, tuple[str, ...]] = {}
        with self._db.reading() as session:
            by = find(session, by_id)
            if not may(by.role, "other", "administer"):
                query = query.where(Classroom.teacher_id == by.id)
            for user_id, classroom_id in session.execute(query.order_by(Classroom.name)):
                found[user_id] = (*found.get(user_id, ()), classroom_id)
        return found

    def members(self, classroom_id: str, viewer_id: str) -> Sequence[UserInfo]:
        """Return who is in a class, by name, to who is in it, teaches it, or is an admin.

        Raises:
            NotFoundError: there is no such class, or it is not the viewer's.
        """
        query = (
            select(User).join(Membership, Membership.user_id == User.id)
            .where(Membership.classroom_id == check_id(classroom_id)).order_by(User.name_key)
        )  # fmt: skip
        with self._db.reading() as session:
            viewer = find(session, viewer_id)
            room = session.get(Classroom, classroom_id)
            theirs = session.scalars(select(classes_of(viewer.id).subquery()))
            if room is None or not (
                may(viewer.role, "other", "administer") or room.id in set(theirs)
            ):
                raise NotFoundError(Told("refused.no_class"))
            return [_plainly(viewer, room, one) for one in session.scalars(query)]

    def add(self, by_id: str, classroom_id: str, user_id: str) -> None:
        """Put somebody into a class; who is in it stays in it.

        A class sees what its members share. An admin puts anyone in; a teacher moves students
        between classes of their own, and lets others in by invitation.

        Raises:
            NotFoundError: there is no such class that one administers, or nobody of that id whom
                one administers.
        """
        with self._db.session() as session:
            room = _administered(session, by_id, classroom_id, lock=True)
            by, user = find(session, by_id), find(session, user_id)
            if not may(by.role, "other", "administer"):
                mine = select(Classroom.id).where(Classroom.teacher_id == by.id)
                known = select(Membership.user_id).where(
                    Membership.user_id == user.id, Membership.classroom_id.in_(mine)
                )
                if session.scalar(known.limit(1)) is None:
                    raise NotFoundError(Told("refused.no_person"))
            if session.get(Membership, (room.id, user.id)) is None:
                session.add(Membership(classroom_id=room.id, user_id=user.id))

    def remove(self, by_id: str, classroom_id: str, user_id: str) -> None:
        """Take somebody out of a class; one may leave one oneself.

        Raises:
            NotFoundError: they are not in it, or one does not administer it.
        """
        with self._db.session() as session:
            if by_id != user_id:
                _administered(session, by_id, classroom_id)
            gone = changed(
                session,
                delete(Membership).where(
                    Membership.classroom_id == check_id(classroom_id),
                    Membership.user_id == check_id(user_id),
                ),
            )
            if not gone:
                raise NotFoundError(Told("refused.not_in_class"))


def _name(name: str) -> str:
    """Return a class's name as it is kept, on one line."""
    name = unicodedata.normalize("NFC", name[: 4 * _LONGEST]).strip()
    if not 1 <= len(name) <= _LONGEST or any(unicodedata.category(x)[0] == "C" for x in name):
        raise DataError(Told("refused.class_name", most=_LONGEST))
    return name


def _administered(session, by_id, classroom_id, lock=False) -> Classroom:
    by = find(session, by_id)
    room = session.get(Classroom, check_id(classroom_id), with_for_update=lock or None)
    relation = "own" if room is not None and room.teacher_id == by.id else "other"
    if room is None or by.disabled or not may(by.role, relation, "administer"):
        raise NotFoundError(Told("refused.no_class"))
    return room


def _plainly(viewer, room, user) -> UserInfo:
    """Return what is told of somebody: to classmates no more than their name and role."""
    if may(viewer.role, "own" if room.teacher_id == viewer.id else "other", "administer"):
        return info(user)
    return UserInfo(user.id, user.name, user.role)
