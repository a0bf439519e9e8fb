"""What comes in, and what goes out."""

import io

import pytest
from PIL import Image

from tests.studio.app.conftest import sent, words_of
from tfstyle.images import read_provenance


def test_a_picture_comes_in_and_is_shown(browse, photo):
    client = browse("ada")
    told = sent(client, photo, title="The harbour").json()
    assert (told["width"], told["height"], told["title"]) == (40, 30, "The harbour")
    answer = client.get(f"/pictures/{told['id']}")
    assert answer.headers["content-type"] == "image/png"
    again = client.get(f"/pictures/{told['id']}", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    thumb = f"/pictures/{told['id']}/thumb?size=96"
    small = client.get(thumb)
    assert Image.open(io.BytesIO(small.content)).size == (40, 30)
    kept = {"cache-control": "private, max-age=60", "vary": "Cookie"}  # by this browser, for them
    assert kept.items() <= dict(small.headers).items()
    again = client.get(thumb, headers={"if-none-match": small.headers["etag"]})
    assert again.status_code == 304 and kept.items() <= dict(again.headers).items()


@pytest.mark.parametrize("data", [b"x", b"<svg onload=alert(1)>", b"%!PS", b"GIF89a", b"\x89PNG"])
def test_what_is_no_picture_is_refused_in_words(browse, studio, data):
    answer = sent(browse("ada"), data)
    assert answer.status_code == 422 and words_of(answer)
    assert not studio.pictures.rows


def test_a_file_beyond_the_limit_is_refused(browse, studio, photo):
    object.__setattr__(studio.settings, "max_upload_bytes", 1000)
    client = browse("ada")
    assert sent(client, b"x" * 200_000).status_code == 413


def test_a_body_that_does_not_say_how_long_it_is_is_cut(browse, studio):
    object.__setattr__(studio.settings, "max_upload_bytes", 1000)
    sent_bytes = []

    async def body():
        yield b'--b\r\ncontent-disposition: form-data; name="file"; filename="x"\r\n\r\n'
        for _ in range(100):
            sent_bytes.append(50_000)
            yield b"x" * 50_000

    kind = {"content-type": "multipart/form-data; boundary=b"}
    answer = browse("ada").post("/pictures", content=body(), headers=kind)
    assert answer.status_code == 413 and not studio.pictures.rows


@pytest.mark.parametrize(("fields", "code"), [({"kind": "result"}, 422), ({"kind": "../x"}, 422)])
def test_another_kind_is_refused(browse, photo, fields, code):
    assert sent(browse("ada"), photo, **fields).status_code == code


def test_other_bodies_are_refused(browse):
    client = browse("ada")
    assert client.post("/pictures", content=b"x").status_code == 415
    assert client.post("/pictures", files={"other": b"x"}).status_code == 422
    assert client.post("/pictures", files={"file": b""}).status_code == 422
    kind = {"content-type": "multipart/form-data"}
    assert client.post("/pictures", content=b"x", headers=kind).status_code == 400


def test_too_many_at_once_are_asked_to_wait(browse, photo):
    client = browse("ada")
    codes = [sent(client, photo).status_code for _ in range(30)]
    assert codes[0] == 201 and 429 in codes
    assert sent(browse("bob"), photo).status_code == 201


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "tiff"])
def test_a_download_tells_how_it_was_made(browse, studio, photo, kind):
    from tfstyle.studio.painting.recipe import make_recipe, step

    recipe = make_recipe("0" * 64, None, [step("wave", "1" * 64, title='../"Wäve"')], {})
    work = studio.gallery.keep("id-ada", photo, recipe, None)
    answer = browse("ada").get(f"/works/{work.id}/download?format={kind}")
    assert answer.headers["content-type"] == f"image/{kind}"
    assert answer.headers["content-disposition"] == f'attachment; filename="W-ve.{kind}"'
    assert read_provenance(io.BytesIO(answer.content)).steps[0].origin.name == "wave"


def test_what_is_deleted_is_gone_from_the_cache_too(browse, studio, photo):
    client = browse("ada")
    told = sent(client, photo).json()
    client.get(f"/pictures/{told['id']}/thumb?size=96")
    assert studio.painter.cache._held
    assert client.delete(f"/pictures/{told['id']}").status_code == 204
    assert studio.painter.cache._held == 0


def test_a_bug_is_not_told(browse, studio, caplog):
    studio.pictures.info = lambda *_, **__: 1 / 0
    answer = browse("ada").get("/pictures/0")
    assert answer.status_code == 500 and "ZeroDivision" not in answer.text
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("chosen", [{"cookie": "zh"}, {"header": "zh-CN,zh;q=0.9"}])
def test_a_refusal_is_told_in_the_language_of_who_asked(browse, studio, chosen):
    object.__setattr__(studio.settings, "max_upload_bytes", 2**20)
    client = browse("ada")
    if "cookie" in chosen:
        client.cookies.set("studio_language", chosen["cookie"])
    client.headers["accept-language"] = chosen.get("header", "en")
    answer = sent(client, b"x" * 2 * 2**20)
    assert answer.status_code == 413
    assert answer.json() == {"error": "At most 1 MB at once.", "told": "一次最多 1 MB。"}
    answer = sent(client, b"no picture")
    assert answer.status_code == 422 and "is no picture" in answer.json()["error"]
    assert answer.json()["told"].startswith("这不是能读取的图片")
    assert client.get("/pictures/nothing").json()["told"] == "没有这张图片。"


def test_who_followed_a_link_reads_the_sentence_alone(browse):
    asked = {"accept": "text/html,*/*;q=0.8", "accept-language": "zh"}
    answer = browse("ada").get("/pictures/nothing", headers=asked)
    assert (answer.status_code, answer.text) == (404, "没有这张图片。")
    assert answer.headers["content-type"].startswith("text/plain")


def test_who_is_not_logged_in_is_told_so_in_their_language(browse):
    answer = browse().get("/pictures/nothing", headers={"accept-language": "zh"})
    assert (answer.status_code, answer.text) == (401, "请先登录。")
