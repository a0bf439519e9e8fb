"""Who administers whom, and what must stay true of admins and classes."""

from sqlalchemy import exists, func, select, text, update

from tfstyle.errors import NotFoundError
from tfstyle.studio.accounts.names import check_id
from tfstyle.studio.accounts.roles import NotAllowedError, may
from tfstyle.studio.database.schema import Classroom, Collection, Membership, User
from tfstyle.studio.texts.telling import Told

ME = "me"
_LOCK = 0x7466_7374_796C_6502  # PostgreSQL's advisory locks are numbers; this one is ours


def find(session, user_id: str, *, lock: bool = False) -> User:
    """Return someone's row.

    Raises:
        NotFoundError: there is nobody of that id.
    """
    user = session.get(User, check_id(user_id), with_for_update=lock or None)
    if user is None:
        raise NotFoundError(Told("refused.no_person"))
    return user


def administered(session, by_id: str, user_id: str, *, everyone: bool = False) -> User:
    """Return someone whom one administers.

    Args:
        session: of the database.
        by_id: who administers.
        user_id: whom.
        everyone: for what only those may who administer everyone: admins.

    Raises:
        NotAllowedError: one does not, or it is the only person of a laptop.
        NotFoundError: there is nobody of that id.
    """
    by, user = find(session, by_id), find(session, user_id)
    theirs = user.role == "student" and session.scalar(
        select(exists().where(User.id == user.id, User.id.in_(students_of(by.id))))
    )
    relation = "taught" if theirs and not everyone else "other"
    if by.disabled or not may(by.role, relation, "administer"):
        raise NotAllowedError(Told("refused.not_administered"))
    if user.id == ME:
        raise NotAllowedError(Told("refused.only_person"))
    return user


def hand_over(
    session, teacher_id: str, heir_id: str, classroom_id: str | None = None
) -> None:  # fmt: skip
    """Give somebody's classes, or one, with the collections these share, to somebody else."""
    theirs = [
        room for room in session.scalars(
            select(Classroom.id).where(Classroom.teacher_id == teacher_id)
        ) if classroom_id in (None, room)
    ]  # fmt: skip
    session.execute(
        update(Collection).values(owner_id=heir_id)
        .where(Collection.owner_id == teacher_id, Collection.classroom_id.in_(theirs))
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    session.execute(
        update(Classroom).values(teacher_id=heir_id).where(Classroom.id.in_(theirs))
        .execution_options(synchronize_session=False)
    )  # fmt: skip


def students_of(teacher_id: str):
    """Return a query for the ids of the students in the classes that somebody teaches."""
    return (
        select(Membership.user_id).join(Classroom, Classroom.id == Membership.classroom_id)
        .join(User, User.id == Membership.user_id)
        .where(Classroom.teacher_id == teacher_id, User.role == "student")
    )  # fmt: skip


def admins():
    """Query how many there are who can log in."""
    return select(func.count()).select_from(User).where(
        User.role == "admin", User.disabled.is_(False), User.password_hash.is_not(None)
    )  # fmt: skip


def not_the_last_admin(session, user: User) -> None:
    """Refuse what would leave nobody who lets people in.

    Raises:
        NotAllowedError: there is no other admin who can log in.
    """
    if user.role == "admin" and not session.scalar(admins().where(User.id != user.id)):
        raise NotAllowedError(Told("refused.last_admin"))


def one_at_a_time(session) -> None:
    """Let what is true of all admins stay true: two must not remove each other at once."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
