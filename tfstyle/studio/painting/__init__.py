"""A picture in a style, in all styles at once, by masks, by blends, and the same again.

| module | what it offers |
|---|---|
| `options` | what may be asked for, checked |
| `recipe` | what was asked, and of which weights: all that the same bits need beside the source |
| `compose` | arrays in, arrays out: the styles' paintings laid over the photograph |
| `models` | the models at hand: few at a time, each loaded once |
| `thumbnails` | one small picture in all styles of a model |
| `cache` | thumbnails that were painted already |
| `encoding` | PNG, JPEG, WebP or TIFF that tells how it was made |
| `painter` | all of that for pictures of the store |

Nothing here knows a web framework; TensorFlow comes with the first picture.
"""

from tfstyle.studio.painting.cache import ThumbnailCache
from tfstyle.studio.painting.models import Models
from tfstyle.studio.painting.options import Layer, PaintOptions
from tfstyle.studio.painting.painter import Painted, Painter

__all__ = ["Layer", "Models", "PaintOptions", "Painted", "Painter", "ThumbnailCache"]
