"""A video is measured by its packets, and shown by a frame that shows something."""

import io

import numpy as np
import pytest
from PIL import Image

from tests.optional import need
from tests.studio.stores import picture, video
from tfstyle.errors import DataError, ImageError

need("sqlalchemy")
need("av")


def gif(count=6, size=(30, 20)):
    frames = [Image.new("RGB", size, (40 * n, 0, 90)) for n in range(count)]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], duration=100, loop=0)
    return file.getvalue()


@pytest.mark.parametrize("suffix", ["mp4", "webm", "mov", "avi"])
def test_a_video_is_measured(suffix, tmp_path):
    from tfstyle.studio.pictures.videos import measure

    path = tmp_path / f"video.{suffix}"
    path.write_bytes(video((32, 16), 12, suffix))
    found = measure(path)
    assert (found.width, found.height, found.frames) == (32, 16, 12)
    assert found.seconds == pytest.approx(1.2, abs=0.15)
    assert measure(path, 3).frames == 4


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ({"max_video_seconds": 1}, "at most 1 seconds"),
        ({"max_video_frames": 5}, "5 frames are taken"),
        ({"max_video_pixels": 100}, "at most 100"),
        ({"max_pixels": 99}, "at most 99"),
    ],
)
def test_limits_are_asked_before_a_frame_is_decoded(limits, told, monkeypatch):
    from tfstyle.inference.video.reader import VideoReader
    from tfstyle.studio.pictures.identifying import identify
    from tfstyle.studio.pictures.limits import Limits

    monkeypatch.setattr(VideoReader, "__enter__", lambda self: pytest.fail("it was decoded"))
    with pytest.raises(ImageError, match=told):
        identify(video((32, 16), 12), Limits(**limits))


def test_a_gif_that_moves_is_a_video_where_one_is_expected(store):
    ada = store.person("ada")
    with pytest.raises(ImageError, match="one picture"):
        store.pictures.add(ada, gif())
    kept = store.pictures.add(ada, gif(), kind="video")
    assert (kept.kind, kept.media_type, kept.width, kept.height) == ("video", "video/mp4", 30, 20)
    assert store.pictures.read(kept.id, viewer_id=ada)[4:8] == b"ftyp"
    assert store.pictures.original(kept.id, owner_id=ada) == gif()
    with pytest.raises(ImageError, match="this is a picture"):
        store.pictures.add(ada, gif(1), kind="video")
    store.pictures.delete(kept.id, viewer_id=ada)
    assert store.stored() == set()


def test_a_video_that_begins_in_the_dark_is_shown_by_a_later_frame(store):
    av = need("av")
    file, noise = io.BytesIO(), np.random.default_rng(0).integers(0, 256, (32, 48, 3), "uint8")
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 48, 32, "yuv420p"
        for number in range(30):
            pixels = noise if number > 10 else np.zeros_like(noise)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode())
    ada = store.person("ada")
    film = store.pictures.add(ada, file.getvalue(), kind="video")
    shown = store.pictures.poster(film.id, viewer_id=ada)
    assert shown.shape == (32, 48, 3) and shown.std() > 20
    photo = store.pictures.add(ada, picture(1))
    assert store.pictures.poster(photo.id, viewer_id=ada).shape == (8, 12, 3)


def test_what_was_brought_is_told_from_what_was_painted(store):
    ada = store.person("ada")
    film = store.pictures.add(ada, video(), kind="video")
    store.gallery.keep(ada, video(frames=7), {})
    brought = store.pictures.list(ada, kinds=("video",), brought=True)
    assert [one.id for one in brought] == [film.id]
    assert len(store.pictures.list(ada, kinds=("video",))) == 2


def test_what_is_no_video_has_no_poster(tmp_path):
    from tfstyle.studio.pictures.videos import poster

    path = tmp_path / "x.mp4"
    path.write_bytes(b"no video")
    with pytest.raises(DataError):
        poster(path)
