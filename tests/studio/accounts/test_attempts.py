"""Counting attempts in bounded memory."""

import pytest

from tests.optional import need
from tests.studio.accounts.people import Clock

need("sqlalchemy")
need("alembic")
need("argon2")

from tfstyle.studio.accounts.attempts import (  # noqa: E402
    Attempts,
    TooManyAttemptsError,
    network_of,
)


def test_the_window_slides():
    clock = Clock(0.0)
    attempts = Attempts(2, 10.0, clock=clock)
    attempts.take("a")
    clock.now = 6.0
    attempts.take("a")
    with pytest.raises(TooManyAttemptsError) as told:
        attempts.take("a")
    assert told.value.seconds in (4, 5)
    clock.now = 10.0
    attempts.take("a")
    with pytest.raises(TooManyAttemptsError):
        attempts.take("a")


def test_a_flood_of_keys_takes_bounded_memory():
    attempts = Attempts(3, keys=100, clock=Clock())
    for number in range(1000):
        attempts.take(f"{number}" + "x" * 10_000)
    assert len(attempts._seen) == 100 and max(map(len, attempts._seen)) == 300


@pytest.mark.parametrize("address", ["", "unknown", "1.2.3.4:80", "fe80::1%eth0", "\x00", "::"])
def test_any_address_counts_as_something(address):
    assert isinstance(network_of(address), str)
