"""Classes: whose they are, and who sees who is in them."""

import pytest

from tests.optional import need
from tests.studio.accounts.people import GOOD, at_once

need("argon2")
need("sqlalchemy")
need("alembic")

from tfstyle.errors import DataError, NotFoundError  # noqa: E402
from tfstyle.studio.accounts import NotAllowedError  # noqa: E402


def test_who_sees_which_classes(school):
    accounts = school.accounts
    seen = {
        one.name: [(it.name, it.teacher_name, it.size) for it in accounts.classrooms(one.id)]
        for one in (school.admin, school.tea, school.tom, school.ada)
    }
    nine_b, nine_c = ("9b", "Tea", 1), ("9c", "Tom", 0)
    assert seen == {"Root": [nine_b, nine_c], "Tea": [nine_b], "Tom": [nine_c], "Ada": [nine_b]}
    for outsider, room in ((school.tom, school.room), (school.ada, school.other)):
        with pytest.raises(NotFoundError):
            accounts.members(room.id, outsider.id)


def test_classmates_see_names_and_teachers_more(school):
    accounts = school.accounts
    accounts.set_quota(school.admin.id, school.ada.id, 7)
    ben = accounts.accept(accounts.invite(school.tea.id), "Ben", GOOD)
    (seen, _), (known, _) = (accounts.members(school.room.id, one.id) for one in (ben, school.tea))
    assert (seen.name, seen.quota_bytes, seen.created) == ("Ada", None, 0.0)
    assert known.quota_bytes == 7


def test_who_may_make_and_change_classes(school):
    accounts, ada = school.accounts, school.ada
    with pytest.raises(NotAllowedError):
        accounts.create_classroom(ada.id, "mine")
    with pytest.raises(NotAllowedError):
        accounts.create_classroom(school.tea.id, "theirs", school.tom.id)
    with pytest.raises(NotAllowedError):
        accounts.create_classroom(school.admin.id, "a student's", ada.id)
    assert accounts.create_classroom(school.admin.id, "x", school.tom.id).teacher_name == "Tom"
    for by in (school.tom, ada):
        for change in (accounts.add_member, accounts.remove_member):
            with pytest.raises(NotFoundError):
                change(by.id, school.room.id, school.tom.id)
        with pytest.raises(NotFoundError):
            accounts.delete_classroom(by.id, school.room.id)


def test_a_teacher_cannot_take_other_teachers_students(school):
    """A class sees what its members share with classes: an id alone must not bring them in."""
    accounts = school.accounts
    with pytest.raises(NotFoundError):
        accounts.add_member(school.tom.id, school.other.id, school.ada.id)
    second = accounts.create_classroom(school.tea.id, "10b")
    for _ in range(2):
        accounts.add_member(school.tea.id, second.id, school.ada.id)
    assert [one.name for one in accounts.members(second.id, school.tea.id)] == ["Ada"]
    accounts.add_member(school.admin.id, school.other.id, school.ada.id)
    assert [one.name for one in accounts.list_users(school.tom.id)] == ["Ada"]


def test_one_may_leave(school):
    school.accounts.remove_member(school.ada.id, school.room.id, school.ada.id)
    assert school.accounts.classrooms(school.ada.id) == []
    with pytest.raises(NotFoundError):
        school.accounts.remove_member(school.tea.id, school.room.id, school.ada.id)


def test_a_class_goes_and_its_members_stay(school):
    school.accounts.delete_classroom(school.tea.id, school.room.id)
    assert school.accounts.log_in("Ada", GOOD)
    assert [room.name for room in school.accounts.classrooms(school.admin.id)] == ["9c"]


def test_two_who_put_the_same_person_in_at_once_both_succeed(school):
    accounts = school.accounts
    add = (school.admin.id, school.other.id, school.ada.id)
    assert at_once(*[lambda: accounts.add_member(*add)] * 3) == [None] * 3


def test_names_of_classes(school):
    for name in ("", "  ", "x" * 121, "a\x00", "a\nb", "\u202e"):
        with pytest.raises(DataError, match="A class's name"):
            school.accounts.create_classroom(school.tea.id, name)
