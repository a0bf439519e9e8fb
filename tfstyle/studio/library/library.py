"""Styles in the tables: found, added, shared, sent as a file and taken from one."""

import dataclasses
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from tfstyle.errors import DataError, UnsupportedOptionError
from tfstyle.studio.library import preset_files
from tfstyle.studio.library.zoo_styles import ARBITRARY, zoo_styles

ORDERS = ("name", "newest", "liked")
VISIBILITIES = ("private", "class", "published")


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


class Library:
    """The styles.

    Args:
        db: a `Database`.
        pictures: `Pictures`, where paintings are.
        blobs: `Blobs`, where preset files are.
        folder: where preset files are unpacked; it may be deleted at any time.
        scores: from a viewer's id to how much each style is liked, by its id; for `order="liked"`.
    """

    def __init__(self, db, pictures, blobs, folder, scores=None):
        self._db, self._pictures, self._blobs = db, pictures, blobs
        self._folder = Path(folder)
        self._scores = scores or (lambda viewer_id: {})
        self._unpacking = threading.Lock()

    def seed_from_zoo(self) -> int:
        """Enter what the zoo paints, where it is not there yet; return how many are new."""
        from sqlalchemy import select

        from tfstyle.studio.database.schema import Style

        with self._db.session() as session:
            query = select(Style.model, Style.style, Style.direction).where(
                Style.owner_id.is_(None)
            )
            there = {tuple(row) for row in session.execute(query)}
            new = [one for one in zoo_styles() if _key(one) not in there]
            for one in new:
                session.add(Style(
                    owner_id=None, kind="preset", visibility="published",
                    **{**dataclasses.asdict(one), "tags": list(one.tags)},
                ))  # fmt: skip
        return len(new)

    def styles(
        self, viewer_id: str, *, query: str = "", tags: Sequence[str] = (), order: str = "name"
    ) -> list[StyleInfo]:  # fmt: skip
        """Return the styles that a viewer may use.

        Args:
            viewer_id: who looks.
            query: words, each in the name, the tags or the source, in any case.
            tags: all of which a style has.
            order: `"name"`, `"newest"`, or `"liked"`, what the scores say.

        Raises:
            UnsupportedOptionError: another order.
        """
        if order not in ORDERS:
            raise UnsupportedOptionError(f"order: one of {', '.join(ORDERS)}. Received: {order!r}")
        words = query.casefold().split()
        found = [
            style for style in self._visible(viewer_id)
            if set(tags) <= set(style.tags) and all(word in _text(style) for word in words)
        ]  # fmt: skip
        return _ordered(found, order, self._scores(viewer_id) if order == "liked" else {})

    def tags(self, viewer_id: str) -> list[str]:
        """Return the tags of a viewer's styles, the most frequent ones first."""
        counts: dict[str, int] = {}
        for style in self._visible(viewer_id):
            for tag in style.tags:
                counts[tag] = counts.get(tag, 0) + 1
        return sorted(counts, key=lambda tag: (-counts[tag], tag))

    def get(self, style_id: str, *, viewer_id: str) -> StyleInfo:
        """Return a style.

        Raises:
            NotFoundError: there is none for this viewer.
        """
        found = self._visible(viewer_id, style_id)
        if not found:
            raise _absent()
        return found[0]

    def add_painting(
        self, owner_id: str, picture_id: str, name: str, licence: str, source: str,
        tags: Sequence[str] = (),
    ) -> StyleInfo:  # fmt: skip
        """Make a style of a painting, painted at once by the arbitrary-style model.

        Raises:
            DataError: name, licence or source are missing or too long.
            NotFoundError: the owner has no such picture.
        """
        picture = self._pictures.info(picture_id, viewer_id=owner_id)
        if picture.owner_id != owner_id:
            raise _absent()
        told = _told(name, licence, source, tags)
        return self._add(
            owner_id, kind="painting", model=ARBITRARY, picture_id=picture_id, **told
        )

    def add_trained(
        self, owner_id: str, directory, name: str, licence: str, source: str,
        tags: Sequence[str] = (),
    ) -> StyleInfo:  # fmt: skip
        """Make a style of a preset's directory, as a training run leaves it in `final/`.

        Raises:
            DataError: as `add_painting`.
            IntegrityError: the preset is damaged.
        """
        told = _told(name, licence, source, tags)
        about = {**told, "format": 1}
        return self._keep(owner_id, preset_files.pack(directory, about), told)

    def export(self, style_id: str, *, viewer_id: str) -> bytes:
        """Return the preset file of a style, which `import_preset` takes.

        Raises:
            NotFoundError: there is no such style for this viewer.
            UnsupportedOptionError: a painting is no preset until it is trained.
        """
        from tfstyle.zoo import resolve

        style = self.get(style_id, viewer_id=viewer_id)
        if style.kind == "painting":
            raise UnsupportedOptionError(
                f"{style.name} is a painting, not a trained model. Train it first, or send the "
                "picture."
            )
        if style.preset_sha256:
            return self._blobs.get(style.preset_sha256)
        about = {
            "name": style.name, "licence": style.licence, "source": style.source,
            "tags": list(style.tags), "style": style.style, "direction": style.direction,
            "format": 1,
        }  # fmt: skip
        return preset_files.pack(resolve(style.model, paths=False).local(), about)

    def import_preset(
        self, owner_id: str, data: bytes, *, name: str = "", licence: str = "", source: str = ""
    ) -> StyleInfo:  # fmt: skip
        """Make a style of a preset file; what is not said is taken from the file.

        Raises:
            DataError: it is no preset file, or says neither name, licence nor source.
            IntegrityError: it is damaged.
            ArchitectureError: it is of a class that paints no photograph.
        """
        sha256 = preset_files.hashlib.sha256(data).hexdigest()
        about = self._unpack(data, sha256)
        told = _told(
            name or _word(about, "name"), licence or _word(about, "licence"),
            source or _word(about, "source"),
            [tag for tag in about.get("tags", ()) if isinstance(tag, str)][:20]
            if isinstance(about.get("tags", ()), list) else (),
        )  # fmt: skip
        chosen = self._checked(sha256, about)
        return self._keep(owner_id, data, {**told, **chosen})

    def share(self, style_id: str, owner_id: str, visibility: str) -> StyleInfo:
        """Let a class or everyone here use one's style, or nobody else.

        Raises:
            NotFoundError: the owner has no such style.
            UnsupportedOptionError: another visibility.
        """
        if visibility not in VISIBILITIES:
            raise UnsupportedOptionError(
                f"visibility: one of {', '.join(VISIBILITIES)}. Received: {visibility!r}"
            )
        self._own(style_id, owner_id, visibility=visibility)
        return self.get(style_id, viewer_id=owner_id)

    def set_strength(self, style_id: str, owner_id: str, strength: float) -> None:
        """Note at which strength a style is offered.

        Raises:
            NotFoundError: the owner has no such style.
        """
        self._own(style_id, owner_id, strength=min(max(float(strength), 0.0), 1.0))

    def delete(self, style_id: str, owner_id: str) -> None:
        """Take one's style out of the library; its painting stays in the pictures.

        Raises:
            NotFoundError: the owner has no such style.
        """
        from sqlalchemy import delete, select

        from tfstyle.studio.database.schema import Style

        with self._db.session() as session:
            mine = select(Style).where(Style.id == style_id, Style.owner_id == owner_id)
            if session.scalars(mine).first() is None:
                raise _absent()
            session.execute(delete(Style).where(Style.id == style_id))

    def preset_directory(self, sha256: str) -> Path:
        """Return where a preset file is unpacked; it is, if it was not yet."""
        directory = self._folder / sha256
        if not directory.is_dir():
            self._unpack(self._blobs.get(sha256), sha256)
        return directory

    def _unpack(self, data, sha256) -> dict:
        with self._unpacking:
            return preset_files.unpack(data, self._folder / sha256)

    def _checked(self, sha256, about) -> dict:
        """Return the style and direction of a preset file, if it paints photographs at all."""
        from tfstyle.errors import ArchitectureError
        from tfstyle.presets import read_config

        config = read_config(self._folder / sha256)
        if not config.get("directions"):
            raise ArchitectureError(f"A {config['class']} paints no photographs.")
        names = config["arguments"].get("styles") or [None]
        style, direction = about.get("style"), about.get("direction")
        chosen = style if style in names else names[0]
        return {
            "style": chosen if len(names) > 1 else None,
            "direction": direction if direction in config["directions"] else None,
        }

    def _keep(self, owner_id, data, told) -> StyleInfo:
        from tfstyle.studio.database.schema import Blob

        sha256 = self._blobs.put(data)
        with self._db.session() as session:
            if session.get(Blob, sha256) is None:
                session.add(Blob(sha256=sha256, size=len(data), media_type="application/zip"))
        return self._add(owner_id, kind="trained", model=told["name"], preset_sha256=sha256, **told)

    def _add(self, owner_id, **values) -> StyleInfo:
        from sqlalchemy.exc import IntegrityError as Twice

        from tfstyle.studio.database.schema import Style, new_id

        style_id = new_id()
        try:
            with self._db.session() as session:
                session.add(Style(id=style_id, owner_id=owner_id, **values))
        except Twice as error:
            raise DataError(f"There is a style {values['name']!r} already.") from error
        return self.get(style_id, viewer_id=owner_id)

    def _own(self, style_id, owner_id, **values):
        from sqlalchemy import update

        from tfstyle.studio.database.schema import Style

        with self._db.session() as session:
            changed = session.execute(
                update(Style)
                .where(Style.id == style_id, Style.owner_id == owner_id)
                .values(**values)
            )
            if changed.rowcount == 0:
                raise _absent()

    def _visible(self, viewer_id, style_id=None) -> list[StyleInfo]:
        from sqlalchemy import or_, select

        from tfstyle.studio.database.schema import Picture, Style

        mates = _classmates(viewer_id)
        query = (
            select(Style, Picture.blob_sha256)
            .outerjoin(Picture, Picture.id == Style.picture_id)
            .where(or_(
                Style.owner_id.is_(None), Style.owner_id == viewer_id,
                Style.visibility == "published",
                (Style.visibility == "class") & Style.owner_id.in_(mates),
            ))
        )  # fmt: skip
        if style_id is not None:
            query = query.where(Style.id == style_id)
        with self._db.session() as session:
            return [_info(style, sha256) for style, sha256 in session.execute(query)]


def _classmates(viewer_id):
    """Return a query for the ids of who is in a class with the viewer, or teaches them."""
    from sqlalchemy import select, union

    from tfstyle.studio.database.schema import Classroom, Membership

    classes = select(Membership.classroom_id).where(Membership.user_id == viewer_id).union(
        select(Classroom.id).where(Classroom.teacher_id == viewer_id)
    )
    return union(
        select(Membership.user_id).where(Membership.classroom_id.in_(classes)),
        select(Classroom.teacher_id).where(Classroom.id.in_(classes)),
    )


def _info(style, sha256) -> StyleInfo:
    values = {
        field.name: getattr(style, field.name)
        for field in dataclasses.fields(StyleInfo) if field.name != "painting_sha256"
    }  # fmt: skip
    return StyleInfo(**{**values, "tags": tuple(style.tags)}, painting_sha256=sha256)


def _ordered(styles, order, scores: Mapping[str, float]) -> list[StyleInfo]:
    styles = sorted(styles, key=lambda style: (style.name.casefold(), style.id))
    if order == "newest":
        return sorted(styles, key=lambda style: -style.created)
    if order == "liked":
        return sorted(styles, key=lambda style: -scores.get(style.id, 0.0))
    return styles


def _text(style) -> str:
    return " ".join((style.name, *style.tags, style.source)).casefold()


def _key(style) -> tuple:
    return style.model, style.style, style.direction


def _word(about, key) -> str:
    value = about.get(key, "")
    return value if isinstance(value, str) else ""


def _told(name, licence, source, tags) -> dict:
    told = {}
    for key, value, most in (("name", name, 120), ("licence", licence, 200), ("source", source, 500)):
        value = " ".join(value.split())
        if not value:
            raise DataError(f"{key}: say it, so that others know what they may do with the style.")
        if len(value) > most:
            raise DataError(f"{key}: at most {most} letters. Received: {len(value)}")
        told[key] = value
    tags = [" ".join(tag.split())[:40] for tag in tags]
    return {**told, "tags": list(dict.fromkeys(tag for tag in tags if tag))[:20]}


def _absent():
    from tfstyle.errors import NotFoundError

    return NotFoundError("There is no such style.")
