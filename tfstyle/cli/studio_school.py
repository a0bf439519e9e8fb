"""`tfstyle studio-admin` and `studio-deploy`: a studio that many people share."""

from pathlib import Path
from typing import Annotated

import typer

from tfstyle.cli.studio_backup import Database, Home, settings_of
from tfstyle.cli.terminal import say


def studio_admin(
    name: Annotated[str, typer.Argument(help="What the admin is called, to log in by.")],
    home: Home = None,
    database: Database = None,
):
    """Make a studio's first admin, who invites all others. Asks for the password.

    Without a terminal the password is a line of the input.
    """
    settings = settings_of(home, database, None)
    from tfstyle.studio.accounts import Accounts
    from tfstyle.studio.accounts.asking import ask_password
    from tfstyle.studio.database import migrate, open_database

    password = ask_password()
    if database is None:  # else nothing is written here: a container's disk may be read-only
        settings.home.mkdir(parents=True, exist_ok=True)
    db = open_database(settings.database_url)
    try:
        migrate(db)
        made = Accounts(db).first_admin(name, password)
    finally:
        db.close()
    say(f"{made.name} is the studio's admin. Start it with: tfstyle studio --accounts")


def studio_deploy(
    directory: Annotated[Path, typer.Argument(help="Made if it is not there.")],
):
    """Write the files that run a studio by Docker Compose or in a Kubernetes cluster.

    A file that somebody has changed stays, and the new one is written beside it.
    """
    from tfstyle.studio.deploy import write_deploy

    kept = write_deploy(directory)
    say(f"Written to {directory}; {directory / 'README.md'} tells how to start it")
    for one in kept:
        say(f"{one} was changed and stays; the new one is {one}.new")
