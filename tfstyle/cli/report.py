"""`tfstyle report`: one page of a run or an evaluation."""

from pathlib import Path
from typing import Annotated

import typer

from tfstyle.cli.output import refuse_existing
from tfstyle.cli.terminal import say

Out = Annotated[Path, typer.Option("-o", "--out", help="The page, a file of its own.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace a file that exists.")]
_SUFFIXES = (".html", ".htm")


def report(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="RUN|EVALUATION.json",
            help="A directory of `tfstyle train`, also while it trains, or what `tfstyle evaluate` "
            "wrote with -o FILE.json.",
        ),
    ],
    out: Out = Path("report.html"),
    overwrite: Overwrite = False,
):
    """Show a run or an evaluation on one page, which needs no other file and fetches nothing.

    Of a run: samples through time, curves, figures of held-out pictures with the best marked,
    health events, time, recipe. Of an evaluation: every figure with its interval and protocol,
    each result, the files. Published figures stand beside where the data is the same. What is not
    there is said.
    """
    from tfstyle.report import evaluation_page, run_page

    check_page(out, overwrite)
    write_page(out, evaluation_page(source) if source.is_file() else run_page(source))


def check_page(out: Path, overwrite: bool) -> None:
    """See that a page may be written, before the work is done.

    Raises:
        DataError: it is called like something else, or exists.
    """
    from tfstyle.errors import DataError

    if out.suffix.lower() not in _SUFFIXES or out.is_dir():
        raise DataError(f"-o {out}: a page is a file called like report.html.")
    if out.exists() and not overwrite:
        refuse_existing([out], 1)


def write_page(out: Path, page: str, *, error: bool = False) -> None:
    """Write a page whole, and say so, on stderr if asked to."""
    from tfstyle.files import atomic_file

    with atomic_file(out) as temporary:
        temporary.write_text(page, "utf-8")
    say(f"{out} ({len(page) / 1e6:.1f} MB) shows it in any browser.", error=error)
