"""The votes of a studio's database: read in one moment, never written, with their own checksum."""

import contextlib
import dataclasses
import hashlib
import json
import math
import os
import re
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from tfstyle.errors import DataError, did_you_mean
from tfstyle.preferences.votes import STARS, Votes

_SHA256 = re.compile(r"[0-9a-f]{64}")
_STARS = "SELECT user_id, work_id, stars FROM ratings ORDER BY user_id, work_id"
# The last of a person's words on the same two is the one that counts.
_COMPARISONS = "SELECT user_id, better_id, worse_id FROM comparisons ORDER BY created DESC, id DESC"
_WORKS = (
    "SELECT w.id, w.recipe, p.blob_sha256, s.blob_sha256 FROM works w "
    "JOIN pictures p ON p.id = w.picture_id JOIN pictures s ON s.id = w.source_id"
)


@dataclasses.dataclass(frozen=True)
class VotedWork:
    """A work that was voted on.

    Attributes:
        picture: SHA-256 of its file.
        source: of its photograph's.
        parts: by style its share of the work and its strength.
        models: of the styles, by the same ids.
    """

    picture: str
    source: str
    parts: Mapping[str, tuple[float, float]]
    models: Mapping[str, str]


@dataclasses.dataclass(frozen=True)
class Ballot:
    """What was voted on, and the votes.

    Attributes:
        works: of the votes' indices.
        votes: by the ids of users.
        names: of the users, by id.
    """

    works: tuple[VotedWork, ...]
    votes: Votes
    names: Mapping[str, str]

    @property
    def sha256(self) -> str:
        """Checksum of all that a training learns from; it names nobody."""
        number = {person: place for place, person in enumerate(self.votes.people)}
        works = [(one.picture, one.source, sorted(one.parts.items())) for one in self.works]
        said = [
            sorted((number[who], works[a], works[b]) for who, a, b in self.votes.comparisons),
            sorted((number[who], works[item], stars) for who, item, stars in self.votes.stars),
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def only(self, kept) -> "Ballot":
        """Return what is left of it when some works are gone.

        Args:
            kept: indices of those that stay.
        """
        place = {item: new for new, item in enumerate(kept)}
        votes = Votes(
            tuple((p, place[a], place[b]) for p, a, b in self.votes.comparisons
                  if a in place and b in place),
            tuple((p, place[a], stars) for p, a, stars in self.votes.stars if a in place),
        )  # fmt: skip
        return Ballot(tuple(self.works[item] for item in place), votes, self.names)

    def person(self, name: str) -> str:
        """Return the id of the person of a name.

        Raises:
            DataError: there is none who voted.
        """
        voted = set(self.votes.people)
        for person, known in self.names.items():
            if name in (person, known) and person in voted:
                return person
        near = did_you_mean(name, [self.names.get(person, person) for person in voted])
        raise DataError(f"Nobody called {name!r} has voted.{near}")


def read(path: str | os.PathLike) -> Ballot:
    """Return the votes of a studio's SQLite database.

    Votes on works whose photograph was deleted are left out: what a style did to it is not known.

    Args:
        path: of `studio.db`; the studio may be running.

    Raises:
        DataError: there is no such file, or it is no studio's database.
    """
    with _opened(Path(path)) as database:
        try:
            database.execute("BEGIN")  # one moment for all tables
            stars = database.execute(_STARS).fetchall()
            comparisons = database.execute(_COMPARISONS).fetchall()
            names = dict(database.execute("SELECT id, name FROM users"))
            rows = database.execute(_WORKS).fetchall()
        except sqlite3.Error as error:
            raise DataError(
                f"{path} is no studio's database, or a damaged one ({error}). Name the studio.db "
                "in the studio's directory."
            ) from None
    voted = {work for _, work, _ in stars} | {work for row in comparisons for work in row[1:]}
    works = {}
    for work, recipe, picture, source in rows:
        if work in voted and _is_sha256(picture) and _is_sha256(source):
            parts, models = parts_of(_loaded(recipe))
            works[work] = VotedWork(picture, source, parts, models)
    # In an order of their own: ids are random, the votes' checksum must not be.
    order = sorted(works, key=lambda work: (works[work].picture, work))
    place = {work: index for index, work in enumerate(order)}
    found = Votes(
        _last_words(comparisons, place),
        tuple(
            (person, place[work], count) for person, work, count in stars
            if work in place and count in STARS
        ),
    )  # fmt: skip
    return Ballot(tuple(works[work] for work in order), found, names)


def parts_of(recipe) -> tuple[dict[str, tuple[float, float]], dict[str, str]]:
    """Return the styles of a work's recipe, with share and strength each, and their models.

    Steps share the work by their weights, where masks lay some of them over others, too. What is
    no recipe has no styles.

    Example:
        >>> steps = [{"style": "a", "model": "m", "options": {"weight": 2.0}}]
        >>> parts_of({"steps": steps, "options": {"strength": 0.5}})
        ({'a': (1.0, 0.5)}, {'a': 'm'})
    """
    if not isinstance(recipe, dict):
        return {}, {}
    steps, of_all = recipe.get("steps"), _option(recipe, "strength", 1.0)
    told: list[tuple[str, float, float, str]] = []
    for step in steps if isinstance(steps, list) else []:
        if not isinstance(step, dict) or not isinstance(step.get("style"), str):
            continue
        strength = min(max(_option(step, "strength", of_all), 0.0), 1.0)
        weight = _option(step, "weight", 1.0)
        told.append((step["style"], max(weight, 0.0), strength, str(step.get("model", ""))))
    whole = sum(weight for _, weight, _, _ in told)
    parts: dict[str, tuple[float, float]] = {}
    for style, weight, strength, _ in told:
        mine = weight / whole if whole else 1 / len(told)
        share, before = parts.get(style, (0.0, 0.0))
        both = share + mine
        parts[style] = both, (before * share + strength * mine) / both if both else strength
    return parts, {style: model for style, _, _, model in told}


def _option(told: dict, name: str, default: float) -> float:
    """Return a finite number of `told["options"]`, the default for anything else."""
    options = told.get("options")
    value = options.get(name, default) if isinstance(options, dict) else default
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return default
    return float(value)


def blob_file(directory: Path, sha256: str) -> Path | None:
    """Return the file of a picture in a studio's store on disk, `None` if it is not there.

    Args:
        directory: the store.
        sha256: of the picture, 64 hexadecimal digits.
    """
    if not _is_sha256(sha256):
        return None
    first, second = sha256[:2], sha256[2:4]
    for parts in ((first, second), (first,), ()):
        path = directory.joinpath(*parts, sha256)
        if path.is_file():
            return path
    return None


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    if not path.is_file():
        raise DataError(f"{path} is no file. Name the studio.db in the studio's directory.")
    try:
        # `mode=ro`: never made, never written.
        database = sqlite3.connect(
            f"file:{quote(str(path.resolve()))}?mode=ro", uri=True, timeout=10.0,
            isolation_level=None,
        )  # fmt: skip
    except sqlite3.Error as error:
        raise DataError(f"{path} cannot be opened: {error}.") from None
    try:
        yield database
    finally:
        database.close()


def _last_words(comparisons, place):
    seen, found = set(), []
    for person, better, worse in comparisons:  # the latest first
        key = (person, *sorted((better, worse)))
        if key in seen or better == worse:
            continue
        seen.add(key)
        if better in place and worse in place:
            found.append((person, place[better], place[worse]))
    return tuple(sorted(found))


def _loaded(recipe):
    try:
        return json.loads(recipe)
    except (TypeError, ValueError, RecursionError):
        return None


def _is_sha256(text) -> bool:
    return isinstance(text, str) and _SHA256.fullmatch(text) is not None
