"""From a video file to a video file, through any function from picture to picture."""

import hashlib
import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tfstyle.errors import DataError, ImageError
from tfstyle.files import sha256
from tfstyle.inference.video import pieces as pieces_module
from tfstyle.inference.video.joining import join
from tfstyle.inference.video.libraries import load_library
from tfstyle.inference.video.pieces import Pieces
from tfstyle.inference.video.reader import VideoReader
from tfstyle.inference.video.temporal import KEEP, Steadier
from tfstyle.inference.video.writer import Encoding, PieceWriter, codec_of


def translate_video(
    translate: Callable[[np.ndarray], np.ndarray],
    source,
    target,
    *,
    temporal: bool = False,
    resume: bool = True,
    progress: Callable[[int, int | None], None] | None = None,
    options: dict | None = None,
) -> None:
    """Translate every frame of a video; sound, times, rotation and shape of pixels stay.

    One frame is in memory at a time. A run that was stopped leaves its finished pieces in a hidden
    folder beside `target` (`.out.mp4.parts`); the same call goes on from there and ends with the
    same frames. The target appears whole or not at all.

    Args:
        translate: uint8 (H, W, 3) RGB, 0 to 255, upright, to the same shape and type.
        source: a video file.
        target: ends with .mp4, .m4v, .mov, .mkv (H.264) or .webm (VP9).
        temporal: mix each frame with the one before it, moved along the optical flow, so that the
            result does not flicker. See `Steadier`.
        resume: go on with the pieces of a stopped run. Those of another source or other `options`
            are never used.
        progress: called with (frames done, frames in all or `None` if the file does not say).
        options: JSON that tells one `translate` from another: the preset's name, strength, ... If
            not given, a resumed run translates the first frame again to see whether it is still
            the same function.

    Raises:
        DataError: no video, damaged, a target that is not written, or PyAV or OpenCV missing.
        ImageError: frames larger than allowed, or `translate` returned something else.
        StorageError: the disk is full, or the place is not writable.

    Example:
        >>> translate_video(lambda frame: 255 - frame, "in.mp4", "negative.mp4")  # doctest: +SKIP
    """
    source, target = Path(source), Path(target)
    codec_of(target)
    load_library("av")
    if temporal:
        load_library("cv2")
    if target.exists() and source.exists() and target.samefile(source):
        raise DataError(f"{target} would replace its own source. Choose another target.")
    with VideoReader(source) as video:
        encoding = Encoding.for_target(target, video.look)
        pieces = Pieces(target, _job(source, encoding, temporal, options), resume)
        try:
            if pieces.done and options is None:
                result = _checked(translate, video.first.upright())
                if _digest(result) != pieces.facts(0)["first"]:
                    pieces.restart()
            steadier = Steadier() if temporal else None
            _make_missing(translate, video, encoding, pieces, steadier, progress)
            join(pieces, video, target)
        finally:
            if not pieces.done:
                pieces.remove()
    pieces.remove()


def _job(source, encoding, temporal, options) -> dict:
    """Return what decides how the frames look."""
    return {
        "source": sha256(source),
        "encoding": [encoding.codec, encoding.options, encoding.pixel_format],
        "piece_frames": pieces_module.PIECE_FRAMES,
        "temporal": KEEP if temporal else None,
        "options": options,
        "av": load_library("av").__version__,
    }


def _make_missing(translate, video, encoding, pieces, steadier, progress):
    """Translate the frames that no piece has, and add pieces until the video ends."""
    frames, done = iter(video), pieces.frames_done
    # Decoding what is done is quick and exact; seeking is neither in every file.
    for _ in range(done - 1):
        next(frames)
    if done:
        last = next(frames)
        if steadier:
            steadier.resume(last.upright(), pieces.state)
        del last
    if progress:
        progress(done, _total(video, done))
    for first in frames:
        starts, digest = [], None
        with pieces.add() as (path, finish):
            with PieceWriter(path, encoding) as writer:
                rest = itertools.islice(frames, pieces_module.PIECE_FRAMES - 1)
                for frame in itertools.chain([first], rest):
                    source = frame.upright()
                    result = _checked(translate, source)
                    digest = digest or _digest(result)
                    if steadier:
                        result = steadier(source, result)
                    writer.write(np.rot90(result, -frame.rotation // 90), frame.start)
                    starts.append(frame.start)
                    done += 1
                    if progress:
                        progress(done, _total(video, done))
            end = starts[-1] + frame.duration
            finish(
                {"starts": starts, "end": end, "first": digest},
                steadier.state if steadier else None,
            )
    if progress:
        progress(done, done)


def _total(video, done):
    """Return the number of frames; a header may promise too few."""
    return None if video.frame_count is None else max(video.frame_count, done)


def _checked(translate, source):
    result = translate(source)
    kind = f"{getattr(result, 'dtype', type(result).__name__)} {getattr(result, 'shape', '')}"
    if kind != f"uint8 {source.shape}":
        raise ImageError(
            f"translate must return uint8 {source.shape}, like the frame it was given. "
            f"Received: {kind}"
        )
    return result


def _digest(result):
    return hashlib.sha256(np.ascontiguousarray(result)).hexdigest()
