"""Alembic's folder: `versions` has the steps, `env` does them."""
