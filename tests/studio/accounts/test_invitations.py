"""Invitations: for whom, once, and not for ever."""

import pytest

from tests.optional import need
from tests.studio.accounts.people import GOOD, at_once

need("argon2")
need("sqlalchemy")
need("alembic")

from tfstyle.errors import DataError, NotFoundError  # noqa: E402
from tfstyle.studio.accounts import NotAllowedError, UserInfo  # noqa: E402

DAY = 24 * 3600


def test_an_invitation_makes_one_account_in_its_class(school):
    accounts = school.accounts
    token = accounts.invite(school.tea.id)  # their only class
    ben = accounts.accept(token, "Ben", GOOD)
    assert (ben.role, ben.name) == ("student", "Ben")
    assert [one.name for one in accounts.members(school.room.id, ben.id)] == ["Ada", "Ben"]
    with pytest.raises(NotFoundError, match="was used"):
        accounts.accept(token, "Cem", GOOD)


def test_of_two_at_once_one_is_let_in(school):
    accounts = school.accounts
    token = accounts.invite(school.admin.id, "teacher")
    answers = at_once(*(lambda n=n: accounts.accept(token, n, GOOD) for n in ("B", "C", "D")))
    assert sum(isinstance(answer, UserInfo) for answer in answers) == 1
    assert sum(isinstance(answer, NotFoundError) for answer in answers) == 2
    assert len(accounts.list_users(school.admin.id)) == 5


def test_an_invitation_expires(school):
    token = school.accounts.invite(school.tea.id, days=2)
    school.clock.now += 2 * DAY
    with pytest.raises(NotFoundError):
        school.accounts.accept(token, "Ben", GOOD)
    for days in (0, -1, 91, float("nan")):
        with pytest.raises(DataError, match="up to 90 days"):
            school.accounts.invite(school.tea.id, days=days)


@pytest.mark.parametrize(("name", "password"), [("ADA", GOOD), ("Ben", "short"), ("", GOOD)])
def test_a_slip_does_not_use_it_up(school, name, password):
    token = school.accounts.invite(school.tea.id)
    with pytest.raises(DataError):
        school.accounts.accept(token, name, password)
    assert school.accounts.accept(token, "Ben", GOOD).name == "Ben"


@pytest.mark.parametrize("token", ["", "x", "\x00", "\udc80", "y" * 10**6, None])
def test_who_has_no_invitation_learns_no_names(school, token):
    for name in ("Ada", "Nobody"):
        with pytest.raises(NotFoundError, match="Ask for a new one"):
            school.accounts.accept(token, name, GOOD)


def test_an_account_that_is_deleted_does_not_revive_its_invitation(school):
    delete = need("sqlalchemy").delete

    from tfstyle.studio.database.schema import User

    token = school.accounts.invite(school.tea.id)
    ben = school.accounts.accept(token, "Ben", GOOD)
    with school.accounts.db.session() as session:
        session.execute(delete(User).where(User.id == ben.id))
    with pytest.raises(NotFoundError):
        school.accounts.accept(token, "Ben", GOOD)


def test_whom_one_may_invite(school):
    accounts, allowed = school.accounts, set()
    for by in (school.admin, school.tea, school.tom, school.ada):
        for role in ("student", "teacher", "admin"):
            for room in (None, school.room, school.other):
                try:
                    accounts.invite(by.id, role, room and room.id)
                except (NotAllowedError, NotFoundError):
                    continue
                allowed.add((by.name, role, room and room.name))
    everything = {
        ("Root", role, room) for role in ("student", "teacher", "admin")
        for room in (None, "9b", "9c")
    }  # fmt: skip
    teachers = {("Tea", None), ("Tea", "9b"), ("Tom", None), ("Tom", "9c")}
    assert allowed == everything | {(name, "student", room) for name, room in teachers}


def test_a_teacher_says_which_class(school):
    school.accounts.create_classroom(school.tea.id, "10b")
    with pytest.raises(DataError, match="which of your 2"):
        school.accounts.invite(school.tea.id)
    fresh = school.accounts.create("New", GOOD, "teacher")
    with pytest.raises(DataError, match="Make a class first"):
        school.accounts.invite(fresh.id)


def test_invitations_of_who_may_not_any_more_are_void(school):
    accounts = school.accounts
    root = accounts.create("Root 2", GOOD, "admin")
    tokens = [accounts.invite(root.id, "admin"), accounts.invite(school.tea.id)]
    gone = accounts.invite(school.tom.id)
    accounts.set_role(school.admin.id, root.id, "teacher")
    accounts.disable(school.admin.id, school.tea.id)
    accounts.delete_classroom(school.tom.id, school.other.id)
    for token in (*tokens, gone):
        with pytest.raises(NotFoundError):
            accounts.accept(token, "Ben", GOOD)


def test_open_invitations_can_be_withdrawn(school):
    tokens = [school.accounts.invite(school.tea.id) for _ in range(2)]
    kept = school.accounts.invite(school.tom.id)
    assert school.accounts.invitations.withdraw(school.tea.id) == 2
    for token in tokens:
        with pytest.raises(NotFoundError):
            school.accounts.accept(token, "Ben", GOOD)
    assert school.accounts.accept(kept, "Ben", GOOD)
