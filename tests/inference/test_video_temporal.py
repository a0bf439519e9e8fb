"""Steadied frames: less flicker, no ghosts, nothing across a cut, no blur that builds up."""

import numpy as np
import pytest

from tests.inference.video_clips import panning, psnr, read, write
from tests.optional import need
from tfstyle.inference.video import translate_video
from tfstyle.inference.video.flow import MotionEstimator, warp
from tfstyle.inference.video.temporal import Steadier

data, _ = need("skimage.data"), need("cv2")

STEP = 2


class Noisy:
    """A translation that paints every frame with other grain."""

    def __init__(self):
        self.rng = np.random.default_rng(0)

    def __call__(self, frame):
        return np.uint8(np.clip(frame + self.rng.normal(0, 20, frame.shape), 0, 255))


def flicker(frames):
    """Mean difference of each thing to itself a frame before, where both frames show it."""
    frames = np.float32(frames)
    # Away from the edge, where the motion cannot be known.
    return np.abs(frames[1:, :, 8 : -STEP - 8] - frames[:-1, :, 8 + STEP : -8]).mean()


def test_flicker_is_halved():
    frames, noisy, steady = panning(10, step=STEP), Noisy(), Steadier()
    stylized = [noisy(frame) for frame in frames]
    out = [steady(frame, styled) for frame, styled in zip(frames, stylized, strict=True)]
    np.testing.assert_array_equal(out[0], stylized[0])
    assert flicker(out) < 0.5 * flicker(stylized)


def test_flicker_is_halved_in_a_file(tmp_path):
    source = write(tmp_path / "in.mp4", panning(10, step=STEP))
    translate_video(Noisy(), source, tmp_path / "plain.mp4")
    translate_video(Noisy(), source, tmp_path / "steady.mp4", temporal=True)
    plain, steady = (read(tmp_path / name).frames for name in ("plain.mp4", "steady.mp4"))
    assert flicker(steady) < 0.5 * flicker(plain)


def test_nothing_is_carried_over_a_cut():
    steady = Steadier()
    for picture in (data.astronaut(), data.coffee(), data.rocket()):
        for start in (0, 2, 4):
            frame = picture[100:228, 100 + start : 260 + start].copy()
            frame[:, :48] = 200  # the scenes share a wall: its flow can be trusted over a cut
            stylized = 255 - frame // 2 - np.uint8(10 * start)
            out = steady(frame, stylized)
            # Within a scene it is mixed, at its begin it is not.
            assert np.array_equal(out, stylized) == (start == 0)


def test_a_thing_that_moves_leaves_no_ghost():
    ground = data.coffee()[100:228, 100:292]
    frames = []
    for left in range(10, 100, 15):
        frame = ground.copy()
        frame[40:80, left : left + 30] = data.chelsea()[100:140, 150:180]
        frames.append(frame)
    steady = Steadier()
    for index, frame in enumerate(frames):
        out = steady(frame, frame)
        assert psnr(out, frame) > 32
        if index:  # where it was and is no more
            left = 10 + 15 * (index - 1)
            uncovered = np.s_[44:76, left + 3 : left + 12]
            error = np.abs(np.float32(out[uncovered]) - frame[uncovered]).mean()
            ghost = np.abs(np.float32(frames[index - 1][uncovered]) - frame[uncovered]).mean()
            assert error < 0.1 * ghost


def test_blur_does_not_build_up():
    def sharpness(frame):
        return np.abs(np.diff(np.float32(frame), axis=1)).mean()

    # Half a pixel a frame: every lookup falls between pixels.
    wide = data.astronaut()[100:356, 60:452]
    frames = [
        np.uint8((np.float32(wide[::2, i : i + 256 : 2]) + wide[::2, i + 1 : i + 257 : 2]) / 2)
        for i in range(20)
    ]
    steady, kept = Steadier(), []
    for frame in frames:
        kept.append(sharpness(steady(frame, frame)) / sharpness(frame))
    assert min(kept) > 0.92  # a bilinear lookup keeps 0.85
    assert np.mean(kept[14:]) > np.mean(kept[4:10]) - 0.01


@pytest.mark.parametrize("shape", [(72, 200), (300, 90), (64, 1000)])
def test_motion_is_found_and_undone(shape):
    height, width = shape
    picture = np.hstack([data.astronaut(), data.astronaut()[:, ::-1]])
    before, now = (picture[y : y + height, x : x + width] for y, x in ((20, 10), (21, 13)))
    motion = MotionEstimator()(before, now)
    assert motion.back.shape == (*shape, 2) and motion.trust.shape == shape
    np.testing.assert_allclose(np.median(motion.back, axis=(0, 1)), [3, 1], atol=0.25)
    inner = np.s_[8:-8, 8:-8]
    assert psnr(warp(before, motion.back)[inner], now[inner]) > 25
    assert motion.trust[inner].mean() > 0.8


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (11, 40), (16, 300), (300, 16)])
def test_frames_of_any_size_can_be_steadied(shape):
    rng, steady = np.random.default_rng(0), Steadier()
    for _ in range(3):
        frame = rng.integers(0, 256, (*shape, 3), dtype="uint8")
        assert steady(frame, frame).shape == frame.shape
