"""A video file as upright RGB frames, each with its time; one in memory at a time."""

import contextlib
import dataclasses
import itertools
import math
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from tfstyle.errors import DataError, ImageError
from tfstyle.images import max_pixels
from tfstyle.inference.video.libraries import exact_conversion, load_library

# Playlists and picture sequences can name other files; a video from a stranger must not.
_FORMATS = (
    "3dostr,apng,asf,avi,dv,flv,gif,h264,hevc,ivf,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,mpeg,"
    "mpegts,mpegvideo,mxf,nut,ogg,rm,yuv4mpegpipe"
)
_OPTIONS = {"format_whitelist": _FORMATS, "protocol_whitelist": "file"}


@dataclasses.dataclass(frozen=True)
class Look:
    """What the result shares with its source.

    Attributes:
        width: as stored, before it is turned upright.
        height: likewise.
        rate: frames a second; of a variable rate the mean.
        time_base: seconds of one tick of the times below.
        pixel_aspect: width to height of one pixel.
        color: FFmpeg's numbers for (matrix, range, transfer, primaries).
    """

    width: int
    height: int
    rate: Fraction
    time_base: Fraction
    pixel_aspect: Fraction
    color: tuple[int, int, int, int]


@dataclasses.dataclass(frozen=True)
class Frame:
    """One decoded frame.

    Attributes:
        picture: PyAV's frame.
        start: ticks of the time base, later than that of the frame before; the file begins at 0.
        duration: ticks it is shown.
        rotation: degrees, counterclockwise, by which a player turns it: 0, 90, 180 or 270.
    """

    picture: Any
    start: int
    duration: int
    rotation: int

    def upright(self) -> np.ndarray:
        """Return uint8 (H, W, 3) RGB, turned the way a player shows it."""
        pixels = self.picture.to_ndarray(format="rgb24", interpolation=exact_conversion())
        return np.ascontiguousarray(np.rot90(pixels, self.rotation // 90))


class VideoReader:
    """Context manager: what a file's first video stream looks like, and its frames, once.

    Attributes (inside the `with`):
        look: size, rate, colours.
        first: the first frame; its rotation is that of the video.
        offset: seconds at which the file begins; frames and sound are shifted to begin at 0.

    Args:
        path: a video file of any common container.

    Raises:
        DataError: no such file, no video, or damaged.
        ImageError: its frames have more pixels than allowed.

    Example:
        >>> VideoReader("nothing.mp4").__enter__()
        Traceback (most recent call last):
        tfstyle.errors.DataError: There is no video nothing.mp4.
    """

    def __init__(self, path):
        self.path = Path(path)

    def __enter__(self):
        av = load_library("av")
        with contextlib.ExitStack() as closing:
            self._container = closing.enter_context(open_container(self.path))
            streams = [
                stream for stream in self._container.streams.video
                # The cover of a song is a video stream to FFmpeg.
                if not stream.disposition & av.stream.Disposition.attached_pic
            ]  # fmt: skip
            if not streams or streams[0].codec_context is None:
                raise DataError(f"{self.path} holds no video that can be decoded.")
            self._stream = streams[0]
            self._stream.thread_type = "AUTO"
            self._stream.codec_context.options = {"max_pixels": str(max_pixels())}
            self.look = self._read_look()
            self.offset = Fraction(self._container.start_time or 0, 1_000_000)
            self._frames = self._decode()
            self.first = next(self._frames)
            self._closing = closing.pop_all()
        return self

    def __exit__(self, *exception):
        self._closing.close()

    @property
    def upright_size(self) -> tuple[int, int]:
        """(height, width) of the frames as a player shows them, pixels."""
        size = self.look.height, self.look.width
        return size[::-1] if self.first.rotation % 180 else size

    @property
    def frame_count(self) -> int | None:
        """How many frames the header promises, or what its duration suggests; `None` if neither."""
        if self._stream.frames:
            return self._stream.frames
        if self._container.duration:
            return max(1, round(Fraction(self._container.duration, 1_000_000) * self.look.rate))
        return None

    def __iter__(self) -> Iterator[Frame]:
        return itertools.chain([self.first], self._frames)

    def _decode(self):
        av = load_library("av")
        look, last, count, rotation = self.look, -1, 0, 0
        step = max(1, ticks(1 / look.rate, look.time_base))
        offset = ticks(self.offset, look.time_base)
        try:
            for picture in self._container.decode(self._stream):
                if (picture.width, picture.height) != (look.width, look.height):
                    raise DataError(
                        f"{self.path} changes its size at frame {count + 1}: from "
                        f"{look.width}x{look.height} to {picture.width}x{picture.height}."
                    )
                # Some files have frames without a time, or two with the same.
                start = last + step if picture.pts is None else picture.pts - offset
                start = max(start, last + 1)
                if not count:
                    rotation = round(picture.rotation / 90) % 4 * 90
                last, count = start, count + 1
                yield Frame(picture, start, picture.duration or step, rotation)
        except av.FFmpegError as error:
            raise DataError(
                f"{self.path} is damaged after frame {count} ({reason(error)}). Fetch it again, "
                "or cut it there."
            ) from error
        if not count:
            raise DataError(f"{self.path} holds no frame that can be decoded.")

    def _read_look(self) -> Look:
        context = self._stream.codec_context
        width, height = context.width, context.height
        if not width or not height:
            raise DataError(f"{self.path} does not say how large its frames are.")
        if width * height > max_pixels():
            raise ImageError(
                f"{self.path} says its frames are {width}x{height} pixels, more than the "
                f"{max_pixels()} allowed. If you trust it, set TFSTYLE_MAX_PIXELS higher."
            )
        rate = self._stream.average_rate or self._stream.guessed_rate or Fraction(25)
        return Look(
            width=width,
            height=height,
            rate=rate,
            time_base=self._stream.time_base or 1 / rate,
            pixel_aspect=self._stream.sample_aspect_ratio or Fraction(1),
            color=(
                int(context.colorspace), int(context.color_range),
                int(context.color_trc), int(context.color_primaries),
            ),
        )  # fmt: skip


def open_container(path):
    """Open a file for reading with FFmpeg, kept from opening any other.

    Raises:
        DataError: no such file, or nothing FFmpeg knows.
    """
    av = load_library("av")
    path = Path(path)
    if not path.is_file():
        what = "is a folder; a video was expected" if path.is_dir() else None
        raise DataError(f"{path} {what}." if what else f"There is no video {path}.")
    try:
        # As a URL, so that a name like "concat:a|b" is only a name.
        return av.open(f"file:{path.absolute()}", options=_OPTIONS, metadata_errors="replace")
    except (av.FFmpegError, OSError) as error:
        raise DataError(f"{path} is no video that can be read ({reason(error)}).") from error


def reason(error) -> str:
    """Return what an error of FFmpeg says, without the path it repeats."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return str(text).splitlines()[0]


def ticks(time: Fraction, base: Fraction) -> int:
    """Return seconds as whole ticks of `base`, the nearest.

    Example:
        >>> ticks(Fraction(1, 3), Fraction(1, 1000))
        333
    """
    return math.floor(time / base + Fraction(1, 2))
