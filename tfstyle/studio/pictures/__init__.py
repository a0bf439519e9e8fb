"""What comes in: identified by content, bounded, and served without the place it was taken at.

| module | what it offers |
|---|---|
| `limits` | `Limits`: bytes and pixels of one picture, bytes of one person |
| `identifying` | what bytes are, by their content alone |
| `videos` | a video's length without decoding it, and the frame that stands for it |
| `serving` | the same picture without EXIF: what others, and browsers, get |
| `pictures` | `Pictures`: kept, read, shared, deleted, each by those who may |
"""

from tfstyle.studio.pictures.limits import Limits
from tfstyle.studio.pictures.pictures import PictureInfo, Pictures

__all__ = ["Limits", "PictureInfo", "Pictures"]
