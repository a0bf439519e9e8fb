"""The tables, and how they are opened and migrated: SQLite for one computer, PostgreSQL for many.

| module | what it offers |
|---|---|
| `schema` | the tables |
| `opening` | `open_database(url)`, and transactions that end well |
| `migrating` | `migrate(db)`: tables of any earlier release become those of this one |
| `visibility` | who may see what, as a condition of a query |
"""

from tfstyle.studio.database.migrating import migrate
from tfstyle.studio.database.opening import Database, open_database

__all__ = ["Database", "migrate", "open_database"]
