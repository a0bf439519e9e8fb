"""People, and works of one photograph in several styles and strengths."""

import pytest

from tests.studio.stores import picture


class Room:
    """A store with two people, and works of one of them."""

    def __init__(self, store):
        from tfstyle.studio.ratings import Liking, Ratings

        self.store, self.ratings = store, Ratings(store.db)
        self.liking = Liking(self.ratings, patience=0)
        self.ann, self.bob = store.person("ann"), store.person("bob")
        self.photo = store.pictures.add(self.ann, picture(0)).id
        self.seed = 0

    def work(self, style="sea", strength=1.0, source="", owner=None) -> str:
        self.seed += 1
        options = {"strength": strength}
        recipe = {"steps": [{"style": style, "model": "m", "options": options}], "version": 1}
        return self.store.gallery.keep(
            owner or self.ann, picture(self.seed), recipe, source_id=source or self.photo
        ).id


@pytest.fixture
def room(store):
    return Room(store)


@pytest.fixture
def any_room(any_store):
    """On SQLite, and where PostgreSQL is, on that."""
    return Room(any_store)
