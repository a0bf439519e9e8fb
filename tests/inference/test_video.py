"""Videos through a function: what must come out as it went in, and what is refused."""

import gc
import re
import sys
import tracemalloc
import weakref
from fractions import Fraction

import numpy as np
import pytest

from tests.inference.video_clips import PITCH, panning, pitch, psnr, read, write
from tests.optional import need
from tfstyle.errors import DataError, ImageError, StorageError
from tfstyle.inference.video import translate_video

av = need("av")


def identity(frame):
    return frame


def test_a_clip_through_the_identity_comes_back(tmp_path):
    source = write(tmp_path / "in.mp4", panning(20), sound="aac")
    calls = []
    translate_video(
        identity, source, tmp_path / "out.mp4", progress=lambda *now: calls.append(now)
    )
    before, after = read(source), read(tmp_path / "out.mp4")
    assert len(after.frames) == 20 and after.codec == "h264"
    assert min(map(psnr, before.frames, after.frames)) > 36
    assert after.times == before.times and after.rate == before.rate == 24
    assert after.seconds == pytest.approx(before.seconds, abs=1e-3)
    assert calls == [(done, 20) for done in [*range(21), 20]]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.mp4", "out.mp4"]


def test_frames_are_translated(tmp_path):
    frames = panning(3)
    source = write(tmp_path / "in.mp4", frames)
    translate_video(lambda frame: 255 - frame, source, tmp_path / "out.mp4")
    after = read(tmp_path / "out.mp4").frames
    assert min(psnr(255 - frame, out) for frame, out in zip(frames, after, strict=True)) > 30


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
def test_sound_is_copied_bit_by_bit(tmp_path, suffix):
    source = write(tmp_path / "in.mp4", panning(12), sound="aac")
    translate_video(identity, source, tmp_path / f"out{suffix}")
    assert read(tmp_path / f"out{suffix}").sound == read(source).sound != []


def test_sound_that_the_container_does_not_hold_is_encoded(tmp_path):
    source = write(tmp_path / "in.mp4", panning(12), sound="aac")
    translate_video(identity, source, tmp_path / "out.webm")
    assert read(tmp_path / "out.webm").codec == "vp9"
    assert pitch(tmp_path / "out.webm") == pytest.approx(PITCH, abs=3)
    assert len(read(tmp_path / "out.webm").frames) == 12


def test_a_variable_rate_keeps_its_times_and_pixels_their_shape(tmp_path):
    starts = [30 * i * i for i in range(8)]
    source = write(
        tmp_path / "in.mp4", panning(8), starts=starts, time_base=Fraction(1, 1000),
        tags={"sample_aspect_ratio": Fraction(4, 3)},
    )
    translate_video(identity, source, tmp_path / "out.mp4")
    after = read(tmp_path / "out.mp4")
    assert after.times == [Fraction(start, 1000) for start in starts]
    assert after.pixel_aspect == Fraction(4, 3)


@pytest.mark.parametrize("rotation", [90, -90, 180])
def test_translate_sees_frames_upright_and_the_rotation_stays(tmp_path, rotation):
    frames = panning(3)
    source = write(tmp_path / "in.mp4", frames, rotation=rotation)
    seen = []
    translate_video(lambda x: seen.append(x) or x, source, tmp_path / "out.mp4")
    assert psnr(seen[0], np.rot90(frames[0], rotation // 90)) > 30
    after = read(tmp_path / "out.mp4")
    assert after.rotation % 360 == rotation % 360
    assert min(map(psnr, frames, after.frames)) > 30


@pytest.mark.parametrize(("matrix", "color_range"), [(1, 1), (6, 1), (1, 2), (2, 0)])
def test_colours_stay_whatever_their_coding(tmp_path, matrix, color_range):
    tags = {"colorspace": matrix, "color_range": color_range}
    source = write(tmp_path / "in.mp4", panning(2), tags=tags)
    translate_video(identity, source, tmp_path / "out.mp4")
    before, after = read(source), read(tmp_path / "out.mp4")
    assert before.color == after.color == (matrix, color_range)
    means = [np.mean(found.frames, axis=(0, 1, 2)) for found in (before, after)]
    np.testing.assert_allclose(*means, atol=1.5)


@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
@pytest.mark.parametrize("size", [(37, 53), (1, 1), (2, 31)])
def test_odd_sizes_stay(tmp_path, size, suffix):
    frames = panning(3, *size)
    source = write(tmp_path / "in.mkv", frames, codec="ffv1", pixels="yuv444p")
    translate_video(identity, source, tmp_path / f"out{suffix}", temporal=suffix == ".mp4")
    after = read(tmp_path / f"out{suffix}").frames
    assert [frame.shape for frame in after] == [(*size, 3)] * 3
    if size == (37, 53):
        assert min(map(psnr, frames, after)) > 27


def test_a_single_frame(tmp_path):
    source = write(tmp_path / "in.mp4", panning(1))
    translate_video(identity, source, tmp_path / "out.mp4", temporal=True)
    assert len(read(tmp_path / "out.mp4").frames) == 1


def test_memory_does_not_grow_with_the_length(tmp_path):
    peaks, most = [], 0
    alive = weakref.WeakSet()

    class Pixels(np.ndarray):
        """Arrays that can be counted: they are hashed by what they are, not what they hold."""

        __hash__ = object.__hash__
        __eq__ = object.__eq__

    def translate(frame):
        nonlocal most
        out = frame.copy().view(Pixels)
        alive.add(out)
        most = max(most, len(alive))
        return out

    for count in (8, 40):
        source = write(tmp_path / f"{count}.mp4", panning(count, step=1))
        gc.collect()
        tracemalloc.start()
        translate_video(translate, source, tmp_path / f"{count}-out.mp4")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert most <= 2
    assert peaks[1] < peaks[0] + 5 * 64 * 96 * 3


def audio_only(path):
    with av.open(str(path), "w") as out:
        stream = out.add_stream("aac", rate=48_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 4096), "float32"), "fltp", "mono")
        frame.sample_rate = 48_000
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def refused(source, tmp_path, error=DataError):
    with pytest.raises(error) as caught:
        translate_video(identity, source, tmp_path / "out.mp4")
    message = str(caught.value)
    assert "\n" not in message and source.name in message
    assert not (tmp_path / "out.mp4").exists()
    assert not (tmp_path / ".out.mp4.parts").exists()
    return message


def test_what_is_no_video_is_refused_in_one_line(tmp_path):
    (tmp_path / "text.mp4").write_text("nothing to see here\n" * 100, "utf-8")
    (tmp_path / "empty.mp4").write_bytes(b"")
    (tmp_path / "zeros.mkv").write_bytes(bytes(100_000))
    audio_only(tmp_path / "sound.m4a")
    whole = write(tmp_path / "whole.mp4", panning(12)).read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "folder.mp4").mkdir()
    for name in ("text.mp4", "empty.mp4", "zeros.mkv", "cut.mp4"):
        assert "is no video that can be read" in refused(tmp_path / name, tmp_path)
    assert "holds no video" in refused(tmp_path / "sound.m4a", tmp_path)
    assert "is a folder" in refused(tmp_path / "folder.mp4", tmp_path)
    assert "There is no video" in refused(tmp_path / "nowhere.mp4", tmp_path)


def test_a_video_damaged_inside_is_refused_and_not_shortened(tmp_path):
    source = write(tmp_path / "in.mp4", panning(20), crf=20)
    damaged = bytearray(source.read_bytes())
    some = len(damaged) // 6
    damaged[2 * some : 3 * some] = bytes(some)  # of the frames; the index is at the end
    source.write_bytes(damaged)
    assert "is damaged after frame" in refused(source, tmp_path)


def test_a_playlist_cannot_reach_other_files(tmp_path):
    secret = write(tmp_path / "secret.ts", panning(12), codec="mpeg2video")
    (tmp_path / "hls.mp4").write_text(
        f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{secret}\n#EXT-X-ENDLIST\n",
        encoding="utf-8",
    )
    (tmp_path / "list.mp4").write_text(f"ffconcat version 1.0\nfile '{secret.name}'\n", "utf-8")
    for name in ("hls.mp4", "list.mp4"):
        assert "is no video that can be read" in refused(tmp_path / name, tmp_path)


def test_frames_larger_than_allowed_are_refused(tmp_path, monkeypatch):
    source = write(tmp_path / "in.mp4", panning(2))
    monkeypatch.setenv("TFSTYLE_MAX_PIXELS", "6143")
    assert "96x64 pixels, more than the 6143 allowed" in refused(source, tmp_path, ImageError)


def test_targets_that_cannot_be_are_refused(tmp_path):
    source = write(tmp_path / "in.mp4", panning(2))
    with pytest.raises(DataError, match=re.escape("are written as .m4v, .mkv, .mov, .mp4, .webm")):
        translate_video(identity, source, tmp_path / "out.avi")
    with pytest.raises(DataError, match="would replace its own source"):
        translate_video(identity, source, source)
    with pytest.raises(StorageError, match="is a file, not a directory"):
        translate_video(identity, source, source / "out.mp4")


@pytest.mark.parametrize("wrong", [lambda x: x / 255, lambda x: x[::2], lambda x: None])
def test_a_function_that_returns_something_else_is_told_so(tmp_path, wrong):
    source = write(tmp_path / "in.mp4", panning(2))
    with pytest.raises(ImageError, match=re.escape("translate must return uint8 (64, 96, 3)")):
        translate_video(wrong, source, tmp_path / "out.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["in.mp4"]


@pytest.mark.parametrize("name", ["av", "cv2"])
def test_a_missing_library_says_what_to_install(tmp_path, monkeypatch, name):
    source = write(tmp_path / "in.mp4", panning(2))
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(DataError, match=re.escape('pip install "tfstyle[video]"')):
        translate_video(identity, source, tmp_path / "out.mp4", temporal=True)
