"""A picture as others get it: the same pixels, without what a file says of place and camera.

The original is kept byte for byte for its owner. What is served, shown and published is this
version: of JPEG and PNG the file without everything that is not needed to show it, pixels
untouched; where EXIF turns the picture, and of all other formats, it is encoded anew. What is kept
is named, not what is dropped: nobody knows all the places where cameras write. A record of how
tfstyle made a picture stays; it has no place and no time in it.
"""

import io
import struct
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from tfstyle.errors import DataError, ImageError
from tfstyle.images import read_provenance
from tfstyle.images.embedding import embedded
from tfstyle.images.normalized import orientation
from tfstyle.images.opening import open_picture
from tfstyle.provenance import Provenance
from tfstyle.provenance.xmp import to_xmp
from tfstyle.studio.pictures.identifying import VIDEO_SUFFIXES, Identified
from tfstyle.studio.pictures.videos import as_file
from tfstyle.studio.texts.telling import Told

# Formats whose pixels have gone through a loss already; the others become PNG.
_WITH_LOSS = ("image/avif", "image/heif", "image/jp2", "image/jpeg", "image/webp")
_JPEG = {"quality": 95, "subsampling": 0}
_PNG_KEPT = (
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB",
)  # fmt: skip
_PNG_START, _XMP_START = b"\x89PNG\r\n\x1a\n", b"http://ns.adobe.com/xap/1.0/\0"


def served(data: bytes, what: Identified, *, ours: bool = False) -> tuple[bytes, str]:
    """Return a picture's or video's file without what it says beside the picture.

    Args:
        data: the file.
        what: what `identify` found in it.
        ours: the studio made it. Such a video says how, and nothing else; it is served as it is.

    Returns:
        Its bytes, `data` itself where there is nothing to leave out, and their media type.

    Raises:
        ImageError: a video that cannot be written without its words.
    """
    if what.is_video and what.media_type == "image/gif":
        return _as_mp4(data), "video/mp4"
    if what.is_video:
        return (data if ours else _video(data, what.media_type)), what.media_type
    made = _record(data)
    if what.media_type in ("image/jpeg", "image/png") and _is_upright(data):
        try:
            bare = _bare_jpeg if what.media_type == "image/jpeg" else _bare_png
            return bare(data, made), what.media_type
        except (ValueError, struct.error, IndexError):
            pass  # its parts are not in the order of the books, though decoders read it
    return _anew(what, made)


def _record(data) -> Provenance | None:
    try:
        return read_provenance(io.BytesIO(data))
    except ImageError:  # one that is not understood: it may say anything
        return None


def _is_upright(data) -> bool:
    with open_picture(io.BytesIO(data), channels=1) as image:
        return orientation(image) == 1


def _anew(what, made) -> tuple[bytes, str]:
    pixels, opaque = what.pixels, bool((what.pixels[..., 3] == 255).all())
    kind = "JPEG" if opaque and what.media_type in _WITH_LOSS else "PNG"
    image = Image.fromarray(np.ascontiguousarray(pixels[..., :3]) if opaque else pixels)
    file = io.BytesIO()
    image.save(file, kind, **(_JPEG if kind == "JPEG" else {}), **embedded(kind, made))
    return file.getvalue(), f"image/{kind.lower()}"


def _bare_png(data: bytes, made) -> bytes:
    """Keep the chunks that a viewer needs (PNG, third edition, 4.7), in their order."""
    ours = []
    if made is not None:
        ours = [_chunk(name, body) for name, body, *_ in embedded("PNG", made)["pnginfo"].chunks]
    parts, seen = [_PNG_START], set()
    for name, chunk in _png_chunks(data):
        if name == b"IDAT" and name not in seen:
            parts += ours
        seen.add(name)
        if name in _PNG_KEPT:
            parts.append(chunk)
    return b"".join(parts)


def _png_chunks(data) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG_START)
    while True:
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise ValueError("a chunk is longer than the file")
        yield name, data[at:end]
        if name == b"IEND":  # what follows is no part of the picture
            return
        at = end


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _bare_jpeg(data: bytes, made) -> bytes:
    """Keep JFIF, ICC profile, Adobe's colour transform, tables and scans (ISO 10918-1, annex B)."""
    parts, at = [data[:2]], 2
    if made is not None:
        body = _XMP_START + to_xmp(made)
        if len(body) + 2 < 2**16:
            parts.append(b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body)
    while True:
        while data[at] == 0xFF and data[at + 1] == 0xFF:  # fill bytes
            at += 1
        if data[at] != 0xFF:
            raise ValueError("no marker where one was expected")
        marker = data[at + 1]
        if marker == 0xD9:  # what follows is no part of the picture: a video, a second view
            return b"".join([*parts, b"\xff\xd9"])
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        if end > len(data) or 0xD0 <= marker <= 0xD8:
            raise ValueError("a segment is longer than the file, or has no length")
        parts.append(_needed(marker, data[at:end]))
        if marker == 0xDA:
            at, end = end, _end_of_scan(data, end)
            parts.append(data[at:end])
        at = end


def _needed(marker: int, segment: bytes) -> bytes:
    """Return what of a segment a viewer needs: all of it, or nothing."""
    body = segment[4:]
    if marker == 0xE0 and body.startswith(b"JFIF\0") and len(body) >= 14:
        return b"\xff\xe0\0\x10" + body[:12] + b"\0\0"  # without its thumbnail
    if marker == 0xE2 and body.startswith(b"ICC_PROFILE\0"):
        return segment
    if marker == 0xEE and body.startswith(b"Adobe"):
        return b"\xff\xee\0\x0e" + body[:12]
    # Tables, frames, scans, restarts; no other application's segment, and no comment.
    return segment if 0xC0 <= marker <= 0xCF or 0xDA <= marker <= 0xDF else b""


def _end_of_scan(data, at) -> int:
    while True:
        at = data.index(b"\xff", at)
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


def _video(data: bytes, media_type: str) -> bytes:
    """Put pictures and sound, as they are, into a new container that says nothing else."""
    from tfstyle.inference.video.libraries import load_library
    from tfstyle.inference.video.reader import open_container

    av = load_library("av")
    suffix = VIDEO_SUFFIXES[media_type]
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, f"a{suffix}"), Path(folder, f"b{suffix}")
        source.write_bytes(data)
        try:
            with open_container(source) as old, av.open(str(target), "w") as new:
                pairs = {
                    stream.index: new.add_stream_from_template(stream)
                    for stream in (*old.streams.video[:1], *old.streams.audio[:1])
                }
                for stream in pairs.values():
                    stream.metadata.clear()
                for packet in old.demux([old.streams[index] for index in pairs]):
                    if packet.dts is not None:
                        packet.stream = pairs[packet.stream.index]
                        new.mux(packet)
        except (av.FFmpegError, DataError, OSError, ValueError) as error:
            raise ImageError(Told("refused.video_rewritten", why=type(error).__name__)) from error
        return target.read_bytes()


def _as_mp4(data: bytes) -> bytes:
    """Return a GIF that moves as MP4: what plays videos plays no GIF, and it is far smaller."""
    from tfstyle.inference.video import translate_video

    with as_file(data, ".gif") as path:
        target = path.with_suffix(".mp4")
        try:
            translate_video(lambda frame: frame, path, target, options={})
        except DataError as error:
            raise ImageError(Told("refused.gif_unplayed")) from error
        return target.read_bytes()
