"""Works: kept with how they were made, found, shared, and deleted for good."""

import contextlib
import io
import json
from collections.abc import Sequence
from typing import Any, BinaryIO

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from tfstyle.errors import DataError, NotFoundError, UnsupportedOptionError, or_list
from tfstyle.studio.blobs import Blobs
from tfstyle.studio.database import Database
from tfstyle.studio.database.schema import CollectionItem, Picture, User, Work, new_id
from tfstyle.studio.database.visibility import check_visibility
from tfstyle.studio.gallery import packing
from tfstyle.studio.gallery.collections import Collections
from tfstyle.studio.gallery.comments import Comments
from tfstyle.studio.gallery.works import WorkInfo, find, find_allowed, info_of, seen_by
from tfstyle.studio.pictures import Pictures
from tfstyle.studio.texts.telling import Told

_LONGEST_RECIPE = 2**20
_ONE_PAGE = 500
WHOSE = ("mine", "class", "published", "all")


class Gallery:
    """What people painted.

    Whatever a viewer may not see is answered as what is not there: `NotFoundError`. A work is as
    visible as its picture.

    Args:
        db: the database, migrated.
        pictures: where results are kept.
        blobs: where their bytes are.

    Attributes:
        collections: works put together.
        comments: what is said of them.
    """

    def __init__(self, db: Database, pictures: Pictures, blobs: Blobs):
        self.db, self.pictures, self.blobs = db, pictures, blobs
        self.collections, self.comments = Collections(db), Comments(db)

    def keep(
        self, owner_id: str, picture_bytes: bytes, recipe: dict[str, Any],
        source_id: str | None = None, parent_id: str | None = None, *, title: str = "",
        work_id: str | None = None,
    ) -> WorkInfo:  # fmt: skip
        """Keep a result and how it was made: both, or neither.

        Args:
            owner_id: whose it is.
            picture_bytes: the file of the result, a picture or a video.
            recipe: all that the same bits need beside the source; plain JSON, at most 1 MB.
            source_id: the picture it was painted from.
            parent_id: the work it goes on from.
            title: shown beside it; the source's, if empty.
            work_id: the id it shall have, 32 hexadecimal digits: whoever keeps it again under the
                same, as a job does that was killed after this, gets the work that is there.

        Raises:
            NotFoundError: the owner sees no such source, or no such parent.
            DataError: a recipe that is no JSON, or too long.
            ImageError, QuotaError: as of `Pictures.add`.
        """
        recipe = _plain(recipe)
        if work_id is not None:
            with contextlib.suppress(NotFoundError):
                return self.get(work_id, viewer_id=owner_id)
        if source_id is not None:
            source = self.pictures.info(source_id, viewer_id=owner_id)
            title = title or source.title
        if parent_id is not None:
            self.get(parent_id, viewer_id=owner_id)
        work_id = work_id or new_id()

        def then(session, picture_id):
            # Either may have been deleted while the picture was looked at.
            given_source = source_id and session.get(Picture, source_id) and source_id
            given_parent = parent_id and session.get(Work, parent_id) and parent_id
            session.add(Work(
                id=work_id, owner_id=owner_id, picture_id=picture_id, recipe=recipe,
                source_id=given_source or None, parent_id=given_parent or None,
            ))  # fmt: skip

        self.pictures.add(owner_id, picture_bytes, kind="result", title=title, then=then)
        return self.get(work_id, viewer_id=owner_id)

    def get(self, work_id: str, *, viewer_id: str) -> WorkInfo:
        """Return a work.

        Raises:
            NotFoundError: there is none for this viewer.
        """
        with self.db.reading() as session:
            return find(session, work_id, viewer_id)

    def list(
        self, viewer_id: str, *, whose: str = "mine", collection_id: str | None = None,
        query: str = "", limit: int = _ONE_PAGE, before: str | None = None,
        kind: str | None = None,
    ) -> Sequence[WorkInfo]:  # fmt: skip
        """Return works, the newest first; a collection's in its order.

        Args:
            viewer_id: who looks.
            whose: `"mine"`, `"class"` (others', shared with a class of the viewer), `"published"`
                or `"all"`; of a collection all that the viewer may see, whatever is said here.
            collection_id: those of a collection.
            query: words, each in the title or the owner's name, in any case.
            limit: how many at most, 500 or less.
            before: the id of the last work of the page before; of a deleted one the pages begin
                anew.
            kind: `"result"` for pictures alone, `"video"` for videos.

        Raises:
            NotFoundError: there is no such collection for the viewer.
            UnsupportedOptionError: another `whose`.
        """
        wanted, limit = seen_by(viewer_id), min(max(limit, 0), _ONE_PAGE)
        with self.db.reading() as session:
            if collection_id is not None:
                self.collections.find(session, collection_id, viewer_id)
                wanted = _found(wanted, viewer_id, "all", query, kind)
                return self._in_collection(session, wanted, collection_id, limit, before)
            wanted = _found(wanted, viewer_id, whose, query, kind)
            if before is not None and (last := session.get(Work, before)) is not None:
                wanted = wanted.where(or_(
                    Work.created < last.created,
                    and_(Work.created == last.created, Work.id > last.id),
                ))  # fmt: skip
            wanted = wanted.order_by(Work.created.desc(), Work.id).limit(limit)
            return [info_of(row) for row in session.execute(wanted)]

    def recipes(
        self, viewer_id: str, *, whose: str = "mine", query: str = "", most: int = 2000
    ) -> Sequence[tuple[str, str | None, dict[str, Any]]]:
        """Return id, source and recipe of works, the newest first, for who puts them in order.

        Args:
            viewer_id: who looks.
            whose: as for `list`.
            query: likewise.
            most: how many.

        Raises:
            UnsupportedOptionError: another `whose`.
        """
        wanted = _found(seen_by(viewer_id), viewer_id, whose, query, None)
        wanted = wanted.with_only_columns(Work.id, Work.source_id, Work.recipe)
        with self.db.reading() as session:
            rows = session.execute(wanted.order_by(Work.created.desc(), Work.id).limit(most))
            return [(row[0], row[1], row[2]) for row in rows]

    def several(self, work_ids: Sequence[str], *, viewer_id: str) -> Sequence[WorkInfo]:
        """Return works in the order of their ids; those that a viewer does not see are left out.

        Args:
            work_ids: 500 or less.
            viewer_id: who looks.
        """
        wanted = seen_by(viewer_id).where(Work.id.in_(work_ids[:_ONE_PAGE]))
        with self.db.reading() as session:
            found = {row[0].id: info_of(row) for row in session.execute(wanted)}
        return [found[one] for one in work_ids if one in found]

    def lineage(self, work_id: str, *, viewer_id: str, most: int = 12) -> Sequence[WorkInfo]:
        """Return a work after those it goes on from, the first one first.

        It begins where the viewer does not see a parent, or `most` are found.

        Raises:
            NotFoundError: there is no such work for this viewer.
        """
        with self.db.reading() as session:
            line = [find(session, work_id, viewer_id)]
            while (parent_id := line[0].parent_id) is not None and len(line) < most:
                line.insert(0, find(session, parent_id, viewer_id))
        return line

    def share(self, work_id: str, visibility: str, *, owner_id: str) -> WorkInfo:
        """Show one's work to nobody (`"private"`), one's classes (`"class"`), or everyone here.

        What it was painted from stays as it is.

        Raises:
            NotFoundError: the owner has no such work.
            UnsupportedOptionError: another visibility.
        """
        check_visibility(visibility)
        with self.db.session() as session:
            work = find_allowed(session, work_id, owner_id, "share")
            session.get_one(Picture, work.picture_id).visibility = visibility
        return self.get(work_id, viewer_id=owner_id)

    def publish(self, work_id: str, *, owner_id: str) -> WorkInfo:
        """Show one's work to everyone here; `share` takes it back."""
        return self.share(work_id, "published", owner_id=owner_id)

    def rename(self, work_id: str, title: str, *, owner_id: str) -> WorkInfo:
        """Give one's work another title.

        Raises:
            NotFoundError: the owner has no such work.
        """
        with self.db.reading() as session:
            picture_id = find_allowed(session, work_id, owner_id, "change").picture_id
        self.pictures.rename(picture_id, title, owner_id=owner_id)
        return self.get(work_id, viewer_id=owner_id)

    def delete(self, work_id: str, *, viewer_id: str) -> None:
        """Delete a work with its picture, comments and ratings; its bytes go from the disk.

        Its owner may, a teacher where it is shared with a class of theirs, an admin where it is
        published.

        Raises:
            NotFoundError: there is none that the viewer may delete.
        """
        with self.db.reading() as session:
            picture_id = find_allowed(session, work_id, viewer_id, "delete").picture_id
        self.pictures.delete(picture_id, viewer_id=viewer_id)

    def may_delete(self, work_id: str, *, viewer_id: str) -> bool:
        """Return whether a viewer may delete a work, as `delete` asks itself."""
        with self.db.reading() as session, contextlib.suppress(NotFoundError):
            find_allowed(session, work_id, viewer_id, "delete")
            return True
        return False

    def write_zip(self, work_ids: Sequence[str], file: BinaryIO, *, viewer_id: str) -> None:
        """Write works into an open file as a zip: pictures, `contact_sheet.jpg`, `recipes.json`.

        Raises:
            NotFoundError: one of them is not there for the viewer.
            DataError: there is none.
        """
        works = [self.get(work_id, viewer_id=viewer_id) for work_id in dict.fromkeys(work_ids)]
        packing.write_zip(works, file, self.pictures, viewer_id)

    def zip(self, work_ids: Sequence[str], *, viewer_id: str) -> bytes:
        """Return what `write_zip` writes."""
        file = io.BytesIO()
        self.write_zip(work_ids, file, viewer_id=viewer_id)
        return file.getvalue()

    def _in_collection(self, session: Session, wanted, collection_id, limit, before):
        wanted = wanted.join(CollectionItem, CollectionItem.work_id == Work.id).where(
            CollectionItem.collection_id == collection_id
        )
        if before is not None:
            query = select(CollectionItem).where(
                CollectionItem.collection_id == collection_id, CollectionItem.work_id == before
            )
            if (last := session.scalars(query).first()) is not None:
                wanted = wanted.where(or_(
                    CollectionItem.place > last.place,
                    and_(CollectionItem.place == last.place, Work.id > before),
                ))  # fmt: skip
        wanted = wanted.order_by(CollectionItem.place, Work.id).limit(limit)
        return [info_of(row) for row in session.execute(wanted)]


def _found(wanted, viewer_id, whose, query, kind):
    """Return a query of works for those that are looked for."""
    if whose not in WHOSE:
        raise UnsupportedOptionError(
            Told("refused.one_of", what="whose", known=or_list(WHOSE), received=repr(whose))
        )
    if kind is not None:
        wanted = wanted.where(Picture.kind == kind)
    for word in query.split()[:10]:
        wanted = wanted.where(or_(
            Picture.title.icontains(word, autoescape=True),
            User.name.icontains(word, autoescape=True),
        ))  # fmt: skip
    if whose == "mine":
        return wanted.where(Work.owner_id == viewer_id)
    if whose == "class":
        return wanted.where(Picture.visibility == "class", Work.owner_id != viewer_id)
    return wanted.where(Picture.visibility == "published") if whose == "published" else wanted


def _plain(recipe) -> dict[str, Any]:
    """Return a recipe as it will be read again."""
    try:
        text = json.dumps(recipe, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise DataError(Told("refused.recipe_json", why=str(error))) from error
    if not isinstance(recipe, dict):
        raise DataError(Told("refused.recipe_type", received=type(recipe).__name__))
    if len(text) > _LONGEST_RECIPE:
        raise DataError(Told("refused.recipe_long", most=_LONGEST_RECIPE, received=len(text)))
    if "\\u0000" in text:  # PostgreSQL has no place for it
        raise DataError(Told("refused.recipe_nul"))
    return json.loads(text)
