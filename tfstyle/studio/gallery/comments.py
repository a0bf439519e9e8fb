"""What people say of a work that they can see."""

import contextlib
import dataclasses
from collections.abc import Sequence

from sqlalchemy import or_, select

from tfstyle.errors import DataError, NotFoundError
from tfstyle.studio.accounts.permitted import permitted
from tfstyle.studio.database import Database
from tfstyle.studio.database.schema import Comment, Picture, User, Work, new_id
from tfstyle.studio.gallery.works import find, find_allowed
from tfstyle.studio.texts.telling import Told

_LONGEST = 4000


@dataclasses.dataclass(frozen=True)
class CommentInfo:
    """A comment; `text` is text, never markup.

    Attributes:
        may_delete: whether who asked may delete it.
    """

    id: str
    work_id: str
    author_id: str
    author_name: str
    text: str
    created: float
    may_delete: bool = dataclasses.field(default=False, compare=False)


class Comments:
    """Comments: whoever sees a work may read them, and write where `roles.TABLE` allows it.

    Args:
        db: the database, migrated.
    """

    def __init__(self, db: Database):
        self.db = db

    def add(self, work_id: str, text: str, *, author_id: str) -> CommentInfo:
        """Say something of a work.

        Raises:
            DataError: nothing is said, or more than 4000 letters.
            NotFoundError: there is no such work of which the author may say something.
        """
        text = text.replace("\r\n", "\n").replace("\x00", "").strip()
        if not text:
            raise DataError(Told("refused.comment_empty"))
        if len(text) > _LONGEST:
            raise DataError(Told("refused.comment_long", most=_LONGEST, received=len(text)))
        comment = Comment(id=new_id(), work_id=work_id, author_id=author_id, text=text)
        with self.db.session() as session:
            find_allowed(session, work_id, author_id, "comment")
            session.add(comment)
            session.flush()
            name = session.get_one(User, author_id).name
        return _info(comment, name, True)

    def may_add(self, work_id: str, *, viewer_id: str) -> bool:
        """Return whether a viewer may say something of a work, as `add` asks itself."""
        with self.db.reading() as session, contextlib.suppress(NotFoundError):
            find_allowed(session, work_id, viewer_id, "comment")
            return True
        return False

    def list(self, work_id: str, *, viewer_id: str) -> Sequence[CommentInfo]:
        """Return what is said of a work, the oldest first.

        Raises:
            NotFoundError: the viewer sees no such work.
        """
        with self.db.reading() as session:
            find(session, work_id, viewer_id)
            query = (
                select(Comment, User.name, _deletable(session, viewer_id))
                .join(User, User.id == Comment.author_id)
                .where(Comment.work_id == work_id).order_by(Comment.created, Comment.id)
            )  # fmt: skip
            return [_info(*row) for row in session.execute(query)]

    def delete(self, comment_id: str, *, viewer_id: str) -> None:
        """Delete a comment: its author may, and who may delete the work.

        That is the work's owner, a teacher where it is shared with a class of theirs, and an admin
        where it is published.

        Raises:
            NotFoundError: there is none that the viewer may delete.
        """
        with self.db.session() as session:
            query = select(Comment).where(Comment.id == comment_id, _deletable(session, viewer_id))
            comment = session.scalars(query).first()
            if comment is None:
                raise NotFoundError(Told("refused.no_comment"))
            session.delete(comment)


def _deletable(session, viewer_id):
    """Return the condition that comments may be deleted by a viewer."""
    works = select(Work.id).join(Picture, Picture.id == Work.picture_id).where(
        permitted(session, viewer_id, "delete", Picture)
    )  # fmt: skip
    return or_(Comment.author_id == viewer_id, Comment.work_id.in_(works))


def _info(comment: Comment, author_name: str, may_delete: bool) -> CommentInfo:
    return CommentInfo(
        comment.id, comment.work_id, comment.author_id, author_name, comment.text,
        comment.created, bool(may_delete),
    )  # fmt: skip
