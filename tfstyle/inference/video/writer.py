"""Frames into a piece of video that others can be joined to without a seam."""

import dataclasses
from pathlib import Path

import numpy as np

from tfstyle.errors import DataError
from tfstyle.inference.video.libraries import exact_conversion, load_library
from tfstyle.inference.video.reader import Look
from tfstyle.video_suffixes import WRITTEN_VIDEO_SUFFIXES

# No frame is stored before one it is shown after (bf, altref): pieces follow each other without
# reordering. A short lookahead holds few frames in memory. The quality is close to the eye's limit.
# One thread: of several, x264 is not the same twice on a busy machine (one piece of 3,000), and a
# video that was resumed shall be the one that was not stopped. Painting takes all cores anyway.
_X264 = (
    "libx264",
    {"crf": "17", "preset": "medium", "bf": "0", "rc-lookahead": "10", "threads": "1"},
)
_VP9 = (
    "libvpx-vp9",
    {"crf": "22", "b": "0", "deadline": "good", "cpu-used": "4", "row-mt": "1",
     "auto-alt-ref": "0", "lag-in-frames": "0"},
)  # fmt: skip
CODECS = {suffix: _VP9 if suffix == ".webm" else _X264 for suffix in WRITTEN_VIDEO_SUFFIXES}

# Pixels of a side that the encoders take.
_LONGEST = {_X264[0]: 16_384, _VP9[0]: 65_535}

# FFmpeg's numbers of YUV matrices, and those of its converter (swscale).
_MATRICES = {1: 1, 4: 4, 5: 5, 6: 5, 7: 7, 9: 9}
_UNKNOWN = 2
_BT601, _BT709 = 5, 1
_FULL_RANGE, _LIMITED_RANGE = 2, 1


@dataclasses.dataclass(frozen=True)
class Encoding:
    """How the frames of one video are stored.

    Attributes:
        codec: FFmpeg's name of the encoder.
        options: its options.
        pixel_format: "yuv420p", or "yuv444p" for odd sizes, whose colour has no half.
        look: that of the source.
    """

    codec: str
    options: dict
    pixel_format: str
    look: Look

    @classmethod
    def for_target(cls, target, look: Look):
        """Choose by the suffix of `target`.

        Raises:
            DataError: a suffix that is not written, or frames too large for it.
        """
        codec, options = codec_of(target)
        most = _LONGEST[codec]
        if max(look.width, look.height) > most:
            raise DataError(
                f"{target}: {Path(target).suffix} holds frames of {most} pixels a side at most. "
                f"Received: {look.width}x{look.height}. Choose a smaller size"
                f"{'' if codec == _VP9[0] else ', or .webm'}."
            )
        # VP9 halves the colour of odd sizes by itself, H.264 cannot.
        odd = (look.width % 2 or look.height % 2) and codec == _X264[0]
        return cls(codec, options, "yuv444p" if odd else "yuv420p", look)


def codec_of(target) -> tuple[str, dict]:
    """Return the encoder and its options for a file name.

    Raises:
        DataError: a suffix that is not written.

    Example:
        >>> codec_of("clip.webm")[0]
        'libvpx-vp9'
    """
    suffix = Path(target).suffix.lower()
    if suffix not in CODECS:
        raise DataError(
            f"{target}: videos are written as {', '.join(CODECS)}. Received suffix: {suffix!r}"
        )
    return CODECS[suffix]


class PieceWriter:
    """Context manager that encodes frames into a Matroska file of their own.

    The file begins with a frame that needs no other, and its times do not matter: they are kept
    beside it and put in when the pieces are joined.

    Args:
        path: ends with .mkv.
        encoding: the same for every piece of one video.
    """

    def __init__(self, path: Path, encoding: Encoding):
        self.encoding = encoding
        self._first: int | None = None
        av = load_library("av")
        look = encoding.look
        self._container = av.open(str(path), "w")
        self._stream = self._container.add_stream(
            encoding.codec, rate=look.rate, options=encoding.options,
            width=look.width, height=look.height, pix_fmt=encoding.pixel_format,
            time_base=look.time_base,
        )  # fmt: skip
        context = self._stream.codec_context
        context.sample_aspect_ratio = look.pixel_aspect
        context.colorspace, context.color_range, context.color_trc, context.color_primaries = (
            self._color
        )

    def __enter__(self):
        return self

    def __exit__(self, kind, *exception):
        if kind is None:
            self._container.mux(self._stream.encode(None))
        self._container.close()

    def write(self, pixels: np.ndarray, start: int) -> None:
        """Encode one frame.

        Args:
            pixels: uint8 (height, width, 3) RGB as stored, not upright.
            start: ticks of the look's time base, more than for the frame before.
        """
        av = load_library("av")
        if self._first is None:
            self._first = start
        matrix, color_range, trc, primaries = self._color
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
        frame = frame.reformat(
            format=self.encoding.pixel_format,
            dst_colorspace=_MATRICES.get(matrix, _BT601),
            dst_color_range=color_range if color_range == _FULL_RANGE else _LIMITED_RANGE,
            interpolation=exact_conversion(),
        )
        frame.colorspace, frame.color_range = matrix, color_range
        frame.color_trc, frame.color_primaries = trc, primaries
        frame.pts, frame.time_base = start - self._first, self.encoding.look.time_base
        self._container.mux(self._stream.encode(frame))

    @property
    def _color(self):
        """The source's colour tags, those of HD video where the source was no YUV."""
        matrix, *others = self.encoding.look.color
        if matrix in _MATRICES or matrix == _UNKNOWN:
            return matrix, *others
        return _BT709, _LIMITED_RANGE, _BT709, _BT709
