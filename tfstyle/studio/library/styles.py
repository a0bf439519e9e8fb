"""A style as people see it, and what has to be said of a new one."""

import dataclasses

from tfstyle.errors import DataError
from tfstyle.studio.texts.telling import Told


@dataclasses.dataclass(frozen=True)
class StyleInfo:
    """A style as people see it; the attributes are those of the table `styles`.

    Attributes:
        painting_sha256: of the painting that an arbitrary-style model looks at.
    """

    id: str
    owner_id: str | None
    name: str
    kind: str
    model: str
    style: str | None
    direction: str | None
    picture_id: str | None
    painting_sha256: str | None
    preset_sha256: str | None
    tags: tuple[str, ...]
    licence: str
    source: str
    strength: float
    visibility: str
    created: float


def info_of(style, sha256: str | None) -> StyleInfo:
    """Return what a row of the tables says, with the SHA-256 of its painting."""
    values = {
        field.name: getattr(style, field.name)
        for field in dataclasses.fields(StyleInfo) if field.name != "painting_sha256"
    }  # fmt: skip
    return StyleInfo(**{**values, "tags": tuple(style.tags)}, painting_sha256=sha256)


def tidy(name: str, licence: str, source: str, tags) -> dict:
    """Return what is said of a style, on one line each.

    Raises:
        DataError: name, licence or source are missing or too long.
    """
    told = {}
    for key, given, most in (
        ("name", name, 120), ("licence", licence, 200), ("source", source, 500),
    ):  # fmt: skip
        value = " ".join(given.split())
        if not value:
            raise DataError(Told("refused.style_needs", what=Told(f"refused.{key}")))
        if len(value) > most:
            what = Told(f"refused.{key}")
            raise DataError(Told("refused.style_long", what=what, most=most, received=len(value)))
        told[key] = value
    tags = [" ".join(tag.split())[:40] for tag in tags]
    return {**told, "tags": list(dict.fromkeys(tag for tag in tags if tag))[:20]}
