"""Everything of a studio as one file, and a studio from such a file: whole or not at all.

| module | what it offers |
|---|---|
| `archive` | the file: what is in it, written and checked |
| `rows` | tables as lines of JSON, out of and into either kind of database |
| `saving` | `backup(db, blobs, path)`, while the studio runs |
| `restoring` | `restore(path, url, blobs)`, into an empty place |
"""

from tfstyle.studio.backup.restoring import restore
from tfstyle.studio.backup.saving import backup

__all__ = ["backup", "restore"]
