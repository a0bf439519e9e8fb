"""Which frames a file has: GIF, WebP, APNG, AVIF and TIFF may hold more than one picture."""

from tfstyle.errors import ImageError

# Beside its picture such a file holds a depth map, a second view or a small copy: not frames.
_MAIN_PICTURE_FIRST = ("HEIF", "MPO")
_SUBFILE, _REDUCED_OR_MASK = 254, 1 | 4


def check_single(image, name: str, remedy: str):
    """Refuse a picture of several frames, of which none was chosen.

    Raises:
        ImageError: it says how many there are, and the remedy.
    """
    count = len(frame_numbers(image))
    if count > 1:
        kind = "pages" if image.format == "TIFF" else "frames"
        raise ImageError(f"{name} has {count} {kind}; one picture was expected. {remedy}.")


def frame_numbers(image) -> range | list[int]:
    """Return which frames of a PIL image are meant to be looked at.

    What phones (MPO, HEIC) and scanners (small copies and masks in a TIFF) put beside the picture
    does not count.
    """
    count = getattr(image, "n_frames", 1)
    if count == 1 or image.format in _MAIN_PICTURE_FIRST:
        return [image.tell()] if hasattr(image, "n_frames") else [0]
    if image.format != "TIFF":
        return range(count)
    here, pages = image.tell(), []
    for index in range(count):
        image.seek(index)
        if not image.tag_v2.get(_SUBFILE, 0) & _REDUCED_OR_MASK:
            pages.append(index)
    image.seek(here)
    return pages or [0]
