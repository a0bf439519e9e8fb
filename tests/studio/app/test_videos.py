"""Videos come in, are sent piece by piece, and are nobody else's."""

import pytest

from tests.optional import need
from tests.studio.stores import video

FILM = (96, 64)


@pytest.fixture
def film(studio, tmp_path):
    """The studio keeps on the disk what comes in; return the file of a video."""
    need("av")
    from tests.studio.stores import new_store
    from tfstyle.studio.database.schema import User

    store = new_store(tmp_path / "store")
    with store.db.session() as session:
        session.add_all(User(id=f"id-{name}", name=name) for name in ("ada", "bob"))
    studio.pictures, studio.gallery = store.pictures, store.gallery
    return video(FILM, 12, location="+52.5+13.4/", title="Port")


@pytest.fixture
def sent(browse, film):
    client = browse("ada")
    answer = client.post("/videos", files={"file": ("../x.mp4", film)}, data={"title": "Port"})
    assert answer.status_code == 201
    return client, f"/pictures/{answer.json()['id']}"


def test_a_video_is_played_from_anywhere(sent):
    client, address = sent
    whole = client.get(address)
    assert whole.headers["content-type"] == "video/mp4" and whole.content[4:8] == b"ftyp"
    assert whole.headers["accept-ranges"] == "bytes" and b"+52.5" not in whole.content
    size = len(whole.content)
    for asked, start, end in (
        ("bytes=0-0", 0, 1), ("bytes=10-19", 10, 20), (f"bytes={size - 3}-", size - 3, size),
        ("bytes=-5", size - 5, size), (f"bytes=7-{size * 9}", 7, size),
    ):  # fmt: skip
        part = client.get(address, headers={"range": asked})
        assert (part.status_code, part.content) == (206, whole.content[start:end])
        assert part.headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
    for asked in (f"bytes={size}-", "bytes=-0", "bytes=5-4"):
        refused = client.get(address, headers={"range": asked})
        assert refused.status_code == 416
        assert refused.headers["content-range"] == f"bytes */{size}"
    for asked in ("bytes=0-1,4-5", "lines=1-2", "bytes=-", "bytes=a-b", "bytes=1-" + "9" * 40):
        answer = client.get(address, headers={"range": asked})
        assert (answer.status_code, len(answer.content)) == (200, size)


def test_a_part_of_another_file_is_not_put_to_this_one(sent):
    client, address = sent
    etag = client.get(address).headers["etag"]
    same = client.get(address, headers={"range": "bytes=0-1", "if-range": etag})
    other = client.get(address, headers={"range": "bytes=0-1", "if-range": '"x"'})
    assert (same.status_code, other.status_code) == (206, 200)
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304


def test_a_video_has_a_thumbnail_and_no_other_sees_it(sent, browse):
    client, address = sent
    thumb = client.get(f"{address}/thumb?size=96")
    assert thumb.headers["content-type"] == "image/jpeg"
    for what in (address, f"{address}/thumb?size=96"):
        asked = browse("bob").get(what, headers={"range": "bytes=0-1"})
        assert asked.status_code == 404
        assert browse().get(what).status_code == 401


def test_a_painted_video_is_saved_with_its_name(sent, studio, film):
    client, _ = sent
    work = studio.gallery.keep("id-ada", film, {"steps": [{"title": "Wave / 波"}]})
    answer = client.get(f"/works/{work.id}/download?format=mp4")
    assert answer.content == film  # as it was made
    assert answer.headers["content-disposition"] == 'attachment; filename="Wave.mp4"'


def test_what_is_too_long_or_none_is_refused(browse, film, studio, monkeypatch):
    import dataclasses

    client = browse("ada")
    for data in (b"#EXTM3U\nfile:///etc/passwd", b"GIF89a", film[:300], b""):
        answer = client.post("/videos", files={"file": ("x.mp4", data)})
        assert answer.status_code == 422 and "/tmp" not in answer.text
    limits = dataclasses.replace(studio.pictures.limits, max_video_seconds=1.0)
    monkeypatch.setattr(studio.pictures, "limits", limits)
    answer = client.post("/videos", files={"file": ("x.mp4", film)})
    assert answer.status_code == 422 and "seconds" in answer.json()["error"]
    object.__setattr__(studio.settings, "max_video_bytes", 500)
    assert client.post("/videos", files={"file": ("x.mp4", film)}).status_code == 413
    assert studio.pictures.usage("id-ada") == 0


def test_a_video_from_another_page_is_refused(browse, film):
    client = browse("ada")
    del client.headers["x-csrf-token"]
    assert client.post("/videos", files={"file": ("x.mp4", film)}).status_code == 403
