"""Which pictures a job may be given: those that its owner's role trains from."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from tfstyle.errors import NotFoundError
from tfstyle.studio.accounts.permitted import permitted
from tfstyle.studio.accounts.roles import NotAllowedError
from tfstyle.studio.database.schema import Picture
from tfstyle.studio.database.visibility import visible_to
from tfstyle.studio.texts.telling import Told

# Of each kind that makes a model of pictures, the keys of the payload that name one, and several.
TRAINED_FROM = {
    "train_style": (("picture_id",), ("photographs",)),
    "train_domains": ((), ("a", "b")),
}


def check_pictures(session, owner_id: str, kind: str, payload: Mapping[str, Any]) -> None:
    """Refuse a job that trains from pictures with which its owner may not.

    A model keeps something of every picture that it learned from, and stays when that picture is
    taken back: seeing one is not enough.

    Args:
        session: of the database.
        owner_id: who asks for the job.
        kind: of the job; those that train nothing are not looked at.
        payload: of the job; what is no text in it, the handler refuses.

    Raises:
        NotFoundError: the owner sees no such picture.
        NotAllowedError: they see it, and their role does not train from it.
    """
    ids = set(_named(payload, *TRAINED_FROM.get(kind, ((), ()))))
    if not ids:
        return
    allowed = select(Picture.id).where(
        Picture.id.in_(ids), permitted(session, owner_id, "train", Picture)
    )
    refused = ids - set(session.scalars(allowed))
    if not refused:
        return
    seen = select(Picture.id).where(Picture.id.in_(refused), visible_to(owner_id, Picture))
    if refused - set(session.scalars(seen)):
        raise NotFoundError(Told("refused.no_picture"))
    raise NotAllowedError(Told("refused.training_own"))


def _named(payload, of_one, of_several) -> Iterator[str]:
    given = [payload.get(key) for key in of_one]
    for key in of_several:
        value = payload.get(key)
        given += value if isinstance(value, list) else []
    yield from (one for one in given if isinstance(one, str))
