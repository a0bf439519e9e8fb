"""Who is there: passwords, sessions, roles, invitations, classes.

| module | what it offers |
|---|---|
| `accounts` | `Accounts`: all of it together |
| `people` | `UserInfo`; people made, changed, disabled |
| `doors` | log in, out, and who a cookie is |
| `invitations` | links that make one account, once |
| `classrooms` | classes, and who is in them |
| `authority` | who administers whom, and the last admin, who stays |
| `roles` | who may do what: one table |
| `permitted` | that table as a condition of a query |
| `leaving` | somebody is deleted, and nothing of theirs stays |
| `passwords` | hashes that are slow on purpose |
| `attempts` | how often somebody may guess |
| `names` | names that can be told apart |
"""

from tfstyle.studio.accounts.accounts import Accounts
from tfstyle.studio.accounts.attempts import TooManyAttemptsError
from tfstyle.studio.accounts.classrooms import ClassroomInfo
from tfstyle.studio.accounts.doors import LogInError
from tfstyle.studio.accounts.passwords import Passwords
from tfstyle.studio.accounts.people import UserInfo
from tfstyle.studio.accounts.roles import NotAllowedError, may

__all__ = [
    "Accounts", "ClassroomInfo", "LogInError", "NotAllowedError", "Passwords",
    "TooManyAttemptsError", "UserInfo", "may",
]  # fmt: skip
