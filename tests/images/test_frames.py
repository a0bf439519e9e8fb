"""Files of several frames: refused where one picture is meant, and read and written as a whole."""

import io

import numpy as np
import pytest
from PIL import Image

from tests.images.pictures import encode
from tfstyle import images
from tfstyle.errors import ImageError

LEVELS = (10, 120, 230)
FRAMES = [np.full((16, 24, 3), level, np.uint8) for level in LEVELS]


@pytest.fixture(params=images.ANIMATED_SUFFIXES)
def animation(request, tmp_path):
    path = tmp_path / f"a{request.param}"
    images.write_frames(path, FRAMES, [0.1, 0.2, 0.3], loop=2)
    return path


def test_one_picture_is_not_guessed(animation):
    kind = "pages" if animation.suffix.startswith(".tif") else "frames"
    with pytest.raises(ImageError, match=rf"a\{animation.suffix} has 3 {kind}; one .*frame=0"):
        images.read_image(animation)
    with (
        Image.open(animation) as opened,
        pytest.raises(ImageError, match=rf"has 3 {kind}.*image.copy\(\)"),
    ):
        images.convert(opened, 3, "The PIL image")


def test_a_frame_by_number(animation):
    for frame, level in enumerate(LEVELS):
        read = images.read_image(animation, frame=frame)
        assert read.shape == (16, 24, 3) and np.abs(read.astype(int) - level).max() <= 2
        with Image.open(animation) as opened:
            opened.seek(frame)
            np.testing.assert_array_equal(images.convert(opened.copy(), 3, "it"), read)
    for frame in (3, -1):
        with pytest.raises(ImageError, match=rf"has 3 frame.*frame={frame}"):
            images.read_image(animation, frame=frame)


def test_frames_come_back(animation):
    frames, seconds, loop = images.read_frames(animation)
    assert len(frames) == 3
    for frame, level in zip(frames, LEVELS, strict=True):
        assert frame.shape == (16, 24, 3) and np.abs(frame.astype(int) - level).max() <= 2
    if not animation.suffix.startswith(".tif"):
        assert seconds == [0.1, 0.2, 0.3]
    if animation.suffix in (".gif", ".webp", ".png", ".apng"):
        assert loop == 2
    assert images.read_size(animation) == (16, 24)


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".png", ".tif"])
def test_alpha_of_frames(tmp_path, suffix):
    frames = [np.dstack([frame, np.full((16, 24), 255, np.uint8)]) for frame in FRAMES]
    for index, frame in enumerate(frames):
        frame[: 4 + index, :, 3] = 0
    images.write_frames(tmp_path / f"a{suffix}", frames, [1, 1, 1])
    read, _, _ = images.read_frames(tmp_path / f"a{suffix}", channels=4)
    for index, frame in enumerate(read):
        assert (frame[: 4 + index, 5, 3] == 0).all() and (frame[4 + index :, 5, 3] == 255).all()


def test_main_pictures_are_taken(tmp_path):
    """Phones put a depth map beside the picture, scanners a small copy and a mask."""
    photo, depth = Image.new("RGB", (24, 16), "red"), Image.new("RGB", (12, 8), "white")
    photo.save(tmp_path / "phone.jpg", "MPO", save_all=True, append_images=[depth])
    read = images.read_image(tmp_path / "phone.jpg")
    assert read.shape == (16, 24, 3) and read[8, 12, 1] < 10

    def page(image, kind):
        image.encoderinfo = {"tiffinfo": {254: kind}}
        return image

    pages = [page(depth.copy(), 1), page(depth.copy(), 4)]
    photo.save(tmp_path / "scan.tif", save_all=True, append_images=pages)
    with Image.open(tmp_path / "scan.tif") as opened:
        assert opened.n_frames == 3
        opened.seek(1)
        assert opened.tag_v2[254] == 1
    assert images.read_image(tmp_path / "scan.tif").shape == (16, 24, 3)
    assert len(images.read_frames(tmp_path / "scan.tif")[0]) == 1


def test_a_single_frame_is_a_picture(tmp_path):
    for name in ("a.gif", "a.webp", "a.png", "a.tif"):
        content = encode(FRAMES[1], name)
        assert images.read_image(io.BytesIO(content)).shape == (16, 24, 3)
        frames, _, _ = images.read_frames(io.BytesIO(content))
        assert len(frames) == 1


def test_what_cannot_be_an_animation(tmp_path):
    for name, frames, seconds, says in (
        ("a.jpg", FRAMES, [1, 1, 1], r"several frames are written as .*\.gif"),
        ("a.psd", FRAMES, [1, 1, 1], "Received suffix"),
        ("a.gif", [], [], "frames of one shape"),
        ("a.gif", FRAMES, [1], "as many times"),
        ("a.gif", [FRAMES[0], FRAMES[1][:8]], [1, 1], "of one shape"),
        ("a.gif", [FRAMES[0] / 255], [1], "frame 0: a picture is uint8"),
    ):
        with pytest.raises(ImageError, match=says):
            images.write_frames(tmp_path / name, frames, seconds)
    assert not list(tmp_path.iterdir())
