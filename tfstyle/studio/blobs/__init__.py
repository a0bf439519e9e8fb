"""Bytes by their SHA-256: on disk, or in an S3-compatible store; and which of them are still named.

| module | what it offers |
|---|---|
| `store` | what a store of bytes is, and `open_blobs` |
| `disk` | `DiskBlobs`: a file each |
| `objects` | `ObjectBlobs`: S3, Google's, Azure's, by obstore |
| `ledger` | `Ledger`: rows and bytes kept in step, so that neither is left without the other |
"""

from tfstyle.studio.blobs.disk import DiskBlobs
from tfstyle.studio.blobs.ledger import Ledger
from tfstyle.studio.blobs.objects import ObjectBlobs
from tfstyle.studio.blobs.store import Blobs, Stored, open_blobs

__all__ = ["Blobs", "DiskBlobs", "Ledger", "ObjectBlobs", "Stored", "open_blobs"]
