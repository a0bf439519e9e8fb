"""Files from servers: complete and correct or not at all, kept where the user says."""

from tfstyle.fetching.cache import cache_directory, lock
from tfstyle.fetching.fetch import LARGEST, fetch, refuse_offline
from tfstyle.fetching.published import PublishedFile, fetch_published

__all__ = [
    "LARGEST",
    "PublishedFile",
    "cache_directory",
    "fetch",
    "fetch_published",
    "lock",
    "refuse_offline",
]
