"""Somebody is deleted: rows in one transaction, then bytes, and nothing of theirs stays.

The database deletes with a user all that refers to one: sessions, pictures, styles, works, ratings,
comments, jobs. A process killed before the end of that transaction has deleted nothing; one killed
after it leaves files that no row names, which the studio's next start removes.
"""

import dataclasses
from collections.abc import Callable

from sqlalchemy import delete, select

from tfstyle.errors import NotFoundError
from tfstyle.studio.accounts.authority import (
    ME,
    administered,
    find,
    hand_over,
    not_the_last_admin,
    one_at_a_time,
)
from tfstyle.studio.accounts.roles import NotAllowedError
from tfstyle.studio.database import Database
from tfstyle.studio.database.schema import Job, Picture, Style, User
from tfstyle.studio.texts.telling import Told


@dataclasses.dataclass(frozen=True)
class Left:
    """What somebody who is no more may have left on the disk.

    Attributes:
        sha256s: of their pictures and presets; others may have the same.
        jobs: the ids of their jobs, whose workers hear that these are gone.
    """

    sha256s: tuple[str, ...]
    jobs: tuple[str, ...]


class Leaving:
    """Deletes people.

    Args:
        db: the database, migrated.
        after: called with what they left, once the rows are gone; what it leaves, too, the
            studio's next start removes.
    """

    def __init__(self, db: Database, after: Callable[[Left], None] | None = None):
        self._db, self._after = db, after or (lambda left: None)

    def delete(self, by_id: str, user_id: str) -> None:
        """Delete somebody, as an admin: their classes are the admin's from then on.

        Raises:
            NotAllowedError: one is no admin, or they are the last, or the person of a laptop.
            NotFoundError: there is nobody of that id.
        """
        if by_id == user_id:
            self.leave(user_id)
            return
        with self._db.session() as session:
            one_at_a_time(session)
            user = administered(session, by_id, user_id, everyone=True)
            left = _delete(session, user, by_id)
        self._after(left)

    def leave(self, user_id: str) -> None:
        """Delete oneself; classes go to the admin who is here longest.

        Raises:
            NotAllowedError: one is the last admin, or the person of a laptop.
            NotFoundError: there is nobody of that id.
        """
        with self._db.session() as session:
            one_at_a_time(session)
            user = find(session, user_id)
            heirs = (
                select(User.id).where(
                    User.role == "admin", User.disabled.is_(False), User.id.not_in([ME, user.id])
                ).order_by(User.created, User.id)
            )  # fmt: skip
            left = _delete(session, user, session.scalar(heirs.limit(1)))
        self._after(left)


def _delete(session, user, heir_id) -> Left:
    if user.id == ME:
        raise NotAllowedError(Told("refused.only_person"))
    not_the_last_admin(session, user)
    # On PostgreSQL whoever is bringing a picture for them waits, and finds nobody.
    locked = select(User.id).where(User.id == user.id).with_for_update()
    if session.scalar(locked) is None:
        raise NotFoundError(Told("refused.no_person"))
    if heir_id is not None:
        hand_over(session, user.id, heir_id)
    of_pictures = select(Picture.blob_sha256, Picture.served_sha256).where(
        Picture.owner_id == user.id
    )
    of_styles = select(Style.preset_sha256).where(Style.owner_id == user.id)
    named = {sha256 for row in session.execute(of_pictures) for sha256 in row}
    named |= set(session.scalars(of_styles))
    jobs = session.scalars(select(Job.id).where(Job.owner_id == user.id)).all()
    session.execute(delete(User).where(User.id == user.id))
    return Left(tuple(sorted(one for one in named if one)), tuple(jobs))
