"""A password from whoever sits there, or from a line of the input."""

import getpass
import sys


def ask_password() -> str:
    """Ask for a password; without a terminal it is a line of the input."""
    return getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
