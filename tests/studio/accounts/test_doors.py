"""Log in: whom it lets in, for how long, and what a guesser learns."""

import pytest

from tests.optional import need
from tests.studio.accounts.people import GOOD, at_once, cheap

need("argon2")
need("sqlalchemy")
need("alembic")

from tfstyle.errors import DataError  # noqa: E402
from tfstyle.studio.accounts import LogInError, TooManyAttemptsError  # noqa: E402

DAY = 24 * 3600


def rows(accounts, table):
    select = need("sqlalchemy").select
    with accounts.db.reading() as session:
        return list(session.scalars(select(table)))


def test_a_token_is_who_logged_in_until_they_log_out(school):
    accounts = school.accounts
    token = accounts.log_in("aDA ", GOOD)
    assert accounts.user_of(token) == school.ada
    other = accounts.log_in("Ada", GOOD)
    accounts.log_out(token)
    accounts.log_out(token)
    assert accounts.user_of(token) is None and accounts.user_of(other) == school.ada


def test_what_is_no_token_is_nobody(school):
    school.accounts.log_in("Ada", GOOD)
    for token in (None, "", "x", "a" * 10**6, "\x00", "\udc80", "' OR 1=1 --", 7):
        assert school.accounts.user_of(token) is None


def test_the_table_has_no_token_and_no_password(school):
    from tfstyle.studio.database.schema import Invitation, Session, User

    accounts = school.accounts
    token, invitation = accounts.log_in("Ada", GOOD), accounts.invite(school.admin.id, "admin")
    tables = (Session, User, Invitation)
    kept = str([vars(row) for table in tables for row in rows(accounts, table)])
    assert token not in kept and invitation not in kept and GOOD not in kept
    stolen = rows(accounts, Session)[0].token_hash
    assert accounts.user_of(stolen) is None
    assert len(token) == 43  # 32 bytes


def test_a_session_lasts_a_fortnight_after_its_last_use_and_no_quarter(school):
    accounts, clock = school.accounts, school.clock
    token, idle = accounts.log_in("Ada", GOOD), accounts.log_in("Ada", GOOD)
    began = clock.now
    for day in (13, 26, 39, 52, 65, 78, 89):
        clock.now = began + day * DAY
        assert accounts.user_of(token) == school.ada
    assert accounts.user_of(idle) is None
    clock.now = began + 90 * DAY
    assert accounts.user_of(token) is None


def test_a_browser_that_logs_in_again_has_one_session(school):
    accounts = school.accounts
    first = accounts.log_in("Ada", GOOD)
    second = accounts.log_in("Ada", GOOD, old=first)
    assert first != second and accounts.user_of(first) is None
    assert accounts.user_of(second) == school.ada


def test_nobody_has_endlessly_many_sessions(school):
    tokens = []
    for _ in range(25):
        school.clock.now += 1
        tokens.append(school.accounts.log_in("Ada", GOOD))
    assert [school.accounts.user_of(token) is not None for token in tokens] == [False] * 5 + [
        True
    ] * 20


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("Ada", "wrong horse"), ("Nobody", GOOD), ("", GOOD), ("Ada", ""), ("me", GOOD),
        ("me", ""), ("Ada\x00", GOOD), ("\udc80", GOOD), ("Ada", "\udc80" * 8),
        ("a" * 10**6, GOOD), ("Ada", "x" * 10**6), ("Ada", GOOD.upper()), ("Ada' --", GOOD),
    ],
)  # fmt: skip
def test_wrong_is_told_in_one_way(school, name, password):
    school.accounts.me()
    with pytest.raises(LogInError) as told:
        school.accounts.log_in(name, password)
    assert str(told.value) == "The name or the password is not right."


def test_a_name_that_nobody_has_takes_a_hash_as_well(school, monkeypatch):
    checked = []
    hasher = school.accounts.passwords._hasher
    monkeypatch.setattr(
        school.accounts.passwords, "_hasher",
        type("Counting", (), {
            "verify": lambda self, *pair: checked.append(pair[0]) or hasher.verify(*pair),
            "check_needs_rehash": hasher.check_needs_rehash,
        })(),
    )  # fmt: skip
    school.accounts.disable(school.admin.id, school.tom.id)
    for name in ("Ada", "Nobody", "me", "Tom", "\x00"):
        with pytest.raises(LogInError):
            school.accounts.log_in(name, "wrong horse")
    assert len(checked) == 5
    parameters = {made.rsplit("$", 2)[0] for made in checked}
    assert len(parameters) == 1  # and so the same time


def test_a_guesser_of_a_name_must_wait_and_others_need_not(school):
    accounts = school.accounts
    for _ in range(10):
        with pytest.raises(LogInError):
            accounts.log_in("ADA", "wrong horse")
    with pytest.raises(TooManyAttemptsError, match="Wait 300 seconds") as told:
        accounts.log_in("Ada", GOOD)
    assert told.value.seconds == 300
    accounts.log_in("Tea", GOOD)
    school.clock.now += 10**6  # the computer's clock was set: no way around
    with pytest.raises(TooManyAttemptsError):
        accounts.log_in("Ada", GOOD)
    school.steady.now += 301
    accounts.log_in("Ada", GOOD)


def test_names_that_nobody_has_are_limited_alike(school):
    for _ in range(10):
        with pytest.raises(LogInError):
            school.accounts.log_in("Nobody", "wrong horse")
    with pytest.raises(TooManyAttemptsError):
        school.accounts.log_in("Nobody", "wrong horse")


def test_an_address_that_tries_many_names_must_wait(nobody_yet):
    from tests.studio.accounts.people import empty_school

    school = empty_school(nobody_yet.accounts.db, by_address=5).people()
    accounts = school.accounts
    for _ in range(20):
        accounts.log_in("Ada", GOOD, "2001:db8::1")  # right ones do not count
    for number in range(5):
        with pytest.raises(LogInError):
            accounts.log_in(f"Name {number}", GOOD, f"2001:db8::{number}")
    with pytest.raises(TooManyAttemptsError):
        accounts.log_in("Ada", GOOD, "2001:db8::9")
    accounts.log_in("Ada", GOOD, "2001:db8:0:1::9")


def test_a_weak_hash_is_made_again_when_its_password_comes_by(school):
    from tfstyle.studio.accounts import Accounts
    from tfstyle.studio.database.schema import User

    def hashes():
        return {row.name: row.password_hash for row in rows(school.accounts, User)}

    before = hashes()
    later = Accounts(school.accounts.db, cheap(time_cost=2), school.clock)
    later.log_in("Ada", GOOD)
    after = hashes()
    assert "t=2" in after["Ada"] and after["Tea"] == before["Tea"]
    later.log_in("Ada", GOOD)
    assert hashes() == after


def test_a_letter_written_in_two_ways_is_one_password(nobody_yet):
    nobody_yet.accounts.create("Zoë", "pässwörter")
    token = nobody_yet.accounts.log_in("Zoe\u0308", "pa\u0308sswo\u0308rter")
    assert nobody_yet.accounts.user_of(token).name == "Zoë"


def test_a_new_password_ends_every_session_and_the_old_one(school):
    accounts = school.accounts
    tokens = [accounts.log_in("Ada", GOOD) for _ in range(2)]
    with pytest.raises(DataError, match="password is not right"):
        accounts.change_password(school.ada.id, "wrong horse", "battery staple")
    with pytest.raises(DataError, match="at least 8"):
        accounts.change_password(school.ada.id, GOOD, "short")
    assert accounts.user_of(tokens[0])
    accounts.change_password(school.ada.id, GOOD, "battery staple")
    assert [accounts.user_of(token) for token in tokens] == [None, None]
    with pytest.raises(LogInError):
        accounts.log_in("Ada", GOOD)
    assert accounts.user_of(accounts.log_in("Ada", "battery staple")) == school.ada


def test_who_is_disabled_is_out_at_once_and_comes_back_with_a_log_in(school):
    accounts = school.accounts
    token = accounts.log_in("Ada", GOOD)
    accounts.disable(school.tea.id, school.ada.id)
    assert accounts.user_of(token) is None
    with pytest.raises(LogInError):
        accounts.log_in("Ada", GOOD)
    accounts.disable(school.tea.id, school.ada.id, False)
    assert accounts.user_of(token) is None and accounts.log_in("Ada", GOOD)


def test_a_door_that_is_shut_while_the_password_is_checked_stays_shut(school, monkeypatch):
    accounts = school.accounts
    fits = accounts.passwords.fits

    def slowly(*pair):
        accounts.disable(school.admin.id, school.ada.id)
        return fits(*pair)

    monkeypatch.setattr(accounts.passwords, "fits", slowly)
    with pytest.raises(LogInError):
        accounts.log_in("Ada", GOOD)


def test_guesses_at_the_same_time_are_as_many_as_one_after_another(school):
    def guess():
        return school.accounts.log_in("Ada", "wrong horse")

    answers = at_once(*[guess] * 16)
    assert sum(isinstance(answer, LogInError) for answer in answers) == 10
    assert sum(isinstance(answer, TooManyAttemptsError) for answer in answers) == 6
