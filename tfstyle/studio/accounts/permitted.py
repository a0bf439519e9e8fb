"""What a role allows, as a condition of a query: the table of roles where the rows are."""

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from tfstyle.studio.accounts.authority import students_of
from tfstyle.studio.accounts.roles import RELATIONS, may
from tfstyle.studio.database.schema import Classroom, Membership, User
from tfstyle.studio.database.visibility import classmates, collected


def permitted(session: Session, viewer_id: str, action: str, table) -> ColumnElement[bool]:
    """Return the condition that a viewer's role allows an action with rows of a table.

    `visible_to` says who sees what; this says what `roles.TABLE` allows, of any action. A work is
    as its picture.

    Args:
        session: where the viewer's role is looked up.
        viewer_id: who would do it.
        action: of `roles.ACTIONS`.
        table: with the columns `owner_id` and `visibility`: `Picture`, `Style`.

    Raises:
        UnsupportedOptionError: there is no such action.

    Example:
        >>> condition = permitted(session, tea.id, "delete", Picture)  # doctest: +SKIP
        >>> session.scalars(select(Picture.id).where(condition))  # doctest: +SKIP
    """
    viewer = session.get(User, viewer_id)
    role = "nobody" if viewer is None else viewer.role
    own = table.owner_id == viewer_id
    others = or_(table.owner_id.is_(None), table.owner_id != viewer_id)
    student = and_(table.owner_id.is_not(None), table.owner_id.in_(students_of(viewer_id)))
    pupil, mate = table.owner_id.in_(pupils(viewer_id)), table.owner_id.in_(classmates(viewer_id))
    conditions = {
        "own": own,
        "taught": and_(others, table.visibility == "class", pupil),
        "class": and_(others, table.visibility == "class", mate, ~pupil),
        "collected": and_(others, table.visibility == "class", ~mate, collected(viewer_id, table)),
        "pupil": and_(others, table.visibility == "published", student),
        "published": and_(others, table.visibility == "published", ~student),
    }
    # What a disabled user asked for goes on with what is theirs; others' things are out of reach.
    kept_out = viewer is not None and viewer.disabled
    allowed = [
        conditions.get(relation, false()) for relation in RELATIONS
        if may(role, relation, action) and not (kept_out and relation != "own")
    ]  # fmt: skip
    return or_(false(), *allowed)


def pupils(teacher_id: str):
    """Return a query for the ids of who is in a class that somebody teaches."""
    return (
        select(Membership.user_id).join(Classroom, Classroom.id == Membership.classroom_id)
        .where(Classroom.teacher_id == teacher_id)
    )  # fmt: skip
