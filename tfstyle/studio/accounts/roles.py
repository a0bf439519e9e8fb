"""Who may do what: one table, for the services that decide and for the tests that ask."""

from tfstyle.errors import TfstyleError, UnsupportedOptionError, or_list
from tfstyle.studio.texts.telling import Told

ROLES = ("nobody", "student", "teacher", "admin")
# Whose a thing is: one's own; shared with a class that one teaches (for `administer`: a student of
# it); shared with a class that one is in; in the shared collection of a class that one is not in;
# published by a student of a class that one teaches; published by another; private.
RELATIONS = ("own", "taught", "class", "collected", "pupil", "published", "other")
# `share`: with a class or everyone. `train`: a style from it. `administer`: accounts, classes and
# jobs. `delete`, of what is not one's own, is moderation: a teacher answers for what their classes
# are shown and for what their students publish, an admin for what everyone is shown.
ACTIONS = ("see", "change", "delete", "comment", "share", "train", "administer")

_OWN = frozenset({"see", "change", "delete", "comment", "share", "train"})
_SHARED = frozenset({"see", "comment"})
_NOTHING = frozenset[str]()

# What is private only its owner sees: no teacher and no admin does.
TABLE = {
    "nobody": dict.fromkeys(RELATIONS, _NOTHING),
    "student": {
        "own": _OWN, "taught": _SHARED, "class": _SHARED, "collected": _NOTHING,
        "pupil": _SHARED, "published": _SHARED, "other": _NOTHING,
    },
    "teacher": {
        "own": _OWN | {"administer"}, "taught": _SHARED | {"train", "delete", "administer"},
        "class": _SHARED | {"train"}, "collected": _NOTHING,
        "pupil": _SHARED | {"train", "delete"}, "published": _SHARED | {"train"},
        "other": _NOTHING,
    },
    "admin": {
        "own": _OWN | {"administer"}, "taught": _SHARED | {"train", "delete", "administer"},
        "class": _SHARED | {"train", "administer"},
        "collected": frozenset({"see"}),
        "pupil": _SHARED | {"train", "delete", "administer"},
        "published": _SHARED | {"train", "delete", "administer"},
        "other": frozenset({"administer"}),
    },
}  # fmt: skip
# Whom one may make an account for; a teacher only in a class of their own.
INVITES = {
    "nobody": (), "student": (), "teacher": ("student",), "admin": ("student", "teacher", "admin"),
}  # fmt: skip


class NotAllowedError(TfstyleError, PermissionError):
    """Somebody's role does not allow it."""


def may(role: str, relation: str, action: str) -> bool:
    """Return whether a role allows an action.

    Args:
        role: of `ROLES`.
        relation: whose the thing is, of `RELATIONS`.
        action: of `ACTIONS`.

    Raises:
        UnsupportedOptionError: one of them is not known. A slip must not say yes or no.

    Example:
        >>> may("student", "class", "see"), may("admin", "other", "see")
        (True, False)
    """
    for what, value, known in (
        ("role", role, ROLES), ("relation", relation, RELATIONS), ("action", action, ACTIONS),
    ):  # fmt: skip
        if value not in known:
            raise UnsupportedOptionError(
                Told(
                    "refused.one_of",
                    what=what,
                    known=or_list(map(repr, known)),
                    received=repr(value),
                )
            )
    return action in TABLE[role][relation]
