"""What bytes are, by their content: names and what a browser says of them are not looked at."""

import dataclasses
import io

import numpy as np

from tfstyle.errors import DataError, ImageError
from tfstyle.images import read_image, read_size
from tfstyle.images.opening import open_picture
from tfstyle.studio.pictures.limits import Limits
from tfstyle.studio.pictures.videos import as_file, measure, moves
from tfstyle.studio.texts.telling import Told

_MEDIA_TYPES = {
    "AVIF": "image/avif", "BMP": "image/bmp", "GIF": "image/gif", "HEIF": "image/heif",
    "JPEG": "image/jpeg", "JPEG2000": "image/jp2", "MPO": "image/jpeg", "PNG": "image/png",
    "PPM": "image/x-portable-anymap", "TIFF": "image/tiff", "WEBP": "image/webp",
}  # fmt: skip
# Brands of ISO files that hold pictures (ISO 23008-12, AV1 Image File Format); others are videos.
_PICTURE_BRANDS = (
    b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1",
)  # fmt: skip
# How files of these begin, and the suffix by which a reader knows their container.
VIDEO_SUFFIXES = {
    "video/mp4": ".mp4", "video/quicktime": ".mov", "video/webm": ".webm",
    "video/x-matroska": ".mkv", "video/x-msvideo": ".avi", "video/ogg": ".ogv",
    "image/gif": ".gif",
}  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Identified:
    """What came.

    Attributes:
        media_type: e.g. `"image/jpeg"`.
        width: upright, pixels.
        height: likewise.
        pixels: uint8 (H, W, 4), upright, in sRGB; `None` of a video.
    """

    media_type: str
    width: int
    height: int
    pixels: np.ndarray | None

    @property
    def is_video(self) -> bool:
        """Whether it moves."""
        return self.pixels is None


def identify(data: bytes, limits: Limits, *, moving: bool = False) -> Identified:
    """Return what bytes are, having decoded all of a picture, or the first frame of a video.

    The size that the header claims, and the length that a video's packets have, are judged before
    anything is decoded.

    Args:
        data: the file.
        limits: of what comes in.
        moving: a video is expected, and a GIF that moves is one.

    Raises:
        ImageError: no picture or video of a known kind, damaged, cut short, of several frames, or
            larger than the limits.
        DataError: a video, and what reads videos is not installed.
    """
    media_type = video_type(data)
    if moving and data[:4] == b"GIF8" and moves(data):
        media_type = "image/gif"
    limits.check_bytes(len(data), video=media_type is not None)
    if media_type is not None:
        return _video(data, media_type, limits)
    try:
        with open_picture(io.BytesIO(data), channels=4) as image:
            kind = str(image.format)
        height, width = read_size(io.BytesIO(data))
        limits.check_pixels(width, height)
        pixels = read_image(io.BytesIO(data), channels=4)
    except ImageError as error:
        raise ImageError(_told(error)) from error
    return Identified(_MEDIA_TYPES[kind], width, height, pixels)


def video_type(data: bytes) -> str | None:
    """Return the media type of a video by how it begins, `None` if it begins as none.

    The list is closed, and the container is named to the reader: playlists, which may name other
    files and servers, are among what is not on it.

    Example:
        >>> video_type(b"\\0\\0\\0\\x18ftypmp42" + bytes(16))
        'video/mp4'
    """
    if data[4:8] == b"ftyp" and data[8:12] not in _PICTURE_BRANDS:
        return "video/quicktime" if data[8:12] == b"qt  " else "video/mp4"
    if data[4:8] in (b"moov", b"mdat", b"wide") and data[:2] == b"\0\0":
        return "video/quicktime"  # of cameras older than the mark
    if data[:4] == b"\x1a\x45\xdf\xa3":
        return "video/webm" if b"webm" in data[:64] else "video/x-matroska"
    if data[:4] == b"RIFF" and data[8:12] == b"AVI ":
        return "video/x-msvideo"
    return "video/ogg" if data[:4] == b"OggS" else None


def _video(data, media_type, limits) -> Identified:
    from tfstyle.inference.video.reader import VideoReader

    with as_file(data, VIDEO_SUFFIXES[media_type]) as path:
        try:
            found = measure(path, limits.max_video_frames)
            limits.check_video(found.width, found.height, found.seconds, found.frames)
            with VideoReader(path) as video:
                height, width = video.upright_size
        except DataError as error:
            if "tfstyle[video]" in str(error):
                raise
            words = str(error).replace(str(path), "The video")
            raise ImageError(Told("refused.video_unknown", why=words)) from error
        except ImageError as error:
            if error.args and isinstance(error.args[0], Told):
                raise
            words = _words(error).replace(str(path), "The video")
            raise ImageError(Told("refused.video_large", why=words)) from error
    return Identified(media_type, width, height, None)


# What `tfstyle.images` says of a file, and what that is called here.
_KNOWN = {
    "no picture that can be read": "picture_unknown", "damaged or cut short": "picture_damaged",
    "does not fit into the memory": "picture_memory", "one picture": "picture_several",
    "more than": "picture_memory",
}  # fmt: skip


def _told(error) -> Told:
    if error.args and isinstance(error.args[0], Told):
        return error.args[0]
    words = _words(error)
    key = next((key for part, key in _KNOWN.items() if part in words), "foreign_image")
    # Of these two the reason is a decoder's, and helps nobody at a page; the cause has it.
    brief = key in ("picture_unknown", "picture_damaged")
    return Told(f"refused.{key}") if brief else Told(f"refused.{key}", why=words)


def _words(error) -> str:
    """Return what an error says to someone who calls no function and sets no variable here."""
    words = str(error).partition(" If you trust it")[0]
    if "one picture was expected" in words:
        words = words.partition(";")[0] + "; one picture, or a video, is taken."
    return words
