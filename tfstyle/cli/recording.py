"""`--no-metadata`, of all verbs that write pictures."""

from typing import Annotated

import typer

NoMetadata = Annotated[
    bool,
    typer.Option(
        "--no-metadata", help="Leave out what the pictures tell of how they were made."
    ),
]
