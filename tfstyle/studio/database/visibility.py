"""Who may see what, as a condition of a query: one rule for pictures, works and styles."""

import functools

from sqlalchemy import ColumnElement, Select, and_, exists, false, inspect, or_, select, union
from sqlalchemy.orm import aliased

from tfstyle.errors import UnsupportedOptionError, or_list
from tfstyle.studio.database.schema import (
    Classroom,
    Collection,
    CollectionItem,
    Membership,
    Picture,
    User,
    Work,
)
from tfstyle.studio.texts.telling import Told

VISIBILITIES = ("private", "class", "published")


def check_visibility(visibility: str) -> str:
    """Return a visibility that is one.

    Raises:
        UnsupportedOptionError: it is none.
    """
    if visibility not in VISIBILITIES:
        known = or_list(map(repr, VISIBILITIES))
        raise UnsupportedOptionError(
            Told("refused.one_of", what="visibility", known=known, received=repr(visibility))
        )
    return visibility


# Building the condition costs as much as asking SQLite does; it is the same each time.
@functools.lru_cache(maxsize=512)
def visible_to(viewer_id: str, table) -> ColumnElement[bool]:
    """Return the condition that rows of a table are for a viewer.

    One's own are, what is published is, and what is shared with a class is for its members and its
    teacher; what is in a class's shared collection is for admins, too. Nobody sees what is private
    but its owner, no teacher and no admin.

    Args:
        viewer_id: the user who looks.
        table: with the columns `owner_id` and `visibility`: `Picture`, `Style`.
    """
    return or_(
        table.owner_id == viewer_id,
        table.visibility == "published",
        and_(table.visibility == "class", table.owner_id.in_(classmates(viewer_id))),
        and_(table.visibility == "class", collected(viewer_id, table)),
    )


def collected(viewer_id: str, table) -> ColumnElement[bool]:
    """Return the condition that pictures are in a class's shared collection, for an admin.

    For others it is never true, and of no other table. Who has left a class has taken along what
    they put into its collection.
    """
    if inspect(table).mapper.class_ is not Picture:
        return false()
    # Aliases: what encloses this has tables of the same names.
    work, member, room = aliased(Work), aliased(Membership), aliased(Classroom)
    inside = exists().where(member.classroom_id == room.id, member.user_id == work.owner_id)
    return table.id.in_(
        select(work.picture_id)
        .join(CollectionItem, CollectionItem.work_id == work.id)
        .join(Collection, Collection.id == CollectionItem.collection_id)
        .join(room, room.id == Collection.classroom_id)
        .where(reads_every_class(viewer_id), or_(room.teacher_id == work.owner_id, inside))
        .correlate(None)
    )


def reads_every_class(viewer_id: str) -> ColumnElement[bool]:
    """Return the condition that a viewer sees the shared collections of classes not their own."""
    from tfstyle.studio.accounts.roles import ROLES, may  # accounts stand on the tables

    viewer = aliased(User)
    roles = [role for role in ROLES if may(role, "collected", "see")]
    return exists().where(
        viewer.id == viewer_id, viewer.role.in_(roles), viewer.disabled.is_(False)
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
