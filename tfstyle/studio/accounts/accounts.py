"""All of who is there, together: what pages, routes and commands use."""

import time
from collections.abc import Callable, Sequence

from tfstyle.studio.accounts.classrooms import ClassroomInfo, Classrooms
from tfstyle.studio.accounts.doors import Doors
from tfstyle.studio.accounts.invitations import Invitations
from tfstyle.studio.accounts.leaving import Leaving, Left
from tfstyle.studio.accounts.passwords import Passwords
from tfstyle.studio.accounts.people import People, UserInfo
from tfstyle.studio.database import Database


class Accounts(People):
    """Who is there, for all threads; several processes share one database.

    What `People` offers (accounts made, changed, disabled), and what is below. Methods with `by_id`
    ask whether that person may; `create`, `me` and `first_admin` are for commands.

    Args:
        db: the database, migrated.
        passwords: how they are hashed; argon2id as argon2-cffi recommends if not given.
        clock: seconds since 1970.
        after_leaving: called with what a deleted user left on the disk; see `Leaving`.
        **limits: of `Doors`: `by_name`, `by_address`, `steady`.

    Example:
        >>> import tempfile
        >>> from tfstyle.studio.database import migrate, open_database
        >>> db = open_database(f"sqlite:///{tempfile.mkdtemp()}/studio.db")
        >>> migrate(db)
        >>> accounts = Accounts(db, Passwords(time_cost=1, memory_cost=8, parallelism=1))
        >>> ada = accounts.first_admin("Ada", "correct horse")
        >>> token = accounts.log_in("ada", "correct horse")
        >>> accounts.user_of(token).name
        'Ada'
    """

    def __init__(
        self, db: Database, passwords: Passwords | None = None,
        clock: Callable[[], float] = time.time, *,
        after_leaving: Callable[[Left], None] | None = None, **limits,
    ):  # fmt: skip
        super().__init__(db, passwords, clock)
        self.doors = Doors(db, self.passwords, clock, **limits)
        self.invitations = Invitations(db, self, clock)
        self.rooms = Classrooms(db, clock)
        self.leaving = Leaving(db, after_leaving)

    def log_in(self, name: str, password: str, address: str = "", old: str = "") -> str:
        """Return a new token: `Doors.log_in`."""
        return self.doors.log_in(name, password, address, old)

    def user_of(self, token: str | None, renew: bool = True) -> UserInfo | None:
        """Return who a token is: `Doors.user_of`."""
        return self.doors.user_of(token, renew)

    def log_out(self, token: str) -> None:
        """End a session."""
        self.doors.log_out(token)

    def change_password(self, user_id: str, old: str, new: str) -> None:
        """Change one's own password: `People.change_password`; wrong ones count as at the door.

        Raises:
            TooManyAttemptsError: too many wrong ones of this name.
        """
        self.doors.confirm(user_id, old)
        super().change_password(user_id, old, new)

    def delete_user(self, by_id: str, user_id: str) -> None:
        """Delete somebody, as an admin: `Leaving.delete`."""
        self.leaving.delete(by_id, user_id)

    def leave(self, user_id: str, password: str) -> None:
        """Delete one's own account, with its password: `Leaving.leave`.

        Raises:
            DataError: the password is not right.
        """
        self.doors.confirm(user_id, password)
        self.leaving.leave(user_id)

    def invite(
        self, by_id: str, role: str = "student", classroom_id: str | None = None, *,
        days: float = 7.0,
    ) -> str:  # fmt: skip
        """Return the token of an invitation: `Invitations.invite`."""
        return self.invitations.invite(by_id, role, classroom_id, days=days)

    def accept(self, token: str, name: str, password: str) -> UserInfo:
        """Make the account that an invitation is for: `Invitations.accept`."""
        return self.invitations.accept(token, name, password)

    def create_classroom(
        self, by_id: str, name: str, teacher_id: str | None = None
    ) -> ClassroomInfo:
        """Make a class: `Classrooms.create`."""
        return self.rooms.create(by_id, name, teacher_id)

    def rename_classroom(self, by_id: str, classroom_id: str, name: str) -> None:
        """Give a class another name: `Classrooms.rename`."""
        self.rooms.rename(by_id, classroom_id, name)

    def give_classroom(self, by_id: str, classroom_id: str, teacher_id: str) -> None:
        """Give a class to another teacher, as an admin: `Classrooms.give`."""
        self.rooms.give(by_id, classroom_id, teacher_id)

    def delete_classroom(self, by_id: str, classroom_id: str) -> None:
        """Delete a class: `Classrooms.delete`."""
        self.rooms.delete(by_id, classroom_id)

    def add_member(self, by_id: str, classroom_id: str, user_id: str) -> None:
        """Put somebody into a class: `Classrooms.add`."""
        self.rooms.add(by_id, classroom_id, user_id)

    def remove_member(self, by_id: str, classroom_id: str, user_id: str) -> None:
        """Take somebody out of a class: `Classrooms.remove`."""
        self.rooms.remove(by_id, classroom_id, user_id)

    def memberships(self, by_id: str) -> dict[str, tuple[str, ...]]:
        """Return who is in which classes that one administers: `Classrooms.memberships`."""
        return self.rooms.memberships(by_id)

    def classrooms(self, viewer_id: str) -> Sequence[ClassroomInfo]:
        """Return the classes of somebody: `Classrooms.list`."""
        return self.rooms.list(viewer_id)

    def members(self, classroom_id: str, viewer_id: str) -> Sequence[UserInfo]:
        """Return who is in a class: `Classrooms.members`."""
        return self.rooms.members(classroom_id, viewer_id)
