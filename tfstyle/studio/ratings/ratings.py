"""Stars and choices of people, kept: of works they may see, and the last word counts."""

import dataclasses
import time

from sqlalchemy import delete, func, select, true, tuple_

from tfstyle.errors import NotFoundError, UnsupportedOptionError
from tfstyle.preferences.reading import parts_of
from tfstyle.preferences.votes import STARS, Votes
from tfstyle.studio.database import Database
from tfstyle.studio.database.schema import Comparison, Picture, Rating, User, Work
from tfstyle.studio.database.visibility import visible_to
from tfstyle.studio.texts.telling import Told


@dataclasses.dataclass(frozen=True)
class Voted:
    """Votes, and the works they are of.

    Attributes:
        works: ids, in the order of the votes' indices.
        recipes: of these.
        votes: by the ids of users.
    """

    works: tuple[str, ...]
    recipes: tuple[dict, ...]
    votes: Votes


class Ratings:
    """What people said of works, for all threads.

    Args:
        db: the database, migrated.
    """

    def __init__(self, db: Database):
        self.db = db

    def rate(self, user_id: str, work_id: str, stars: int) -> None:
        """Keep one to five stars; those the person gave the work before are replaced.

        Raises:
            NotFoundError: there is no such work for this person.
            UnsupportedOptionError: another number of stars.
        """
        if isinstance(stars, bool) or stars not in STARS:
            raise UnsupportedOptionError(Told("refused.stars", received=repr(stars)))
        with self.db.session() as session:
            self._check_seen(session, user_id, [work_id])
            self._alone(session, user_id)
            row = session.get(Rating, (user_id, work_id))
            if row is None:
                session.add(Rating(user_id=user_id, work_id=work_id, stars=int(stars)))
            else:
                row.stars, row.created = int(stars), time.time()

    def prefer(self, user_id: str, better: str, worse: str) -> str:
        """Keep that a person likes one of two works better, and return the vote's id.

        What they said of the same two before is replaced: a click more is no vote more.

        Args:
            user_id: the person.
            better: a work's id.
            worse: the other's.

        Raises:
            NotFoundError: one is no work for this person.
            UnsupportedOptionError: the two are one.
        """
        if better == worse:
            raise UnsupportedOptionError(Told("refused.choice_of_two", received=repr(better)))
        with self.db.session() as session:
            self._check_seen(session, user_id, [better, worse])
            self._alone(session, user_id)
            both = tuple_(Comparison.better_id, Comparison.worse_id)
            session.execute(
                delete(Comparison).where(
                    Comparison.user_id == user_id, both.in_([(better, worse), (worse, better)])
                )
            )
            row = Comparison(user_id=user_id, better_id=better, worse_id=worse)
            session.add(row)
            session.flush()
            return row.id

    def take_back(self, user_id: str, comparison_id: str) -> None:
        """Forget a choice.

        Raises:
            NotFoundError: the person made no such choice.
        """
        with self.db.session() as session:
            row = session.get(Comparison, comparison_id)
            if row is None or row.user_id != user_id:
                raise NotFoundError(Told("refused.no_choice", name=repr(comparison_id)))
            session.delete(row)

    def forget(self, user_id: str, work_id: str) -> None:
        """Take back the stars of a person for a work, if there are any."""
        with self.db.session() as session:
            session.execute(
                delete(Rating).where(Rating.user_id == user_id, Rating.work_id == work_id)
            )

    def stars(self, user_id: str) -> dict[str, int]:
        """Return the stars a person gave, by the works' ids."""
        with self.db.reading() as session:
            rows = session.execute(
                select(Rating.work_id, Rating.stars).where(Rating.user_id == user_id)
            )
            return {work: stars for work, stars in rows}

    def votes(self, user_id: str | None = None) -> Voted:
        """Return the votes of a person, or of everyone.

        They name works by their recipes and no person by a name: what is learned of them is how
        styles are liked.
        """
        whose = {
            table: true() if user_id is None else table.user_id == user_id
            for table in (Rating, Comparison)
        }
        with self.db.reading() as session:
            stars = session.execute(
                select(Rating.user_id, Rating.work_id, Rating.stars)
                .where(whose[Rating])
                .order_by(Rating.user_id, Rating.work_id)
            ).all()
            choices = session.execute(
                select(Comparison.user_id, Comparison.better_id, Comparison.worse_id)
                .where(whose[Comparison])
                .order_by(Comparison.created, Comparison.id)
            ).all()
            voted = sorted({row[1] for row in stars} | {w for row in choices for w in row[1:]})
            recipes = {}
            for first in range(0, len(voted), 500):  # what databases take in one question
                asked = select(Work.id, Work.recipe).where(Work.id.in_(voted[first : first + 500]))
                recipes.update({work: recipe for work, recipe in session.execute(asked)})
        place = {work: index for index, work in enumerate(voted)}
        return Voted(
            tuple(voted),
            tuple(recipes[work] for work in voted),
            Votes(
                tuple((who, place[a], place[b]) for who, a, b in choices),
                tuple((who, place[work], count) for who, work, count in stars),
            ),
        )

    def count(self) -> tuple:
        """Return how many stars and choices there are and when the last came: is anything new?"""
        with self.db.reading() as session:
            return tuple(
                value or 0
                for table in (Rating, Comparison)
                for value in session.execute(
                    select(func.count(), func.max(table.created)).select_from(table)
                ).one()
            )

    def total(self, user_id: str | None = None) -> int:
        """Return how many votes there are: a person's, or everyone's."""
        with self.db.reading() as session:
            return sum(
                session.scalar(
                    select(func.count()).select_from(table)
                    .where(true() if user_id is None else table.user_id == user_id)
                ) or 0
                for table in (Rating, Comparison)
            )  # fmt: skip

    def picture_of(self, work_id: str) -> tuple[str, str]:
        """Return the ids of a work's picture and of its owner.

        Raises:
            NotFoundError: there is no such work.
        """
        with self.db.reading() as session:
            work = session.get(Work, work_id)
            if work is None:
                raise NotFoundError(Told("refused.no_work_of_id", name=repr(work_id)))
            return work.picture_id, work.owner_id

    def to_compare(self, user_id: str, most: int = 400) -> list[tuple[str, str | None, dict]]:
        """Return works that a person may be asked of, the newest first: id, source, recipe.

        Works whose recipe names no style are left out.
        """
        with self.db.reading() as session:
            rows = session.execute(
                select(Work.id, Work.source_id, Work.recipe)
                .join(Picture, Picture.id == Work.picture_id)
                .where(visible_to(user_id, Picture))
                .order_by(Work.created.desc(), Work.id)
                .limit(most)
            )
            return [tuple(row) for row in rows if parts_of(row[2])[0]]

    @staticmethod
    def _check_seen(session, user_id, works):
        seen = session.scalars(
            select(Work.id)
            .join(Picture, Picture.id == Work.picture_id)
            .where(Work.id.in_(works), visible_to(user_id, Picture))
        ).all()
        for work in works:
            if work not in seen:
                raise NotFoundError(Told("refused.no_work_of_id", name=repr(work)))

    @staticmethod
    def _alone(session, user_id):
        """Let one request of a person wait for the other: of two at once, one replaces the other.

        On PostgreSQL the person's row is locked, on SQLite nobody else writes anyway.
        """
        session.execute(select(User.id).where(User.id == user_id).with_for_update())
