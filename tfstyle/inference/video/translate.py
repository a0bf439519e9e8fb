"""From a video file to a video file, through any function from picture to picture."""

import contextlib
import dataclasses
import errno
import hashlib
import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tfstyle import images
from tfstyle.errors import DataError, ImageError
from tfstyle.files import sha256, storage_errors
from tfstyle.inference.picture import result_size
from tfstyle.inference.video import pieces as pieces_module
from tfstyle.inference.video.joining import join
from tfstyle.inference.video.libraries import load_library
from tfstyle.inference.video.pieces import held_pieces
from tfstyle.inference.video.reader import VideoReader, reason
from tfstyle.inference.video.sound import choose_sound
from tfstyle.inference.video.temporal import KEEP, Steadier
from tfstyle.inference.video.writer import Encoding, PieceWriter, codec_of
from tfstyle.provenance import Provenance


def translate_video(
    translate: Callable[[np.ndarray], np.ndarray],
    source,
    target,
    *,
    size=None,
    temporal: bool = False,
    resume: bool = True,
    progress: Callable[[int, int | None], None] | None = None,
    options: dict | None = None,
    provenance: Provenance | None = None,
) -> None:
    """Translate every frame of a video; sound, times, rotation and shape of pixels stay.

    One frame is in memory at a time. A run that was stopped leaves its finished pieces in a hidden
    folder beside `target` (`.out.mp4.parts`); the same call goes on from there and ends with the
    same frames. The target appears whole or not at all. One process at a time makes it.

    Args:
        translate: uint8 (H, W, 3) RGB, 0 to 255, upright, to uint8 (H, W, C): as many pixels, of
            C = 3 channels, or 1 (shown gray), or 4 (shown over white).
        source: a video file.
        target: ends with .mp4, .m4v, .mov, .mkv (H.264) or .webm (VP9).
        size: pixels of the result: (height, width), or the shorter side alone. The frames are
            resized before they are translated.
        temporal: mix each frame with the one before it, moved along the optical flow, so that the
            result does not flicker. See `Steadier`.
        resume: go on with the pieces of a stopped run. Those of another source or other `options`
            are never used.
        progress: called with (frames done, frames in all or `None` if the file does not say).
        options: JSON that tells one `translate` from another: the preset's name, strength, ... If
            not given, a resumed run translates the first frame again to see whether it is still
            the same function.
        provenance: how the frames are made, for the file to carry in its comment.

    Raises:
        DataError: no video, damaged, a target that is not written or being made by another
            process, frames or sound that it cannot hold, or PyAV or OpenCV missing.
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
        height, width = video.upright_size
        if size is not None:
            height, width = size = result_size(size, height, width)
        stored = (height, width) if video.first.rotation % 180 else (width, height)
        look = dataclasses.replace(video.look, width=stored[0], height=stored[1])
        encoding = Encoding.for_target(target, look)
        job = _job(source, encoding, size, temporal, options)
        with _encoding_errors(target), held_pieces(target, job, resume) as pieces:
            sound = choose_sound(source, target, pieces.directory)
            if pieces.done and options is None:
                first = _resized(video.first.upright(), size)
                if _digest(_checked(translate, first)) != pieces.facts(0)["first"]:
                    pieces.restart()
            steadier = Steadier() if temporal else None
            _make_missing(translate, video, encoding, pieces, size, steadier, progress)
            join(pieces, video, sound, target, provenance)
            pieces.clear()


@contextlib.contextmanager
def _encoding_errors(target):
    """Turn what FFmpeg says about writing `target` into errors of our own."""
    av = load_library("av")
    try:
        yield
    except av.FFmpegError as error:
        with storage_errors(target):
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise OSError(error.errno, reason(error)) from error
        raise DataError(f"{target} cannot be written ({reason(error)}).") from error


def _job(source, encoding, size, temporal, options) -> dict:
    """Return what decides how the frames look."""
    return {
        "source": sha256(source),
        "encoding": [encoding.codec, encoding.options, encoding.pixel_format],
        "size": size,
        "piece_frames": pieces_module.PIECE_FRAMES,
        "temporal": KEEP if temporal else None,
        "options": options,
        "av": load_library("av").__version__,
    }


def _make_missing(translate, video, encoding, pieces, size, steadier, progress):
    """Translate the frames that no piece has, and add pieces until the video ends."""
    frames, done = iter(video), pieces.frames_done
    # Decoding what is done is quick and exact; seeking is neither in every file.
    for _ in range(done - 1):
        next(frames)
    if done:
        last = next(frames)
        if steadier:
            steadier.resume(_resized(last.upright(), size), pieces.state)
        del last
    if progress:
        progress(done, _total(video, done))
    for first in frames:
        starts, digest = [], None
        with pieces.add() as (path, finish):
            with PieceWriter(path, encoding) as writer:
                rest = itertools.islice(frames, pieces_module.PIECE_FRAMES - 1)
                for frame in itertools.chain([first], rest):
                    source = _resized(frame.upright(), size)
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


def _resized(frame, size):
    return frame if size is None else images.resize(frame, size)


def _checked(translate, source):
    """Return what `translate` makes of a frame, as uint8 (H, W, 3)."""
    result = translate(source)
    shape = tuple(getattr(result, "shape", ()))
    if getattr(result, "dtype", None) == np.uint8 and shape[:2] == source.shape[:2]:
        if shape[2:] == (3,):
            return result
        if shape[2:] in ((1,), (4,)):
            return images.to_rgb(result)
    kind = f"{getattr(result, 'dtype', type(result).__name__)} {getattr(result, 'shape', '')}"
    raise ImageError(
        f"translate must return uint8 {source.shape}, like the frame it was given, or the same "
        f"in 1 or 4 channels. Received: {kind}"
    )


def _digest(result):
    return hashlib.sha256(np.ascontiguousarray(result)).hexdigest()
