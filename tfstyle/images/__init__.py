"""Pictures on disk, in memory and side by side; the only home of uint8 <-> [-1, 1].

Everything a picture file can surprise with ends here: rotation kept in EXIF, colour profiles,
palettes, alpha, CMYK, 16 bits, several frames, files cut short, PostScript under another name, and
small files that unpack to more than the memory holds. `convert` states the rule.
"""

from tfstyle.images.animations import ANIMATED_SUFFIXES, count_frames, read_frames, write_frames
from tfstyle.images.credentials import Credentials
from tfstyle.images.formats import (
    IMAGE_SUFFIXES,
    check_written,
    names_a_picture,
    written_suffixes,
)
from tfstyle.images.label_map import to_labels
from tfstyle.images.limits import MAX_BYTES, check_memory, max_bytes, max_pixels
from tfstyle.images.normalized import convert
from tfstyle.images.provenance import read_provenance
from tfstyle.images.reading import read_image, read_size
from tfstyle.images.resizing import resize, resize_nearest, shorter_side
from tfstyle.images.sheet import grid, to_rgb
from tfstyle.images.values import LUMA, to_float, to_uint8
from tfstyle.images.writing import write_image

__all__ = [
    "ANIMATED_SUFFIXES",
    "IMAGE_SUFFIXES",
    "LUMA",
    "MAX_BYTES",
    "Credentials",
    "check_memory",
    "check_written",
    "convert",
    "count_frames",
    "grid",
    "max_bytes",
    "max_pixels",
    "names_a_picture",
    "read_frames",
    "read_image",
    "read_provenance",
    "read_size",
    "resize",
    "resize_nearest",
    "shorter_side",
    "to_float",
    "to_labels",
    "to_rgb",
    "to_uint8",
    "write_frames",
    "write_image",
    "written_suffixes",
]
