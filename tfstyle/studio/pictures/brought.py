"""Pictures brought to be learned from: as what, and in which order, whichever page is open."""

import re
from collections.abc import Sequence

from sqlalchemy import delete, func, select

from tfstyle.errors import UnsupportedOptionError, or_list
from tfstyle.studio.database import Database
from tfstyle.studio.database.schema import Brought, Picture, User
from tfstyle.studio.texts.telling import Told

# The two kinds of pictures of a translator; the photographs that a style is learned with.
SIDES = ("a", "b", "photographs")
_ID = re.compile("[0-9a-f]{32}")  # ids come from pages: no other text asks the database
_AT_ONCE = 200  # ids in one question: databases take some hundreds


class BroughtPictures:
    """Keeps what a picture of the kind `training` is for; with the picture this is forgotten.

    Args:
        db: the studio's.

    Example:
        >>> brought.add(ada, "a", [picture_id], most=800)  # doctest: +SKIP
        ['5f0c...']
        >>> brought.of(ada, "a")  # doctest: +SKIP
        ['5f0c...']
    """

    def __init__(self, db: Database):
        self._db = db

    def add(self, owner_id: str, side: str, ids: Sequence[str], *, most: int) -> list[str]:
        """Put pictures to a side, behind those that are there; return which were taken.

        Args:
            owner_id: whose they are; others' pictures, and those of other kinds, are left out.
            side: of `SIDES`. A picture has one: it leaves the one that it had.
            ids: of the pictures, in their order.
            most: how many a side has at most; what is more is left out.

        Raises:
            UnsupportedOptionError: there is no such side.
        """
        _check(side)
        with self._db.session() as session:
            # Two pages of one person add one after the other: both count what there is.
            session.scalar(select(User.id).where(User.id == owner_id).with_for_update())
            theirs = self._training(session, owner_id, ids)
            there = list(session.scalars(_of(owner_id, side)))
            last = session.scalar(
                select(func.max(Brought.place)).where(Brought.picture_id.in_(_of(owner_id, side)))
            ) or 0  # fmt: skip
            known = set(there)
            new = [one for one in dict.fromkeys(ids) if one in theirs and one not in known]
            taken = new[: max(most - len(there), 0)]
            for part in _parts(taken):
                session.execute(delete(Brought).where(Brought.picture_id.in_(part)))
            session.add_all(
                Brought(picture_id=one, side=side, place=last + place)
                for place, one in enumerate(taken, 1)
            )
        return taken

    def of(self, owner_id: str, side: str) -> list[str]:
        """Return the ids of somebody's pictures of a side, in their order.

        Raises:
            UnsupportedOptionError: there is no such side.
        """
        _check(side)
        with self._db.reading() as session:
            return list(session.scalars(_of(owner_id, side).order_by(Brought.place)))

    @staticmethod
    def _training(session, owner_id, ids) -> set[str]:
        found: set[str] = set()
        for part in _parts([one for one in ids if isinstance(one, str) and _ID.fullmatch(one)]):
            found.update(session.scalars(
                select(Picture.id).where(
                    Picture.id.in_(part), Picture.owner_id == owner_id, Picture.kind == "training"
                )
            ))  # fmt: skip
        return found


def _of(owner_id, side):
    return (
        select(Brought.picture_id).join(Picture, Picture.id == Brought.picture_id)
        .where(Picture.owner_id == owner_id, Brought.side == side)
    )  # fmt: skip


def _parts(ids):
    return [ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE)]


def _check(side):
    if side not in SIDES:
        raise UnsupportedOptionError(
            Told("refused.one_of", what="side", known=or_list(map(repr, SIDES)),
                 received=repr(side)[:60])
        )  # fmt: skip
