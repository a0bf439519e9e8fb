"""A school to test with: cheap hashes, clocks that a test turns."""

import dataclasses
from typing import Any

GOOD = "correct horse"


@dataclasses.dataclass
class Clock:
    """Seconds that pass when a test says so."""

    now: float = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def cheap(**changes):
    """Return hashes that take no time."""
    from tfstyle.studio.accounts import Passwords

    return Passwords(**{"time_cost": 1, "memory_cost": 8, "parallelism": 1} | changes)


@dataclasses.dataclass
class School:
    """An admin, two teachers with a class each, and a student in the first one's."""

    accounts: Any
    clock: Clock
    steady: Clock
    admin: Any = None
    tea: Any = None
    tom: Any = None
    ada: Any = None
    room: Any = None
    other: Any = None

    def people(self) -> "School":
        """Make them."""
        accounts = self.accounts
        self.admin = accounts.first_admin("Root", GOOD)
        self.tea, self.tom = (accounts.create(name, GOOD, "teacher") for name in ("Tea", "Tom"))
        self.room = accounts.create_classroom(self.tea.id, "9b")
        self.other = accounts.create_classroom(self.tom.id, "9c")
        token = accounts.invite(self.tea.id, "student", self.room.id)
        self.ada = accounts.accept(token, "Ada", GOOD)
        return self


def empty_school(db, **limits) -> School:
    """Return accounts on a database, and clocks to turn."""
    from tfstyle.studio.accounts import Accounts

    clock, steady = Clock(), Clock(5.0)
    return School(Accounts(db, cheap(), clock, steady=steady, **limits), clock, steady)


def at_once(*calls):
    """Make calls at the same time; return what each gave or raised."""
    import threading

    barrier, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def make(place, call):
        barrier.wait(10)
        try:
            answers[place] = call()
        except Exception as error:
            answers[place] = error

    threads = [threading.Thread(target=make, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers
