"""Which picture formats are read and written, and what is missing where one is not.

The list is closed. Pillow alone would try everything it knows on any file, and for PostScript it
starts a program; icons, whose inner pictures are not as large as they say, and formats decoded
pixel by pixel in Python are left out, too.
"""

import functools
import importlib
from pathlib import Path

from tfstyle.errors import ImageError

# Pillow's names; of each the module that knows it.
_READ = {
    "JPEG": "PIL.JpegImagePlugin",  # and MPO, what phones write beside a depth map
    "PNG": "PIL.PngImagePlugin",
    "WEBP": "PIL.WebPImagePlugin",
    "GIF": "PIL.GifImagePlugin",
    "BMP": "PIL.BmpImagePlugin",
    "TIFF": "PIL.TiffImagePlugin",
    "PPM": "PIL.PpmImagePlugin",
    "JPEG2000": "PIL.Jpeg2KImagePlugin",
    "AVIF": "PIL.AvifImagePlugin",
    "HEIF": "pillow_heif",
}
_SUFFIXES = {
    ".apng": "PNG", ".avif": "AVIF", ".bmp": "BMP", ".gif": "GIF", ".heic": "HEIF",
    ".heif": "HEIF", ".j2k": "JPEG2000", ".jfif": "JPEG", ".jp2": "JPEG2000", ".jpe": "JPEG",
    ".jpeg": "JPEG", ".jpg": "JPEG", ".pbm": "PPM", ".pgm": "PPM", ".png": "PNG", ".pnm": "PPM",
    ".ppm": "PPM", ".tif": "TIFF", ".tiff": "TIFF", ".webp": "WEBP",
}  # fmt: skip

# What counts as a picture in a folder, whether or not the package that reads it is installed: a
# file that cannot be read is named, not left out.
IMAGE_SUFFIXES = tuple(_SUFFIXES)

# Names that mean a picture to whoever writes them, though nothing here writes such files.
_FOREIGN_SUFFIXES = (
    ".3fr", ".ai", ".arw", ".avifs", ".bpg", ".cr2", ".cr3", ".cur", ".dds", ".dib", ".dng",
    ".emf", ".eps", ".exr", ".flif", ".hdp", ".hdr", ".heics", ".heifs", ".hif", ".icns", ".ico",
    ".j2c", ".jif", ".jng", ".jpc", ".jpf", ".jpm", ".jpx", ".jxl", ".jxr", ".kra", ".mng",
    ".mpo", ".nef", ".orf", ".pam", ".pct", ".pcx", ".pdf", ".pef", ".pfm", ".pict", ".ps",
    ".psb", ".psd", ".qoi", ".raf", ".ras", ".raw", ".rw2", ".sgi", ".srw", ".svg", ".svgz",
    ".tga", ".wbmp", ".wdp", ".wmf", ".x3f", ".xbm", ".xcf", ".xpm",
)  # fmt: skip

_JPEG = {"quality": 95, "subsampling": 0}
_WRITTEN: dict[str, dict] = {
    "AVIF": {"quality": 90, "subsampling": "4:4:4"},
    "BMP": {},
    "GIF": {},
    "HEIF": {"quality": 90, "chroma": 444},
    "JPEG": _JPEG,
    "JPEG2000": {},  # without loss
    "PNG": {},
    "TIFF": {"compression": "tiff_lzw"},
    "WEBP": {"quality": 95},
}
# How files begin that may need more than is installed.
_MARKS = {
    b"ftypavif": "AVIF", b"ftypavis": "AVIF", b"ftypheic": "HEIF", b"ftypheix": "HEIF",
    b"ftyphevc": "HEIF", b"ftypheim": "HEIF", b"ftypheis": "HEIF", b"ftypmif1": "HEIF",
    b"ftypmsf1": "HEIF", b"jP  \r\n\x87\n": "JPEG2000",
}  # fmt: skip
_PACKAGES = {
    "AVIF": "Pillow 11.3 or newer reads and writes it, or `pip install pillow-avif-plugin`",
    "HEIF": "`pip install pillow-heif`",
    "JPEG2000": "this Pillow was built without OpenJPEG; Pillow's own wheels have it",
    "WEBP": "this Pillow was built without WebP; Pillow's own wheels have it",
}


@functools.cache
def readable_formats() -> tuple[str, ...]:
    """Return Pillow's names of the formats that can be read now, for its `formats=`."""
    from PIL import Image

    return tuple(kind for kind in _READ if _load(kind) and kind in Image.OPEN)


def written_suffixes() -> tuple[str, ...]:
    """Return the suffixes that `write_image` writes with what is installed now.

    Example:
        >>> ".png" in written_suffixes(), ".psd" in written_suffixes()
        (True, False)
    """
    return tuple(suffix for suffix in _SUFFIXES if _can_write(_SUFFIXES[suffix]))


def names_a_picture(path) -> bool:
    """Return whether a name means a picture file, be it one that can be written or not.

    Example:
        >>> [names_a_picture(name) for name in ("o.heic", "o.psd", "out", "v1.2")]
        [True, True, False, False]
    """
    return Path(path).suffix.lower() in (*_SUFFIXES, *_FOREIGN_SUFFIXES)


def check_written(path) -> tuple[str, dict]:
    """Return Pillow's format and options to write a file of this name, or refuse it.

    Raises:
        ImageError: pictures are not written with this suffix, or not with what is installed.

    Example:
        >>> check_written("photo.JPG")[0]
        'JPEG'
    """
    suffix = Path(path).suffix.lower()
    kind = _SUFFIXES.get(suffix)
    if kind in _WRITTEN and not _can_write(kind):
        raise ImageError(
            f"{path}: {suffix} cannot be written here: {_PACKAGES.get(kind, 'Pillow cannot')}. "
            f"Or use one of {', '.join(written_suffixes())}."
        )
    if kind not in _WRITTEN:
        raise ImageError(
            f"{path}: pictures are written as {', '.join(written_suffixes())}. "
            f"Received suffix: {suffix!r}"
        )
    return kind, dict(_WRITTEN[kind])


def missing_package(prefix: bytes) -> str | None:
    """Return what reads a file of a format that is known but cannot be read now, else `None`.

    Args:
        prefix: the first 32 bytes of the file.
    """
    kind = _MARKS.get(prefix[4:12])
    if prefix[:4] == b"RIFF" and prefix[8:12] == b"WEBP":
        kind = "WEBP"
    if kind is None or kind in readable_formats():
        return None
    return f"{kind}: {_PACKAGES[kind]}"


def _can_write(kind) -> bool:
    from PIL import Image

    return kind in _WRITTEN and _load(kind) and kind in Image.SAVE


@functools.cache
def _load(kind) -> bool:
    """Register a format with Pillow; False if its package or library is not there."""
    for module in (_READ[kind], *(["pillow_avif"] if kind == "AVIF" else [])):
        try:
            plugin = importlib.import_module(module)
        except ImportError:
            continue
        if kind == "HEIF":
            plugin.register_heif_opener()
        if kind == "JPEG2000":
            from PIL import features

            return features.check_codec("jpg_2000")
        if getattr(plugin, "SUPPORTED", True):
            return True
    return False
