"""A stopped translation goes on where it was, and mixes nothing that does not belong together."""

import numpy as np
import pytest

from tests.inference.video_clips import panning, read, write
from tests.optional import need
from tfstyle.inference.video import pieces, translate_video

need("av")

FRAMES = 11


class Stopped(Exception):
    pass


class Translate:
    """Inverts; counts its calls, and stops at one of them."""

    def __init__(self, stop_at=None):
        self.calls = 0
        self.stop_at = stop_at

    def __call__(self, frame):
        if self.calls == self.stop_at:
            raise Stopped
        self.calls += 1
        return 255 - frame


@pytest.fixture
def clip(tmp_path, monkeypatch):
    monkeypatch.setattr(pieces, "PIECE_FRAMES", 3)
    return write(tmp_path / "in.mp4", panning(FRAMES), sound="aac")


def stop(clip, target, at=7, **options):
    with pytest.raises(Stopped):
        translate_video(Translate(stop_at=at), clip, target, **options)
    assert not target.exists()
    return target.parent / f".{target.name}.parts"


@pytest.mark.parametrize("temporal", [False, True])
def test_resumed_is_uninterrupted(clip, tmp_path, temporal):
    target, whole = tmp_path / "out.mp4", tmp_path / "whole.mp4"
    parts = stop(clip, target, temporal=temporal)
    assert sorted(path.name for path in parts.iterdir()) == ["000000", "000001", "job.json"]
    translate, calls = Translate(), []
    translate_video(
        translate, clip, target, temporal=temporal, progress=lambda *now: calls.append(now[0])
    )
    assert translate.calls == FRAMES - 6 + 1  # and once to see whether it is the same function
    assert calls[0] == 6 and calls[-1] == FRAMES
    translate_video(Translate(), clip, whole, temporal=temporal)
    resumed, uninterrupted = read(target), read(whole)
    assert len(resumed.frames) == FRAMES and resumed.times == uninterrupted.times
    np.testing.assert_array_equal(resumed.frames, uninterrupted.frames)
    assert resumed.sound == uninterrupted.sound
    assert not parts.exists()


def test_stopped_between_the_last_frame_and_the_file(clip, tmp_path, monkeypatch):
    from tfstyle.inference.video import translate as module

    def fails(*_):
        raise Stopped

    with monkeypatch.context() as patch:
        patch.setattr(module, "join", fails)
        with pytest.raises(Stopped):
            translate_video(Translate(), clip, tmp_path / "out.mp4", options={})
    translate = Translate()
    translate_video(translate, clip, tmp_path / "out.mp4", options={})
    assert translate.calls == 0 and len(read(tmp_path / "out.mp4").frames) == FRAMES


def test_options_tell_the_function_without_calling_it(clip, tmp_path):
    stop(clip, tmp_path / "out.mp4", options={"strength": 1.0, "size": (9, 9)})
    translate = Translate()
    options = {"strength": 1.0, "size": (9, 9)}
    translate_video(translate, clip, tmp_path / "out.mp4", options=options)
    assert translate.calls == FRAMES - 6


def test_other_options_begin_anew(clip, tmp_path):
    target = tmp_path / "out.mp4"
    changes = [
        ({"options": {"strength": 1.0}}, {"options": {"strength": 0.5}}),
        ({}, {"temporal": True}),
        ({}, {"resume": False}),
    ]
    for before, after in changes:
        stop(clip, target, **before)
        translate = Translate()
        translate_video(translate, clip, target, **after)
        assert translate.calls == FRAMES, (before, after)
        target.unlink()


def test_another_source_begins_anew(clip, tmp_path):
    stop(clip, tmp_path / "out.mp4")
    write(clip, panning(FRAMES, step=3))
    translate = Translate()
    translate_video(translate, clip, tmp_path / "out.mp4")
    assert translate.calls == FRAMES


def test_another_function_begins_anew(clip, tmp_path):
    stop(clip, tmp_path / "out.mp4")
    translate_video(lambda frame: frame // 2, clip, tmp_path / "out.mp4")
    after = np.stack(read(tmp_path / "out.mp4").frames)
    assert after.max() < 140
    np.testing.assert_allclose(after, np.stack(read(clip).frames) // 2, atol=40)


def test_what_a_kill_leaves_half_written_is_swept_away(clip, tmp_path):
    parts = stop(clip, tmp_path / "out.mp4")
    (parts / ".tmp-000002-x").mkdir()
    (parts / ".tmp-000002-x" / "frames.mkv").write_bytes(b"half")
    (parts / "000001" / "piece.json").unlink()  # a copy that was cut short
    translate = Translate()
    translate_video(translate, clip, tmp_path / "out.mp4", options=None)
    assert translate.calls == FRAMES - 3 + 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.mp4", "out.mp4"]
