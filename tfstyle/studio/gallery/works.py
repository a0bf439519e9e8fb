"""Works as their viewers see them."""

import dataclasses
import functools
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from tfstyle.errors import NotFoundError
from tfstyle.studio.accounts.permitted import permitted
from tfstyle.studio.database.schema import Comment, Picture, User, Work
from tfstyle.studio.database.visibility import visible_to
from tfstyle.studio.texts.telling import Told


@dataclasses.dataclass(frozen=True)
class WorkInfo:
    """A work: a picture, and how it was made.

    Attributes:
        picture_id: the result.
        source_id: what it was painted from; `None` if that is deleted, or not for this viewer.
        parent_id: the work before it, where this is a variation; `None` likewise.
        recipe: all that the same bits need beside the source.
        kind: `"result"` or `"video"`.
        comments: how many there are.
    """

    id: str
    owner_id: str
    owner_name: str
    picture_id: str
    source_id: str | None
    parent_id: str | None
    recipe: dict[str, Any]
    kind: str
    title: str
    width: int
    height: int
    visibility: str
    comments: int
    created: float


@functools.lru_cache(maxsize=64)  # a class; building it takes longer than asking it
def seen_by(viewer_id: str) -> Select:
    """Return the query for works that a viewer may see, as rows for `info_of`."""
    source, parent, its_picture = aliased(Picture), aliased(Work), aliased(Picture)
    said = select(func.count()).where(Comment.work_id == Work.id).scalar_subquery()
    return (
        select(Work, Picture, User.name, source.id, parent.id, said)
        .join(Picture, Picture.id == Work.picture_id)
        .join(User, User.id == Work.owner_id)
        .outerjoin(source, (source.id == Work.source_id) & visible_to(viewer_id, source))
        .outerjoin(parent, parent.id == Work.parent_id)
        .outerjoin(its_picture, its_picture.id == parent.picture_id)
        .where(visible_to(viewer_id, Picture))
        .add_columns(visible_to(viewer_id, its_picture))
    )


def info_of(row) -> WorkInfo:
    """Return what a row of `seen_by` tells."""
    work, picture, owner_name, source_id, parent_id, comments, sees_parent = row
    return WorkInfo(
        work.id, work.owner_id, owner_name, work.picture_id, source_id,
        parent_id if sees_parent else None, work.recipe, picture.kind, picture.title,
        picture.width, picture.height, picture.visibility, comments, work.created,
    )  # fmt: skip


def find(session: Session, work_id: str, viewer_id: str) -> WorkInfo:
    """Return a work.

    Raises:
        NotFoundError: there is none for this viewer.
    """
    row = session.execute(seen_by(viewer_id).where(Work.id == work_id)).first()
    if row is None:
        raise absent()
    return info_of(row)


def find_allowed(session: Session, work_id: str, viewer_id: str, action: str) -> Work:
    """Return the row of a work with which the viewer's role allows an action of `roles.ACTIONS`.

    Raises:
        NotFoundError: there is none.
    """
    query = (
        select(Work).join(Picture, Picture.id == Work.picture_id)
        .where(Work.id == work_id, permitted(session, viewer_id, action, Picture))
    )  # fmt: skip
    work = session.scalars(query).first()
    if work is None:
        raise absent()
    return work


def absent() -> NotFoundError:
    """Return what is raised where no such work is, or not for whoever asks."""
    return NotFoundError(Told("refused.no_work"))
