"""`tfstyle compare`: runs side by side on one page."""

from pathlib import Path
from typing import Annotated

import typer

from tfstyle.cli.report import Out, Overwrite, check_page, write_page


def compare(
    runs: Annotated[
        list[Path], typer.Argument(metavar="RUN RUN...", help="Directories of `tfstyle train`.")
    ],
    out: Out = Path("compare.html"),
    overwrite: Overwrite = False,
):
    """Show runs side by side on one page: recipes, curves, samples of equal steps, best figures."""
    from tfstyle.report import compare_page

    check_page(out, overwrite)
    write_page(out, compare_page(runs))
