"""What a video's file tells without decoding it, and the frame that stands for it."""

import contextlib
import dataclasses
import io
import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tfstyle.errors import DataError, ImageError
from tfstyle.studio.texts.telling import Told

# Of the first seconds every so many-th frame is looked at: films often begin in the dark.
_EVERY, _LOOKS = 12, 5


@dataclasses.dataclass(frozen=True)
class Measured:
    """A video by its packets.

    Attributes:
        width: of a frame as it is stored, pixels.
        height: likewise.
        seconds: from the first frame to the end of the last.
        frames: how many there are, or were when counting stopped.
    """

    width: int
    height: int
    seconds: float
    frames: int


def measure(path: Path, most_frames: int | None = None) -> Measured:
    """Return what a video's packets tell; what a header claims of its length is not asked.

    Args:
        path: of the file.
        most_frames: stop counting beyond this.

    Raises:
        DataError: it is no video, or damaged.
    """
    from tfstyle.inference.video.libraries import load_library
    from tfstyle.inference.video.reader import open_container, reason

    av = load_library("av")
    with open_container(path) as container:
        streams = [
            one for one in container.streams.video
            # The cover of a song is a video stream to FFmpeg.
            if not one.disposition & av.stream.Disposition.attached_pic
        ]  # fmt: skip
        if not streams or streams[0].codec_context is None:
            raise DataError(Told("refused.video_nothing", name=str(path)))
        stream, frames, first, last = streams[0], 0, None, 0.0
        base = float(stream.time_base or 0)
        try:
            for packet in container.demux(stream):
                if not packet.size:
                    continue
                frames += 1
                shown = packet.pts if packet.pts is not None else packet.dts
                if shown is not None:
                    first = shown * base if first is None else min(first, shown * base)
                    last = max(last, (shown + (packet.duration or 0)) * base)
                if most_frames is not None and frames > most_frames:
                    break
        except av.FFmpegError as error:
            why = reason(error)
            raise DataError(Told("refused.video_damaged", name=str(path), why=why)) from error
        context = stream.codec_context
        return Measured(context.width, context.height, max(last - (first or 0.0), 0.0), frames)


def moves(data: bytes) -> bool:
    """Return whether a GIF has more than one picture.

    Example:
        >>> moves(b"GIF89a")
        False
    """
    from tfstyle.images.animations import count_frames

    try:
        return data.startswith(b"GIF8") and count_frames(io.BytesIO(data)) > 1
    except ImageError:
        return False


@contextlib.contextmanager
def as_file(data: bytes, suffix: str) -> Iterator[Path]:
    """Yield a file of the bytes for what reads no others; its name is ours."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"video{suffix}")
        path.write_bytes(data)
        yield path


def poster(path: Path) -> np.ndarray:
    """Return the frame of the first seconds that shows most, uint8 (H, W, 3), upright.

    Raises:
        DataError: it is no video, or no frame of it can be decoded.
    """
    from tfstyle.inference.video.reader import VideoReader

    best, most = None, float("-inf")
    with VideoReader(path) as video, contextlib.suppress(DataError):  # the first one is decoded
        for frame in itertools.islice(video, 0, _EVERY * _LOOKS, _EVERY):
            pixels = frame.upright()
            spread = float(pixels[::4, ::4].std())
            if spread > most + 2:  # clearly more: what moves little keeps its first frame
                best, most = pixels, spread
    if best is None:
        raise DataError(Told("refused.video_no_frame"))
    return best
