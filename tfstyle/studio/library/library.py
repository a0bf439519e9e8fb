"""Styles in the tables: found, added, shared, sent as a file and taken from one."""

import dataclasses
import threading
from collections.abc import Sequence
from pathlib import Path

from tfstyle.errors import DataError, UnsupportedOptionError
from tfstyle.studio.blobs import Ledger
from tfstyle.studio.blobs.store import sha256_of
from tfstyle.studio.database.visibility import check_visibility, visible_to
from tfstyle.studio.library import preset_files
from tfstyle.studio.library.styles import StyleInfo, info_of, tidy
from tfstyle.studio.library.unpacked import forget
from tfstyle.studio.library.zoo_styles import ARBITRARY, zoo_styles
from tfstyle.studio.texts.telling import Told

ORDERS = ("name", "newest", "liked")


class Library:
    """The styles.

    Args:
        db: a `Database`.
        pictures: `Pictures`, where paintings are.
        blobs: `Blobs`, where preset files are.
        folder: where preset files are unpacked; it may be deleted at any time.
        scores: of a viewer's id and styles' ids, how much each is liked; for `order="liked"`.
    """

    def __init__(self, db, pictures, blobs, folder, scores=None):
        self._db, self._pictures, self._blobs = db, pictures, blobs
        self._ledger = Ledger(db, blobs)
        self._folder = Path(folder)
        self._scores = scores or (lambda viewer_id, styles: {})
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
            raise UnsupportedOptionError(
                Told("refused.order_of", known=", ".join(ORDERS), received=repr(order))
            )
        words = query.casefold().split()
        found = [
            style for style in self._visible(viewer_id)
            if set(tags) <= set(style.tags) and all(word in _text(style) for word in words)
        ]  # fmt: skip
        found.sort(key=lambda style: (style.name.casefold(), style.id))
        if order == "newest":
            found.sort(key=lambda style: -style.created)
        elif order == "liked":
            scores = self._scores(viewer_id, [style.id for style in found])
            found.sort(key=lambda style: -scores.get(style.id, 0.0))
        return found

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
        told = tidy(name, licence, source, tags)
        return self._add(owner_id, kind="painting", model=ARBITRARY, picture_id=picture_id, **told)

    def add_trained(
        self, owner_id: str, directory, name: str, licence: str, source: str,
        tags: Sequence[str] = (),
    ) -> StyleInfo:  # fmt: skip
        """Make a style of a preset's directory, as a training run leaves it in `final/`.

        Raises:
            DataError: as `add_painting`.
            IntegrityError: the preset is damaged.
            QuotaError: the owner would have more bytes than allowed. Nothing was written.
        """
        told = tidy(name, licence, source, tags)
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
            raise UnsupportedOptionError(Told("refused.not_trained", name=style.name))
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
            QuotaError: the owner would have more bytes than allowed. Nothing was kept.
        """
        self._check_room(owner_id, data)
        sha256 = sha256_of(data)
        about = self._unpack(data, sha256)
        told = tidy(
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
        self._change(style_id, owner_id, "share", visibility=check_visibility(visibility))
        return self.get(style_id, viewer_id=owner_id)

    def set_strength(self, style_id: str, owner_id: str, strength: float) -> None:
        """Note at which strength a style is offered.

        Raises:
            NotFoundError: the owner has no such style.
        """
        self._change(style_id, owner_id, "change", strength=min(max(float(strength), 0.0), 1.0))

    def delete(self, style_id: str, viewer_id: str) -> None:
        """Take a style out of the library, and its preset file from the disk.

        Its owner may, a teacher where it is shared with a class of theirs, an admin where it is
        published; the zoo's stay. Its painting stays among the pictures.

        Raises:
            NotFoundError: there is none that the viewer may delete.
        """
        with self._db.session() as session:
            style = self._allowed(session, style_id, viewer_id, "delete")
            sha256 = style.preset_sha256
            session.delete(style)
        forget(self._folder, self._ledger.release([sha256]))

    def removable(self, viewer_id: str) -> set[str]:
        """Return the ids of the styles that a viewer may delete, as `delete` asks itself."""
        from sqlalchemy import select

        from tfstyle.studio.accounts.permitted import permitted
        from tfstyle.studio.database.schema import Style

        with self._db.reading() as session:
            theirs = permitted(session, viewer_id, "delete", Style)
            return set(session.scalars(
                select(Style.id).where(Style.owner_id.is_not(None), theirs)
            ))  # fmt: skip

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
            raise ArchitectureError(Told("refused.paints_nothing", model=config["class"]))
        names = config["arguments"].get("styles") or [None]
        style, direction = about.get("style"), about.get("direction")
        chosen = style if style in names else names[0]
        return {
            "style": chosen if len(names) > 1 else None,
            "direction": direction if direction in config["directions"] else None,
        }

    def _keep(self, owner_id, data, told) -> StyleInfo:
        """Keep a preset file and the style that names it: both, or neither."""
        self._check_room(owner_id, data)
        sha256 = self._blobs.put(data)
        try:
            return self._add(
                owner_id, data, kind="trained", model=told["name"], preset_sha256=sha256, **told
            )
        except BaseException:
            forget(self._folder, self._ledger.release([sha256]))
            raise

    def _check_room(self, owner_id, data):
        """Refuse what the owner has no room for before anything is written, as of a picture."""
        with self._db.reading() as session:
            self._pictures.check_quota(session, owner_id, len(data))

    def _add(self, owner_id, file=None, **values) -> StyleInfo:
        from tfstyle.studio.database.schema import Style, new_id

        style_id = new_id()
        with self._db.session() as session:
            self._check_new(session, owner_id, values)
            if file is not None:
                self._pictures.check_quota(session, owner_id, len(file))
                self._ledger.hold(session, file, "application/zip")
            session.add(Style(id=style_id, owner_id=owner_id, **values))
        return self.get(style_id, viewer_id=owner_id)

    def _check_new(self, session, owner_id, values):
        """Refuse a name that the owner uses already: two of it could not be told apart."""
        from sqlalchemy import select

        from tfstyle.studio.database.schema import Style

        same = select(Style.id).where(Style.owner_id == owner_id, Style.name == values["name"])
        if session.scalars(same).first() is not None:
            raise DataError(Told("refused.style_taken", name=repr(values["name"])))

    def _change(self, style_id, viewer_id, action, **values):
        with self._db.session() as session:
            style = self._allowed(session, style_id, viewer_id, action)
            for name, value in values.items():
                setattr(style, name, value)

    def _allowed(self, session, style_id, viewer_id, action):
        """Return the row of a style with which the viewer's role allows an action."""
        from sqlalchemy import select

        from tfstyle.studio.accounts.permitted import permitted
        from tfstyle.studio.database.schema import Style

        query = select(Style).where(
            Style.id == style_id, Style.owner_id.is_not(None),
            permitted(session, viewer_id, action, Style),
        ).with_for_update(of=Style)  # fmt: skip
        style = session.scalars(query).first()
        if style is None:
            raise _absent()
        return style

    def _visible(self, viewer_id, style_id=None) -> list[StyleInfo]:
        from sqlalchemy import or_, select

        from tfstyle.studio.database.schema import Picture, Style

        query = (
            select(Style, Picture.blob_sha256)
            .outerjoin(Picture, Picture.id == Style.picture_id)
            .where(or_(Style.owner_id.is_(None), visible_to(viewer_id, Style)))
        )
        if style_id is not None:
            query = query.where(Style.id == style_id)
        with self._db.reading() as session:
            return [info_of(style, sha256) for style, sha256 in session.execute(query)]


def _text(style) -> str:
    return " ".join((style.name, *style.tags, style.source)).casefold()


def _key(style) -> tuple:
    return style.model, style.style, style.direction


def _word(about, key) -> str:
    value = about.get(key, "")
    return value if isinstance(value, str) else ""


def _absent():
    from tfstyle.errors import NotFoundError

    return NotFoundError(Told("refused.no_style"))
