"""Tables as lines of JSON: out of one database, into another of either kind."""

import json
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, MetaData, Table, insert, inspect, select, update

from tfstyle.errors import IntegrityError, one_line

# Cookies and their like stay out: who has the file shall not be logged in by it.
LEFT_OUT = ("sessions", "alembic_version")
_AT_ONCE = 500


def tables_of(connection: Connection) -> list[Table]:
    """Return the tables as they are, those that others refer to first."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name not in LEFT_OUT]


def lines_of(connection: Connection, table: Table) -> Iterator[bytes]:
    """Yield a table's rows, each as a line of JSON."""
    for row in connection.execution_options(yield_per=_AT_ONCE).execute(select(table)).mappings():
        yield json.dumps(dict(row), ensure_ascii=True).encode("ascii") + b"\n"


def fill(connection: Connection, table: Table, lines: Iterable[bytes]) -> int:
    """Write rows into an empty table; return how many.

    Raises:
        IntegrityError: a line is no row of this table.
    """
    # What refers to a row of its own table may come before it: such columns are filled afterwards.
    inner = [
        column.name for column in table.columns
        if any(key.column.table is table for key in column.foreign_keys)
    ]  # fmt: skip
    names, count, batch, later = {c.name for c in table.columns}, 0, [], []
    keys = [column.name for column in table.primary_key.columns]
    for line in lines:
        row = _row(line, table.name, names)
        if any(row.get(name) is not None for name in inner):
            later.append({name: row[name] for name in (*keys, *inner)})
            row = {**row, **dict.fromkeys(inner)}
        batch.append(row)
        count += 1
        if len(batch) == _AT_ONCE:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)
    for row in later:
        is_it = [table.c[key] == row[key] for key in keys]
        connection.execute(update(table).where(*is_it).values({n: row[n] for n in inner}))
    return count


def is_empty(connection: Connection) -> bool:
    """Return whether no table has a row, but for styles without an owner, which the zoo brings."""
    present = inspect(connection).get_table_names()
    for table in tables_of(connection) if present else ():
        query = select(*table.primary_key.columns).limit(1)
        if table.name == "styles":
            query = query.where(table.c.owner_id.is_not(None))
        if connection.execute(query).first() is not None:
            return False
    return True


def _row(line: bytes, table: str, names: set[str]) -> dict:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise IntegrityError(f"A row of {table} is no JSON ({one_line(error)}).") from error
    if not isinstance(row, dict) or set(row) != names:
        raise IntegrityError(f"A row of {table} has other columns than the table.")
    return row
