"""Names, passwords, roles: who may be whom, and who may change it."""

import pytest

from tests.optional import need
from tests.studio.accounts.people import GOOD, at_once

need("argon2")
need("sqlalchemy")
need("alembic")

from tfstyle.errors import DataError, NotFoundError, UnsupportedOptionError  # noqa: E402
from tfstyle.studio.accounts import NotAllowedError, UserInfo  # noqa: E402


def test_me_is_one_admin_whom_no_password_lets_in(nobody_yet):
    accounts = nobody_yet.accounts
    found = at_once(*[accounts.me] * 4)
    assert set(found) == {UserInfo("me", "me", "admin", created=nobody_yet.clock.now)}
    accounts.set_language("me", "zh")
    assert accounts.me().language == "zh"
    with pytest.raises(DataError, match="taken"):
        accounts.create("Me", GOOD)
    root = accounts.first_admin("Root", GOOD)  # `me` is no admin of a school
    for change in (
        lambda: accounts.disable(root.id, "me"),
        lambda: accounts.set_role(root.id, "me", "student"),
        lambda: accounts.set_password(root.id, "me", GOOD),
    ):  # fmt: skip
        with pytest.raises(NotAllowedError, match="laptop"):
            change()
    assert [one.name for one in accounts.list_users(root.id)] == ["Root"]


@pytest.mark.parametrize(
    "name",
    [
        "", " ", "a" * 65, "a\nb", "a\x00b", "a\u202eb", "a\u200bb", "\udc80", "a\u2028b",
        "x" * 10**6, "\ufdfa" * 64, None, "\u00a0",
    ],
)  # fmt: skip
def test_names_that_cannot_be_told_apart_are_refused(nobody_yet, name):
    with pytest.raises(DataError, match="A name has"):
        nobody_yet.accounts.create(name, GOOD)


@pytest.mark.parametrize(
    "name", ["李雷", "O'Brien; DROP TABLE users", "Zoe\u0308", "<b>x</b>", "a" * 64]
)
def test_other_names_are_kept_as_they_are_written(nobody_yet, name):
    import unicodedata

    made = nobody_yet.accounts.create(name, GOOD)
    assert made.name == unicodedata.normalize("NFC", name)
    assert nobody_yet.accounts.user(made.id) == made


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Ada", "ADA"), ("Zoë", "zoe\u0308"), ("Straße", "STRASSE"), ("Ада", "АДА"),
        ("Ada", "Ａｄａ"),
    ],
)  # fmt: skip
def test_a_name_has_one_owner_in_whatever_case(nobody_yet, first, second):
    nobody_yet.accounts.create(first, GOOD)
    with pytest.raises(DataError, match="taken"):
        nobody_yet.accounts.create(second, GOOD)


def test_of_two_who_take_a_name_at_once_one_gets_it(nobody_yet):
    accounts = nobody_yet.accounts
    answers = at_once(*(lambda n=n: accounts.create(n, GOOD) for n in ("ada", "Ada", "ADA")))
    assert sorted(type(answer).__name__ for answer in answers) == [
        "DataError", "DataError", "UserInfo",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short77", "at least 8"), ("LOVELACE", "is the name"), ("x" * 1025, "at most 1024"),
        ("ä" * 513, "at most 1024"), ("\udc80" * 8, "and letters"), (None, "and letters"),
    ],
)  # fmt: skip
def test_passwords_that_are_no_good_are_refused(nobody_yet, password, words):
    with pytest.raises(DataError, match=words):
        nobody_yet.accounts.create("Lovelace", password)
    with pytest.raises(NotAllowedError):  # and nobody was made
        nobody_yet.accounts.first_admin("A", GOOD) and nobody_yet.accounts.first_admin("B", GOOD)


def test_the_longest_password_lets_in(nobody_yet):
    nobody_yet.accounts.create("Ada", "ä" * 512)
    assert nobody_yet.accounts.log_in("Ada", "ä" * 512)


def test_there_is_one_first_admin(nobody_yet):
    accounts = nobody_yet.accounts
    answers = at_once(*(lambda n=n: accounts.first_admin(n, GOOD) for n in "abc"))
    assert sorted(type(answer).__name__ for answer in answers) == [
        "NotAllowedError", "NotAllowedError", "UserInfo",
    ]  # fmt: skip


def test_the_last_admin_stays(school):
    accounts, admin = school.accounts, school.admin
    for change in (
        lambda: accounts.disable(admin.id, admin.id),
        lambda: accounts.set_role(admin.id, admin.id, "teacher"),
    ):
        with pytest.raises(NotAllowedError, match="Make another first"):
            change()
    second = accounts.create("Second", GOOD, "admin")
    answers = at_once(
        lambda: accounts.disable(admin.id, second.id), lambda: accounts.disable(second.id, admin.id)
    )
    assert sum(isinstance(answer, NotAllowedError) for answer in answers) == 1
    assert sum(one.role == "admin" and not one.disabled
               for one in accounts.list_users(admin.id)) == 1  # fmt: skip


def test_who_may_change_whom(school):
    accounts, (admin, tea, tom, ada) = school.accounts, (school.admin, school.tea, school.tom,
                                                         school.ada)  # fmt: skip
    accounts.add_member(admin.id, school.room.id, tom.id)  # a teacher who learns from another
    changes = {
        "disable": lambda by, of: accounts.disable(by.id, of.id, False),
        "password": lambda by, of: accounts.set_password(by.id, of.id, "battery staple"),
        "role": lambda by, of: accounts.set_role(by.id, of.id, of.role),
        "quota": lambda by, of: accounts.set_quota(by.id, of.id, 7),
    }
    allowed = set()
    for by in (admin, tea, tom, ada):
        for of in (admin, tea, tom, ada):
            for what, change in changes.items():
                try:
                    change(by, of)
                except NotAllowedError:
                    continue
                allowed.add((by.name, of.name, what))
    everything = {("Root", of, what) for of in ("Root", "Tea", "Tom", "Ada") for what in changes}
    assert allowed == everything | {("Tea", "Ada", "disable"), ("Tea", "Ada", "password")}
    assert accounts.user(ada.id).quota_bytes == 7
    assert [one.name for one in accounts.list_users(tea.id)] == ["Ada"]
    assert accounts.list_users(tom.id) == []
    with pytest.raises(NotAllowedError):
        accounts.list_users(ada.id)


def test_ids_that_are_nobodys(school):
    accounts, tea, ada, room = school.accounts, school.tea.id, school.ada.id, school.room.id
    for wrong in ("", "\x00", "nobody", "x" * 1000, None, "a' OR '1'='1"):
        for ask, values in (
            (accounts.user, (wrong,)), (accounts.disable, (wrong, ada)),
            (accounts.invite, (wrong,)), (accounts.members, (wrong, ada)),
            (accounts.add_member, (tea, room, wrong)), (accounts.remove_member, (tea, room, wrong)),
        ):  # fmt: skip
            with pytest.raises(NotFoundError):
                ask(*values)


def test_values_that_are_none_are_refused(school):
    accounts, admin = school.accounts, school.admin
    with pytest.raises(UnsupportedOptionError, match="role must be"):
        accounts.create("X", GOOD, "nobody")
    with pytest.raises(UnsupportedOptionError, match="role must be"):
        accounts.set_role(admin.id, admin.id, "root")
    for quota in (-1, 2**63):
        with pytest.raises(DataError, match="quota"):
            accounts.set_quota(admin.id, admin.id, quota)
    for language in ("english", "\x00", "../en"):
        with pytest.raises(UnsupportedOptionError, match="language"):
            accounts.set_language(admin.id, language)


def test_one_changes_ones_own_name(school):
    accounts = school.accounts
    assert accounts.set_name(school.ada.id, " Ada L. ").name == "Ada L."
    assert accounts.user_of(accounts.log_in("ada l.", GOOD)).id == school.ada.id
    for name, words in (("TEA", "taken"), ("", "letters"), ("a\u200bb", "see")):
        with pytest.raises(DataError, match=words):
            accounts.set_name(school.ada.id, name)
    with pytest.raises(DataError):
        accounts.set_name(accounts.me().id, "Ben")
