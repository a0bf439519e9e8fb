"""What a studio has learned of itself: how fast it trains, what its people want of a judge."""

from typing import Any

from sqlalchemy.exc import IntegrityError

from tfstyle.studio.database import Database
from tfstyle.studio.database.schema import Fact


class Facts:
    """Values of JSON by their names; the last word counts.

    Args:
        db: the studio's.

    Example:
        >>> facts.put("judge", {"votes": 61})  # doctest: +SKIP
        >>> facts.get("judge"), facts.get("nothing")  # doctest: +SKIP
        ({'votes': 61}, None)
    """

    def __init__(self, db: Database):
        self.db = db

    def get(self, name: str) -> dict[str, Any] | None:
        """Return what is known under a name, `None` if nothing is."""
        with self.db.reading() as session:
            row = session.get(Fact, name)
            return None if row is None else dict(row.value)

    def put(self, name: str, value: dict[str, Any]) -> None:
        """Keep something under a name, instead of what was there."""
        try:
            self._put(name, value)
        except IntegrityError:  # another wrote the first one meanwhile
            self._put(name, value)

    def raised(self, name: str, to: int, by: int) -> bool:
        """Raise a count to a number, where that is at least so much more; of two askers one may.

        Args:
            name: of the count, 0 before the first.
            to: what it is now.
            by: how much more it must be.
        """
        try:
            with self.db.session() as session:
                row = session.get(Fact, name, with_for_update=True)
                before = int(row.value["count"]) if row else 0
                if to - before < by:
                    return False
                if row is None:
                    session.add(Fact(name=name, value={"count": to}))
                else:
                    row.value = {"count": to}
        except IntegrityError:
            return False
        return True

    def _put(self, name, value):
        with self.db.session() as session:
            row = session.get(Fact, name, with_for_update=True)
            if row is None:
                session.add(Fact(name=name, value=value))
            else:
                row.value = value
