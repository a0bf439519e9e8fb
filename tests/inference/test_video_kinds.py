"""Videos of every kind a folder may hold, for models of any size and channels; bad days, too."""

import dataclasses
import errno
import re

import numpy as np
import pytest

from tests.inference.video_clips import read
from tests.inference.video_clips import write as write_clip
from tests.optional import need
from tfstyle.errors import DataError, ImageError, StorageError
from tfstyle.files import storage_errors
from tfstyle.inference.video import frames_kept, pieces, translate_video
from tfstyle.inference.video.reader import VideoReader
from tfstyle.inference.video.writer import Encoding

av = need("av")
RAMP = np.dstack([np.tile(np.linspace(0, 255, 96).astype("uint8"), (64, 1))] * 3)


def write(path, count=3, **options):
    return write_clip(path, [np.roll(RAMP, index, axis=1) for index in range(count)], **options)


def identity(frame):
    return frame


@pytest.mark.parametrize(
    ("size", "expected"), [(32, (32, 48)), ((40, 30), (40, 30)), (33, (33, 50)), (128, (128, 192))]
)
def test_a_size_is_that_of_the_result(tmp_path, size, expected):
    source, seen = write(tmp_path / "in.mp4"), []
    translate_video(lambda x: seen.append(x.shape) or x, source, tmp_path / "o.mp4", size=size)
    assert set(seen) == {(*expected, 3)}
    after = read(tmp_path / "o.mp4").frames
    assert {frame.shape for frame in after} == {(*expected, 3)}
    # The ramp is still one: resized, neither cut nor moved.
    assert after[0][:, 2].mean() < 40 and after[0][:, -3].mean() > 215


def test_a_size_is_that_of_the_upright_frame(tmp_path):
    source, seen = write(tmp_path / "in.mp4", rotation=90), []
    translate_video(lambda x: seen.append(x.shape) or x, source, tmp_path / "o.mp4", size=(48, 32))
    assert seen[0] == (48, 32, 3)  # stored lying
    after = read(tmp_path / "o.mp4")
    assert after.frames[0].shape == (32, 48, 3) and after.rotation % 360 == 90


def test_a_size_goes_with_steadying_and_with_going_on(tmp_path, monkeypatch):
    need("cv2")
    monkeypatch.setattr(pieces, "PIECE_FRAMES", 2)
    source = write(tmp_path / "in.mp4", 5)
    calls = []

    def stop(frame):
        calls.append(frame)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return frame

    target, options = tmp_path / "o.mp4", {"size": 32, "temporal": True, "options": {}}
    with pytest.raises(KeyboardInterrupt):
        translate_video(stop, source, target, **options)
    assert frames_kept(target) == 2
    calls.clear()
    translate_video(lambda x: calls.append(x) or x, source, target, **options)
    assert len(calls) == 3 and len(read(target).frames) == 5 and frames_kept(target) == 0
    translate_video(identity, source, tmp_path / "whole.mp4", **options)
    np.testing.assert_array_equal(read(target).frames, read(tmp_path / "whole.mp4").frames)
    with pytest.raises(ImageError, match="size must be pixels or"):
        translate_video(identity, source, target, size=(1, 2, 3))


@pytest.mark.parametrize("channels", [1, 4])
def test_results_of_other_channels_are_shown_as_pictures_are(tmp_path, channels):
    source = write(tmp_path / "in.mp4")

    def translate(frame):
        alpha = np.full_like(frame[..., :1], 128)
        return frame[..., :1] if channels == 1 else np.concatenate([frame, alpha], axis=-1)

    translate_video(translate, source, tmp_path / "o.mp4")
    after = read(tmp_path / "o.mp4").frames[0].astype(int)
    expected = RAMP if channels == 1 else RAMP * (128 / 255) + 127
    assert np.abs(after - expected).mean() < 4


@pytest.mark.parametrize(
    ("name", "codec"),
    [("c.wmv", "wmv2"), ("c.flv", "flv1"), ("c.ts", "mpeg2video"), ("c.mpg", "mpeg1video"),
     ("c.ogv", "libvpx"), ("c.3gp", "h264"), ("c.asf", "mpeg4")],
)  # fmt: skip
def test_other_containers_are_read(tmp_path, name, codec):
    if name == "c.ogv":
        path = write(tmp_path / "c.webm", codec="libvpx").rename(tmp_path / name)
    else:
        path = write(tmp_path / name, 20, codec=codec, rate=25)
    translate_video(lambda frame: 255 - frame, path, tmp_path / "o.mp4")
    after = read(tmp_path / "o.mp4").frames
    assert len(after) == (3 if name == "c.ogv" else 20)
    assert np.abs(255 - after[0].astype(int) - RAMP).mean() < 12


def test_frames_too_wide_for_the_codec_are_refused_at_once(tmp_path):
    with VideoReader(write(tmp_path / "in.mp4")) as video:
        look = video.look
    for target, width, other in (("o.mp4", 16_385, ", or .webm"), ("o.webm", 70_000, "size.")):
        with pytest.raises(DataError, match=f"Received: {width}x64.*{re.escape(other)}"):
            Encoding.for_target(target, dataclasses.replace(look, width=width))
    with pytest.raises(DataError, match=r"16384 pixels a side at most. Received: 17000x12"):
        translate_video(
            lambda frame: 1 / 0, tmp_path / "in.mp4", tmp_path / "o.mp4", size=(12, 17_000)
        )
    assert [path.name for path in tmp_path.iterdir()] == ["in.mp4"]


def test_one_process_at_a_time_makes_a_video(tmp_path):
    source, target = write(tmp_path / "in.mp4"), tmp_path / "o.mp4"

    def another(frame):
        with pytest.raises(DataError, match=r"o.mp4 is being made by process \d+ on .*Wait for it"):
            translate_video(identity, source, target)
        return frame

    translate_video(another, source, target)
    translate_video(identity, source, target)  # free again
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.mp4", "o.mp4"]


def test_a_full_disk_leaves_nothing(tmp_path, monkeypatch):
    source, target = write(tmp_path / "in.mp4"), tmp_path / "o.mp4"

    def full(path):
        with storage_errors(path):
            raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(pieces, "atomic_file", full)
        with pytest.raises(StorageError, match="The disk is full"):
            translate_video(identity, source, target)
    assert [path.name for path in tmp_path.iterdir()] == ["in.mp4"]

    def full_in_ffmpeg(frame):
        raise av.error.UndefinedError(errno.ENOSPC, "No space left on device")

    with pytest.raises(StorageError, match=r"The disk is full: .*o.mp4 was not written"):
        translate_video(full_in_ffmpeg, source, target)
    assert [path.name for path in tmp_path.iterdir()] == ["in.mp4"]


def test_what_an_encoder_refuses_is_one_of_our_errors(tmp_path):
    source = write(tmp_path / "in.mp4")

    def refused(frame):
        raise av.error.ExternalError(errno.EINVAL, "Generic error in an external library")

    with pytest.raises(DataError, match=r"o.mp4 cannot be written \(Generic error"):
        translate_video(refused, source, tmp_path / "o.mp4")


def test_a_name_of_the_longest_length_has_pieces_too(tmp_path, monkeypatch):
    source, target = write(tmp_path / "in.mp4"), tmp_path / ("ü" * 125 + ".mp4")
    with pytest.raises(ZeroDivisionError):
        translate_video(lambda frame: 1 / 0, source, target)
    assert len(pieces.parts_directory(target).name) < 255
    assert pieces.parts_directory(tmp_path / "o.mp4").name == ".o.mp4.parts"
    translate_video(identity, source, target)
    assert len(read(target).frames) == 3
