"""What was painted, how, and again: works, put together, talked about, shared and taken along.

| module | what it offers |
|---|---|
| `gallery` | `Gallery`: works kept, found, shared, deleted |
| `works` | `WorkInfo`, and which works a viewer sees |
| `collections` | `Collections`: works put together; a class's are its shared ones |
| `comments` | `Comments`: what people say of a work |
| `packing` | works as a zip with a contact sheet |
"""

from tfstyle.studio.gallery.collections import CollectionInfo, Collections
from tfstyle.studio.gallery.comments import CommentInfo, Comments
from tfstyle.studio.gallery.gallery import Gallery
from tfstyle.studio.gallery.works import WorkInfo

__all__ = ["CollectionInfo", "Collections", "CommentInfo", "Comments", "Gallery", "WorkInfo"]
