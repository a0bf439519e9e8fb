"""What Pillow is told, so that a file carries the record of how its picture was made."""

from PIL import PngImagePlugin

from tfstyle.provenance import Provenance
from tfstyle.provenance.xmp import to_xmp

JSON_KEYWORD, XMP_KEYWORD = "tfstyle", "XML:com.adobe.xmp"
_TIFF_SOFTWARE, _TIFF_XMP = 305, 700
# Formats whose writers take a packet as it is, and those that have room for a comment alone.
_BY_XMP = ("AVIF", "HEIF", "JPEG", "WEBP")
_BY_COMMENT = ("GIF", "JPEG2000")


def embedded(kind: str, made: Provenance | None) -> dict:
    """Return options of Pillow's `save` that put a record into a file; none of them moves a pixel.

    Args:
        kind: Pillow's name of the format. PNG gets text chunks `Software`, `tfstyle` (JSON) and
            an XMP packet; JPEG, WebP, AVIF and HEIF the packet; TIFF the packet and `Software`;
            GIF and JPEG 2000 the JSON as comment. BMP has no place.
        made: the record, `None` for none.
    """
    if made is None:
        return {}
    if kind == "PNG":
        chunks = PngImagePlugin.PngInfo()
        chunks.add_text("Software", made.software)
        chunks.add_itxt(JSON_KEYWORD, made.to_json())
        chunks.add_itxt(XMP_KEYWORD, to_xmp(made).decode("utf-8"))
        return {"pnginfo": chunks}
    if kind == "TIFF":
        return {"tiffinfo": {_TIFF_SOFTWARE: made.software, _TIFF_XMP: to_xmp(made)}}
    if kind in _BY_XMP:
        return {"xmp": to_xmp(made)}
    if kind in _BY_COMMENT:
        return {"comment": made.to_json().encode("ascii")}
    return {}
