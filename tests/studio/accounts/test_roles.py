"""The table of who may do what: complete, and not generous."""

import itertools

import pytest

from tests.optional import need

need("sqlalchemy")
need("alembic")
need("argon2")

from tfstyle.errors import UnsupportedOptionError  # noqa: E402
from tfstyle.studio.accounts.roles import (  # noqa: E402
    ACTIONS,
    INVITES,
    RELATIONS,
    ROLES,
    TABLE,
    may,
)


def test_every_case_is_decided():
    assert tuple(TABLE) == ROLES == tuple(INVITES)
    for row in TABLE.values():
        assert tuple(row) == RELATIONS and all(allowed <= set(ACTIONS) for allowed in row.values())


def test_nobody_may_nothing():
    assert not any(may("nobody", *case) for case in itertools.product(RELATIONS, ACTIONS))


def test_what_is_private_only_its_owner_sees_and_only_owners_change():
    for role in ROLES[1:]:
        assert may(role, "own", "see") and not may(role, "other", "see")
        for relation, action in itertools.product(RELATIONS[1:], ("change", "share")):
            assert not may(role, relation, action)


def test_a_teacher_answers_for_their_students_and_an_admin_for_what_is_published():
    delete = {
        (role, relation) for role in ROLES for relation in RELATIONS[1:]
        if may(role, relation, "delete")
    }  # fmt: skip
    assert delete == {
        ("teacher", "taught"), ("teacher", "pupil"),
        ("admin", "taught"), ("admin", "pupil"), ("admin", "published"),
    }  # fmt: skip


def test_an_admin_reads_what_other_classes_collect_and_does_nothing_with_it():
    allowed = {(role, action) for role in ROLES for action in ACTIONS
               if may(role, "collected", action)}  # fmt: skip
    assert allowed == {("admin", "see")}


def test_each_role_may_what_the_one_below_may():
    for low, high in itertools.pairwise(ROLES):
        for case in itertools.product(RELATIONS, ACTIONS):
            assert may(high, *case) or not may(low, *case)
        assert set(INVITES[low]) <= set(INVITES[high])


@pytest.mark.parametrize(
    "case", [("root", "own", "see"), ("admin", "mine", "see"), ("admin", "own", "look")]
)
def test_a_slip_says_neither_yes_nor_no(case):
    with pytest.raises(UnsupportedOptionError, match="Received"):
        may(*case)


def test_what_the_table_says_of_sight_is_what_the_store_does(store):
    """The services decide by queries; this table must not say otherwise."""
    from tests.studio.stores import picture
    from tfstyle.errors import NotFoundError

    teacher, ada = store.person("tea", "teacher"), store.person("ada")
    viewers = {
        ("student", "class"): store.person("ben"), ("student", "other"): store.person("cem"),
        ("admin", "other"): store.person("r", "admin"),
        ("teacher", "taught"): teacher,  # last: the work is gone then
    }  # fmt: skip
    store.classroom(teacher, ada, viewers["student", "class"])
    work = store.gallery.keep(ada, picture(1), {}, store.pictures.add(ada, picture(2)).id)
    store.gallery.share(work.id, "class", owner_id=ada)
    for (role, relation), viewer in viewers.items():
        for action, call in (
            ("see", lambda v=viewer: store.gallery.get(work.id, viewer_id=v)),
            ("comment", lambda v=viewer: store.gallery.comments.add(work.id, "!", author_id=v)),
            ("delete", lambda v=viewer: store.gallery.delete(work.id, viewer_id=v)),
            ("share", lambda v=viewer: store.gallery.share(work.id, "private", owner_id=v)),
        ):
            if may(role, relation, action):
                call()
            else:
                with pytest.raises(NotFoundError):
                    call()
