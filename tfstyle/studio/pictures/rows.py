"""The rows of pictures: whose they are, and who may do what with them."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tfstyle.errors import NotFoundError
from tfstyle.studio.accounts.permitted import permitted
from tfstyle.studio.database.schema import Blob, Picture, Style
from tfstyle.studio.texts.telling import Told


def absent() -> NotFoundError:
    """Return what is raised where no such picture is, or not for whoever asks."""
    return NotFoundError(Told("refused.no_picture"))


def allowed(session: Session, picture_id, viewer_id, action) -> Picture:
    """Return the picture with which a viewer's role allows an action of `roles.ACTIONS`.

    Raises:
        NotFoundError: there is none.
    """
    # Held until the end: what is made private while a teacher deletes it is one or the other.
    query = select(Picture).where(
        Picture.id == picture_id, permitted(session, viewer_id, action, Picture)
    ).with_for_update(of=Picture)  # fmt: skip
    picture = session.scalars(query).first()
    if picture is None:
        raise absent()
    return picture


def usage_of(session: Session, owner_id) -> int:
    """Return how many bytes are somebody's: of pictures, what is served of them, and presets."""
    named = (
        select(Picture.blob_sha256).where(Picture.owner_id == owner_id)
        .union(
            select(Picture.served_sha256).where(Picture.owner_id == owner_id),
            select(Style.preset_sha256).where(Style.owner_id == owner_id),
        ).subquery()
    )  # fmt: skip
    total = select(func.sum(Blob.size)).where(Blob.sha256.in_(select(named)))
    return int(session.scalar(total) or 0)
