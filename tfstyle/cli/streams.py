"""What the terminal, or the program behind a pipe, can take."""

import io
import sys


def never_refuse_a_letter() -> None:
    r"""Write `\xe9` where the terminal's encoding has no é, instead of failing.

    Names of files and sentences of cards hold any letter; under `LC_ALL=C` or in a console of
    Windows some of them cannot be shown. Text files are UTF-8 everywhere, this is not about them.
    """
    for stream in (sys.stdout, sys.stderr):
        # Others, a notebook's or a test's, take any text; a closed one is None.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
