"""Runs the commands that documents show, in this process, so that a document cannot lie."""

import re
import shlex
from pathlib import Path

ROOT = Path(__file__).parent.parent


def blocks(document, language):
    """Return the code blocks of one language in a Markdown document."""
    return re.findall(rf"^```{language}\n(.*?)^```", document, re.DOTALL | re.MULTILINE)


def tfstyle_commands(document):
    """Return the arguments of every `tfstyle` line in the document's shell blocks."""
    lines = "\n".join(blocks(document, "sh")).replace("\\\n", " ").splitlines()
    return [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("tfstyle ")]


def run(arguments):
    """Run the command line with these arguments and return its exit code."""
    from tfstyle.cli import main

    try:
        main(arguments)
    except SystemExit as stop:
        return stop.code or 0
    return 0
