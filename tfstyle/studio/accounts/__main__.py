"""`python -m tfstyle.studio.accounts NAME --database URL`: make a studio's first admin."""

import argparse
import sys

from tfstyle.errors import TfstyleError


def main(arguments: list[str] | None = None) -> int:
    """Ask for a password (without a terminal: a line of the input), and make the first admin."""
    parser = argparse.ArgumentParser(prog="python -m tfstyle.studio.accounts", description=__doc__)
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--database", required=True, metavar="URL")
    options = parser.parse_args(arguments)

    from tfstyle.studio.accounts import Accounts
    from tfstyle.studio.accounts.asking import ask_password
    from tfstyle.studio.database import migrate, open_database

    password = ask_password()
    try:
        db = open_database(options.database)
        try:
            migrate(db)
            made = Accounts(db).first_admin(options.name, password)
        finally:
            db.close()
    except TfstyleError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    print(f"{made.name} is the studio's admin.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
