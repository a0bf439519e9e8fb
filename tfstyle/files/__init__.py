"""Files and directories that appear whole or not at all, and are read only where they should be.

Everything is written beside its place under a hidden temporary name, synced to disk and renamed.
A process killed in between leaves the old content untouched under its name and, at worst, a
`.tmp-tfstyle-*` beside it, which the next process that writes there removes.
"""

from tfstyle.files.atomic import atomic_directory, atomic_file, publish_directory
from tfstyle.files.checks import check_replaceable, sha256
from tfstyle.files.exchange import recover
from tfstyle.files.leftovers import remove_leftovers, sweep, temporary_directory
from tfstyle.files.regular import open_regular, read_regular
from tfstyle.files.storage import storage_errors

__all__ = [
    "atomic_directory",
    "atomic_file",
    "check_replaceable",
    "open_regular",
    "publish_directory",
    "read_regular",
    "recover",
    "remove_leftovers",
    "sha256",
    "storage_errors",
    "sweep",
    "temporary_directory",
]
