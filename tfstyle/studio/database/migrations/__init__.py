"""Alembic's folder: `versions` has the steps."""
