"""How many rows a statement changed."""

from typing import cast

from sqlalchemy import CursorResult, Delete, Update


def changed(session, statement: Update | Delete) -> int:
    """Execute a statement that updates or deletes; return how many rows it met."""
    return cast(CursorResult, session.execute(statement)).rowcount
