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


def test_a_class_is_renamed_by_who_administers_it(school):
    accounts = school.accounts
    accounts.rename_classroom(school.tea.id, school.room.id, " 10b ")
    accounts.rename_classroom(school.admin.id, school.other.id, "10c")
    assert [room.name for room in accounts.classrooms(school.admin.id)] == ["10b", "10c"]
    for by in (school.tom, school.ada):
        with pytest.raises(NotFoundError):
            accounts.rename_classroom(by.id, school.room.id, "mine")
    with pytest.raises(DataError):
        accounts.rename_classroom(school.tea.id, school.room.id, "a\nb")


def test_an_admin_gives_a_class_to_another_teacher(school):
    accounts = school.accounts
    for by, room, to, error in (
        (school.tea, school.room, school.tom, NotFoundError),
        (school.admin, school.room, school.ada, NotAllowedError),
        (school.ada, school.room, school.ada, NotFoundError),
    ):
        with pytest.raises(error):
            accounts.give_classroom(by.id, room.id, to.id)
    accounts.give_classroom(school.admin.id, school.room.id, school.tom.id)
    assert accounts.classrooms(school.tea.id) == []
    assert [room.name for room in accounts.classrooms(school.tom.id)] == ["9b", "9c"]


def test_who_teaches_no_more_has_no_classes(school):
    accounts = school.accounts
    accounts.set_role(school.admin.id, school.tea.id, "student")
    assert accounts.classrooms(school.tea.id) == []
    (room,) = [one for one in accounts.classrooms(school.admin.id) if one.id == school.room.id]
    assert room.teacher_id == school.admin.id


def test_memberships_are_of_the_classes_that_one_administers(school):
    accounts = school.accounts
    assert accounts.memberships(school.tea.id) == {school.ada.id: (school.room.id,)}
    assert accounts.memberships(school.admin.id) == {school.ada.id: (school.room.id,)}
    assert accounts.memberships(school.tom.id) == accounts.memberships(school.ada.id) == {}
