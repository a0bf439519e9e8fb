"""Works put together under a name; a class's collection is one that its members fill."""

import dataclasses
from collections.abc import Sequence

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.orm import Session

from tfstyle.errors import DataError, NotFoundError
from tfstyle.studio.accounts.roles import NotAllowedError
from tfstyle.studio.database import Database
from tfstyle.studio.database.schema import (
    Classroom,
    Collection,
    CollectionItem,
    Picture,
    Work,
    new_id,
)
from tfstyle.studio.database.visibility import classes_of, reads_every_class
from tfstyle.studio.gallery.works import absent, find, find_allowed, seen_by
from tfstyle.studio.pictures.pictures import tidy_title
from tfstyle.studio.texts.telling import Told

_LONGEST_NAME = 120


@dataclasses.dataclass(frozen=True)
class CollectionInfo:
    """A collection.

    Attributes:
        classroom_id: the class that shares it, `None` for one's own.
        works: how many it has, those not visible to everyone included.
        classroom: that class's name, empty for one's own.
        fills: whether the viewer may put works into it: an admin reads those of others' classes.
    """

    id: str
    owner_id: str
    classroom_id: str | None
    name: str
    works: int
    created: float
    classroom: str = ""
    fills: bool = True


class Collections:
    """Collections: one's own, those of one's classes; for an admin those of every class.

    Args:
        db: the database, migrated.
    """

    def __init__(self, db: Database):
        self.db = db

    def create(
        self, owner_id: str, name: str, *, classroom_id: str | None = None
    ) -> CollectionInfo:  # fmt: skip
        """Make an empty collection.

        Args:
            owner_id: whose it is.
            name: of at least one letter; what is longer than 120 is cut.
            classroom_id: of a class that the owner teaches: its members see and fill it.

        Raises:
            DataError: no name.
            NotFoundError: the owner teaches no such class.
        """
        collection = Collection(
            id=new_id(), owner_id=owner_id, classroom_id=classroom_id, name=_name(name)
        )
        with self.db.session() as session:
            if classroom_id is not None:
                query = select(Classroom.id).where(
                    Classroom.id == classroom_id, Classroom.teacher_id == owner_id
                )
                if session.scalar(query) is None:
                    raise NotFoundError(Told("refused.no_class"))
            session.add(collection)
        return self.get(collection.id, viewer_id=owner_id)

    def list(self, viewer_id: str) -> Sequence[CollectionInfo]:
        """Return what `get` returns, by name."""
        with self.db.reading() as session:
            query = _visible(viewer_id).order_by(func.lower(Collection.name), Collection.id)
            return [_info(*row) for row in session.execute(query)]

    def get(self, collection_id: str, *, viewer_id: str) -> CollectionInfo:
        """Return a collection; its works are `Gallery.list(viewer_id, collection_id=...)`.

        One's own are there, and those of one's classes; for an admin those of every class.

        Raises:
            NotFoundError: there is none for this viewer.
        """
        with self.db.reading() as session:
            return self.find(session, collection_id, viewer_id)

    def find(self, session: Session, collection_id: str, viewer_id: str) -> CollectionInfo:
        """Do what `get` does in an open session."""
        row = session.execute(_visible(viewer_id).where(Collection.id == collection_id)).first()
        if row is None:
            raise NotFoundError(Told("refused.no_collection"))
        return _info(*row)

    def add(self, collection_id: str, work_id: str, *, viewer_id: str) -> None:
        """Put a work at the end of a collection, if it is not in it.

        Into one's own any work that one sees; into a class's one's own works, which the class sees
        from then on.

        Raises:
            NotFoundError: no such collection or work for this viewer.
            NotAllowedError: it is of a class that the viewer is not in.
        """
        with self.db.session() as session:
            collection = self.find(session, collection_id, viewer_id)
            if not collection.fills:
                raise NotAllowedError(Told("refused.collection_read"))
            if collection.classroom_id is None:
                find(session, work_id, viewer_id)
            else:
                work = find_allowed(session, work_id, viewer_id, "share")
                picture = session.get_one(Picture, work.picture_id)
                if picture.visibility == "private":
                    picture.visibility = "class"
            if session.get(CollectionItem, (collection_id, work_id)) is None:
                last = select(func.max(CollectionItem.place)).where(
                    CollectionItem.collection_id == collection_id
                )
                place = (session.scalar(last) or 0) + 1
                session.add(
                    CollectionItem(collection_id=collection_id, work_id=work_id, place=place)
                )

    def remove(self, collection_id: str, work_id: str, *, viewer_id: str) -> None:
        """Take a work out of a collection: the collection's owner may, and the work's.

        Raises:
            NotFoundError: no such collection for this viewer, or no such work of theirs in it.
        """
        with self.db.session() as session:
            if self.find(session, collection_id, viewer_id).owner_id != viewer_id:
                find_allowed(session, work_id, viewer_id, "share")
            session.execute(delete(CollectionItem).where(
                CollectionItem.collection_id == collection_id, CollectionItem.work_id == work_id
            ))  # fmt: skip

    def move(self, collection_id: str, work_id: str, *, owner_id: str, earlier: bool) -> None:
        """Let a work change places with its neighbour among those that the owner sees.

        The first one goes no earlier, and the last one no later.

        Raises:
            NotFoundError: the owner has no such collection, or it has no such work.
        """
        with self.db.session() as session:
            _own(session, collection_id, owner_id, with_for_update=True)
            query = (
                select(CollectionItem)
                .where(CollectionItem.collection_id == collection_id)
                .order_by(CollectionItem.place, CollectionItem.work_id)
            )
            items = list(session.scalars(query))
            seen = seen_by(owner_id).with_only_columns(Work.id)
            seen = seen.join(CollectionItem, CollectionItem.work_id == Work.id)
            seen_ids = set(session.scalars(
                seen.where(CollectionItem.collection_id == collection_id)
            ))  # fmt: skip
            shown = [item for item in items if item.work_id in seen_ids]
            here = next((n for n, item in enumerate(shown) if item.work_id == work_id), None)
            if here is None:
                raise absent()
            there = here - 1 if earlier else here + 1
            if 0 <= there < len(shown):
                one, other = items.index(shown[here]), items.index(shown[there])
                items.insert(other, items.pop(one))
            for place, item in enumerate(items, 1):
                item.place = place

    def rename(self, collection_id: str, name: str, *, owner_id: str) -> CollectionInfo:
        """Give one's collection another name.

        Raises:
            NotFoundError: the owner has no such collection.
            DataError: no name.
        """
        name = _name(name)
        with self.db.session() as session:
            _own(session, collection_id, owner_id).name = name
        return self.get(collection_id, viewer_id=owner_id)

    def delete(self, collection_id: str, *, owner_id: str) -> None:
        """Delete one's collection; the works stay.

        Raises:
            NotFoundError: the owner has no such collection.
        """
        with self.db.session() as session:
            session.delete(_own(session, collection_id, owner_id))


def _visible(viewer_id):
    works = (
        select(func.count()).where(CollectionItem.collection_id == Collection.id).scalar_subquery()
    )
    classes = classes_of(viewer_id).subquery()
    fills = or_(
        Collection.owner_id == viewer_id,
        and_(Collection.classroom_id.is_not(None), Collection.classroom_id.in_(select(classes))),
    )
    reads = and_(Collection.classroom_id.is_not(None), reads_every_class(viewer_id))
    return (
        select(Collection, works, Classroom.name, fills)
        .outerjoin(Classroom, Classroom.id == Collection.classroom_id)
        .where(or_(fills, reads))
    )


def _own(session: Session, collection_id, owner_id, *, with_for_update=False) -> Collection:
    query = select(Collection).where(
        Collection.id == collection_id, Collection.owner_id == owner_id
    )
    if with_for_update:
        query = query.with_for_update()
    collection = session.scalars(query).first()
    if collection is None:
        raise NotFoundError(Told("refused.no_collection"))
    return collection


def _info(
    collection: Collection, works: int, classroom: str | None, fills: bool
) -> CollectionInfo:  # fmt: skip
    return CollectionInfo(
        collection.id, collection.owner_id, collection.classroom_id, collection.name, works,
        collection.created, classroom or "", bool(fills),
    )  # fmt: skip


def _name(name: str) -> str:
    name = tidy_title(name)[:_LONGEST_NAME]
    if not name:
        raise DataError(Told("refused.collection_name"))
    return name
