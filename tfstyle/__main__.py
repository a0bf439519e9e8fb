"""`python -m tfstyle` is the command `tfstyle`."""

from tfstyle.cli import main

main()
