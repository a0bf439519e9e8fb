"""Pictures of people: kept, read, counted and deleted."""

import io
import threading

import numpy as np
import pytest
from PIL import Image

from tests.optional import need
from tests.studio import stores
from tests.studio.stores import picture, video
from tfstyle.errors import ImageError, NotFoundError, QuotaError, UnsupportedOptionError
from tfstyle.images import read_image

need("sqlalchemy")


def phone_photo():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "SECRET"
    return picture(1, (40, 30), "JPEG", exif=exif)


def test_a_photograph_is_kept_byte_for_byte_and_served_without_its_place(any_store):
    ada = any_store.person("ada")
    info = any_store.pictures.add(ada, phone_photo(), title="harbour.jpg")
    assert (info.width, info.height, info.kind, info.visibility) == (30, 40, "photo", "private")
    assert (info.title, info.media_type, info.owner_id) == ("harbour.jpg", "image/jpeg", ada)
    assert info.size == len(phone_photo()) and info.created > 1e9
    assert any_store.pictures.original(info.id, owner_id=ada) == phone_photo()
    shown = any_store.pictures.read(info.id, viewer_id=ada)
    assert b"SECRET" in phone_photo() and b"SECRET" not in shown
    assert read_image(io.BytesIO(shown)).shape == (40, 30, 3)
    pixels = any_store.pictures.image(info.id, viewer_id=ada)
    assert pixels.dtype == np.uint8 and (pixels == read_image(io.BytesIO(phone_photo()))).all()
    assert any_store.pictures.info(info.id, viewer_id=ada) == info


def test_deleted_is_gone_from_the_disk_the_served_version_too(any_store):
    from tfstyle.studio.database.schema import Blob, Picture

    ada = any_store.person("ada")
    info = any_store.pictures.add(ada, phone_photo())
    assert len(any_store.stored()) == 2
    any_store.pictures.delete(info.id, viewer_id=ada)
    assert not any_store.stored() and not any_store.rows(Blob) and not any_store.rows(Picture)
    for ask in (any_store.pictures.info, any_store.pictures.read, any_store.pictures.delete):
        with pytest.raises(NotFoundError):
            ask(info.id, viewer_id=ada)


def test_what_is_no_picture_leaves_nothing(store):
    from tfstyle.studio.database.schema import Picture

    ada = store.person("ada")
    for data in (b"", b"#EXTM3U\nfile:///etc/passwd", phone_photo()[:200]):
        with pytest.raises(ImageError):
            store.pictures.add(ada, data)
    assert not store.stored() and not store.rows(Picture)


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("../../etc/passwd", "../../etc/passwd"), ("a\0b\nc", "a b c"), ("  x  ", "x"),
        ("山水.png", "山水.png"), ("n" * 5000, "n" * 200), ("<b>", "<b>"),
        ("\u202egnp.exe", "gnp.exe"), ("\ud800", ""),
    ],
)  # fmt: skip
def test_a_title_is_bounded_text_and_no_path(any_store, title, kept):
    ada = any_store.person("ada")
    info = any_store.pictures.add(ada, picture(1), title=title)
    assert info.title == kept
    assert any_store.pictures.rename(info.id, "n" + title, owner_id=ada).title[:1] == "n"


def test_what_it_is_the_content_says(store):
    ada = store.person("ada")
    info = store.pictures.add(ada, video((32, 16)), kind="photo", title="photo.png")
    assert (info.kind, info.media_type, info.width, info.height) == ("video", "video/mp4", 32, 16)
    with pytest.raises(ImageError, match="a picture was expected"):
        store.pictures.image(info.id, viewer_id=ada)
    with pytest.raises(ImageError, match="A mask is a picture"):
        store.pictures.add(ada, video(), kind="mask")
    with pytest.raises(ImageError, match="A video was expected"):
        store.pictures.add(ada, picture(1), kind="video")
    with pytest.raises(UnsupportedOptionError, match="'portrait'"):
        store.pictures.add(ada, picture(1), kind="portrait")


def test_a_video_is_served_without_its_place_too(store):
    ada = store.person("ada")
    info = store.pictures.add(ada, video(comment="SECRET"))
    assert b"SECRET" in store.pictures.original(info.id, owner_id=ada)
    assert b"SECRET" not in store.pictures.read(info.id, viewer_id=ada)


def test_only_people_who_are_there_have_pictures(any_store):
    with pytest.raises(NotFoundError):
        any_store.pictures.add("0" * 32, picture(1))
    assert not any_store.stored()


def test_one_s_own_are_listed_the_newest_first(any_store):
    ada, ben = any_store.person("ada"), any_store.person("ben")
    mine = [any_store.pictures.add(ada, picture(n), kind=k) for n, k in
            enumerate(("photo", "mask", "photo"))]  # fmt: skip
    any_store.pictures.add(ben, picture(7))
    listed = any_store.pictures.list(ada)
    assert listed == mine[::-1]
    assert any_store.pictures.list(ada, kinds=("mask",)) == [mine[1]]
    assert any_store.pictures.list(ada, limit=1, offset=1) == [mine[1]]


def test_a_quota_is_kept_before_anything_is_written(any_store):
    size = len(picture(1))
    ada = any_store.person("ada", quota=2 * size + size // 2)
    first = any_store.pictures.add(ada, picture(1))
    any_store.pictures.add(ada, picture(2))
    before = any_store.stored()
    put, written = any_store.blobs.put, []
    any_store.blobs.put = lambda data: written.append(data) or put(data)
    with pytest.raises(QuotaError, match="Delete something"):
        any_store.pictures.add(ada, picture(3))
    assert not written and any_store.stored() == before
    any_store.pictures.delete(first.id, viewer_id=ada)
    any_store.pictures.add(ada, picture(3))


def test_usage_counts_each_content_once_and_what_is_served(any_store):
    ada, ben = any_store.person("ada"), any_store.person("ben")
    for _ in range(2):
        any_store.pictures.add(ada, phone_photo())
    served = any_store.pictures.read(any_store.pictures.list(ada)[0].id, viewer_id=ada)
    assert any_store.pictures.usage(ada) == len(phone_photo()) + len(served)
    assert any_store.pictures.usage(ben) == 0
    any_store.pictures.add(ben, phone_photo())
    assert any_store.pictures.usage(ben) == any_store.pictures.usage(ada)


def test_the_quota_of_the_studio_counts_where_an_account_says_nothing(tmp_path):
    from tfstyle.studio.pictures import Limits

    store = stores.new_store(tmp_path, Limits(quota_bytes=10))
    with pytest.raises(QuotaError):
        store.pictures.add(store.person("ada"), picture(1))
    assert store.pictures.add(store.person("ben", quota=10**6), picture(1))
    store.db.close()


def test_uploads_at_once_do_not_pass_the_quota_together(any_store):
    size = max(len(picture(n)) for n in range(6))
    ada, refused, other = any_store.person("ada", quota=3 * size), [], []

    def upload(number):
        try:
            any_store.pictures.add(ada, picture(number))
        except QuotaError:
            refused.append(number)
        except Exception as error:
            other.append(error)

    threads = [threading.Thread(target=upload, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not other and len(refused) == 3
    assert any_store.pictures.usage(ada) <= 3 * size and len(any_store.stored()) == 3


def test_a_failure_in_the_same_transaction_keeps_nothing(any_store):
    from tfstyle.studio.database.schema import Blob, Picture

    ada = any_store.person("ada")

    def fail(session, picture_id):
        raise KeyError("whatever")

    with pytest.raises(KeyError):
        any_store.pictures.add(ada, phone_photo(), then=fail)
    assert not any_store.stored() and not any_store.rows(Blob) and not any_store.rows(Picture)
