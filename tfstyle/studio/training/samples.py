"""Samples of runs that nobody shows any more."""

import contextlib
import time
from typing import Any

from sqlalchemy import select

from tfstyle.errors import NotFoundError
from tfstyle.studio.database.schema import Job, Picture, Work

_AN_HOUR = 3600.0


def forget_samples(db: Any, pictures: Any, older_than: float = _AN_HOUR) -> int:
    """Delete the last samples of jobs whose rows are gone; return how many there were.

    A sample is a picture of the kind `result` that is no work; the job that shows it names it.

    Args:
        db: the `Database`.
        pictures: the `Pictures`.
        older_than: seconds; the job of what is younger may not have told of it yet.
    """
    before = time.time() - older_than
    with db.reading() as session:
        found = session.execute(
            select(Picture.id, Picture.owner_id).where(
                Picture.kind == "result", Picture.created <= before,
                ~select(Work.id).where(Work.picture_id == Picture.id).exists(),
            )
        ).all()  # fmt: skip
        owners = {owner for _, owner in found}
        told = session.scalars(
            select(Job.result).where(Job.owner_id.in_(owners), Job.result.is_not(None))
        ) if owners else ()  # fmt: skip
        shown = {one.get("sample") for one in told if one}
    left = [one for one in found if one[0] not in shown]
    for picture_id, owner_id in left:
        with contextlib.suppress(NotFoundError):
            pictures.delete(picture_id, viewer_id=owner_id)
    return len(left)
