"""What Alembic executes to migrate; the connection is handed over by `migrating.migrate`."""

from alembic import context

from tfstyle.studio.database.schema import Base


def run():
    """Do the steps on the connection given, in the transaction that is open on it."""
    # Batches rebuild a table where SQLite cannot alter it.
    context.configure(
        connection=context.config.attributes["connection"], target_metadata=Base.metadata,
        render_as_batch=True, transactional_ddl=True,
    )  # fmt: skip
    context.run_migrations()


if __name__ == "env_py":  # Alembic's name for it; imported by others it does nothing
    run()
