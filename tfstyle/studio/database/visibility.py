"""Who may see what, as a condition of a query: one rule for pictures, works and styles."""

import functools

from sqlalchemy import ColumnElement, Select, and_, or_, select, union

from tfstyle.errors import UnsupportedOptionError, or_list
from tfstyle.studio.database.schema import Classroom, Membership

VISIBILITIES = ("private", "class", "published")


def check_visibility(visibility: str) -> str:
    """Return a visibility that is one.

    Raises:
        UnsupportedOptionError: it is none.
    """
    if visibility not in VISIBILITIES:
        known = or_list(map(repr, VISIBILITIES))
        raise UnsupportedOptionError(f"visibility must be {known}. Received: {visibility!r}")
    return visibility


# Building the condition costs as much as asking SQLite does; it is the same each time.
@functools.lru_cache(maxsize=512)
def visible_to(viewer_id: str, table) -> ColumnElement[bool]:
    """Return the condition that rows of a table are for a viewer.

    One's own are, what is published is, and what is shared with a class is for its members and its
    teacher. Nobody sees what is private but its owner, no teacher and no admin.

    Args:
        viewer_id: the user who looks.
        table: with the columns `owner_id` and `visibility`: `Picture`, `Style`.
    """
    return or_(
        table.owner_id == viewer_id,
        table.visibility == "published",
        and_(table.visibility == "class", table.owner_id.in_(classmates(viewer_id))),
    )


def classes_of(user_id: str):
    """Return a query for the ids of the classes that a user is in or teaches."""
    return union(
        select(Membership.classroom_id).where(Membership.user_id == user_id),
        select(Classroom.id).where(Classroom.teacher_id == user_id),
    )


def classmates(user_id: str) -> Select:
    """Return a query for the ids of who is in a class with a user, or teaches one of them."""
    classes = classes_of(user_id).subquery()
    mates = union(
        select(Membership.user_id).where(Membership.classroom_id.in_(select(classes))),
        select(Classroom.teacher_id).where(Classroom.id.in_(select(classes))),
    ).subquery()
    return select(mates)
