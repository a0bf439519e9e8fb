"""The web page in a real browser, with the real LiteRT.js, behind a server that serves a folder."""

import base64
import functools
import http.server
import io
import os
import re
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.browser import Browser
from tests.optional import need
from tfstyle.errors import OfflineError
from tfstyle.export import export
from tfstyle.export.web import litert_js
from tfstyle.images import resize

SIDE = 64
# Text of the page's error, or of its state.
SAID = """(() => {
  const [state, error] = ["status", "error"].map((name) => document.getElementById(name));
  return error.hidden ? state.textContent : error.textContent;
})()"""
FILE = "new File([await (await fetch('{name}')).blob()], '{name}', {{type: 'image/png'}})"
DROP = """(async () => {{
  const data = new DataTransfer();
  data.items.add({file});
  document.dispatchEvent(new {event});
}})()"""


@pytest.fixture(scope="module")
def exported(cyclegan, tmp_path_factory):
    """A page of two directions, one of them in two sizes; skips where LiteRT.js is not at hand."""
    before = os.environ.get("TFSTYLE_OFFLINE")
    os.environ["TFSTYLE_OFFLINE"] = "1"
    try:
        litert_js(tmp_path_factory.mktemp("program"))
    except OfflineError:
        pytest.skip("LiteRT.js is not in the cache: `tfstyle export … --format web` fetches it")
    finally:
        os.environ.pop("TFSTYLE_OFFLINE")
        if before is not None:
            os.environ["TFSTYLE_OFFLINE"] = before
    folder = tmp_path_factory.mktemp("web") / "out"
    picture = [need("skimage.data").chelsea()]
    export(cyclegan, folder, formats="web", size=SIDE, pictures=picture)
    smaller = {"size": 32, "direction": cyclegan.directions[0]}
    export(cyclegan, folder, formats="web", pictures=picture, **smaller)
    cat = resize(picture[0], (SIDE, SIDE))
    Image.fromarray(cat).save(folder / "web" / "cat.png")
    Image.fromarray(cat[:40]).save(folder / "web" / "wide.png")
    (folder / "web" / "broken.png").write_bytes(b"no picture")
    return folder / "web"


@pytest.fixture(scope="module")
def address(exported):
    """Of the page, behind a server that holds `worker.js`, too, to the page's policy."""
    policy = re.search('Policy" content="(.*?)"', (exported / "index.html").read_text("utf-8"))

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            """Say nothing."""

        def end_headers(self):
            self.send_header("Content-Security-Policy", policy[1])
            super().end_headers()

    handler = functools.partial(Handler, directory=exported)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def page(address):
    """The page, ready, showing its larger size."""
    with Browser() as browser:
        page = browser.open(address)
        assert wait(page, "Ready").startswith("Ready")
        choose(page, "size", 1)
        yield page


def wait(page, text, seconds=60):
    """Return what the page says once it has `text`; all else after a minute fails."""
    end = time.monotonic() + seconds
    while text not in (said := page.evaluate(SAID)):
        assert time.monotonic() < end, said
        time.sleep(0.05)
    return said


def choose(page, name, index):
    page.evaluate(
        f"(s => {{ s.selectedIndex = {index}; s.onchange(); }})(document.getElementById('{name}'))"
    )


def slide(page, name, value):
    page.evaluate(
        f"(s => {{ s.value = {value}; s.oninput(); }})(document.getElementById('{name}'))"
    )


def hand_over(page, name, event):
    """Give the page a file of its own folder by an event."""
    page.evaluate(DROP.format(file=FILE.format(name=name), event=event))


def drop(page, name):
    hand_over(page, name, "DragEvent('drop', {dataTransfer: data})")


def shown(page, canvas="after"):
    """Return what a canvas holds: uint8 (H, W, 3)."""
    url = page.evaluate(f"document.getElementById('{canvas}').toDataURL()")
    content = io.BytesIO(base64.b64decode(url.split(",")[1]))
    return np.asarray(Image.open(content).convert("RGB"))


def painted(model, picture, direction):
    out = model.translate(picture[None].astype("float32") / 127.5 - 1, direction=direction)[0]
    return (out + 1) * 127.5


def test_the_picture_is_pythons_in_each_direction(page, cyclegan):
    cat = np.asarray(Image.open(need_file(page, "cat.png")))
    for index, direction in enumerate(cyclegan.directions):
        choose(page, "direction", index)
        choose(page, "size", 1)
        drop(page, "cat.png")
        time.sleep(0.2)
        wait(page, "Done")
        reference = painted(cyclegan, cat, direction)
        assert reference.std() > 5
        assert np.abs(shown(page) - reference).mean() <= 2
        np.testing.assert_array_equal(shown(page, "before"), cat)


def need_file(page, name):
    """Return a file of the page's folder, as the server gives it."""
    code = f"fetch('{name}').then(a => a.arrayBuffer()).then(b => btoa(String.fromCharCode("
    return io.BytesIO(base64.b64decode(page.evaluate(code + "...new Uint8Array(b))))")))


def test_a_wide_picture_is_mirrored_below_and_comes_back_wide(page, cyclegan, exported):
    choose(page, "direction", 0)
    choose(page, "size", 1)
    document = page.ask("DOM.getDocument")["root"]["nodeId"]
    node = page.ask("DOM.querySelector", nodeId=document, selector="#file")["nodeId"]
    page.ask("DOM.setFileInputFiles", nodeId=node, files=[str(exported / "wide.png")])
    time.sleep(0.2)
    wait(page, "Done")
    wide = np.asarray(Image.open(exported / "wide.png"))
    box = np.pad(wide, ((0, SIDE - 40), (0, 0), (0, 0)), mode="reflect")
    reference = painted(cyclegan, box, cyclegan.directions[0])[:40]
    out = shown(page)
    assert out.shape == (40, SIDE, 3)
    assert np.abs(out - reference).mean() <= 2

    slide(page, "strength", 0)
    np.testing.assert_array_equal(shown(page), wide)
    slide(page, "strength", 50)
    assert np.abs(shown(page) - (wide + reference) / 2).mean() <= 2
    slide(page, "strength", 100)
    slide(page, "split", 25)
    clip = page.evaluate("document.getElementById('before').style.clipPath")
    assert clip == "inset(0px 75% 0px 0px)"


def test_what_is_downloaded_is_what_is_shown(page, tmp_path):
    drop(page, "cat.png")
    time.sleep(0.2)
    wait(page, "Done")
    page.ask("Page.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    for name, suffix in (("png", "png"), ("jpeg", "jpg")):
        page.evaluate(f"document.getElementById('{name}').click()")
        file = tmp_path / f"model.{suffix}"
        end = time.monotonic() + 20
        while not (file.exists() and file.stat().st_size):
            assert time.monotonic() < end, list(tmp_path.iterdir())
            time.sleep(0.05)
        # JPEG halves the colours of these speckles; light and dark it keeps.
        loaded, there = (np.asarray(picture.convert("L"), "float32") for picture in (
            Image.open(file), Image.fromarray(shown(page)),
        ))  # fmt: skip
        assert np.abs(loaded - there).mean() <= (0 if suffix == "png" else 4)


def test_a_broken_picture_is_named_and_the_next_one_works(page):
    hand_over(page, "broken.png", "ClipboardEvent('paste', {clipboardData: data})")
    assert wait(page, "no picture").startswith("broken.png is no picture that this browser")
    hand_over(page, "cat.png", "ClipboardEvent('paste', {clipboardData: data})")
    time.sleep(0.2)
    wait(page, "Done")


def test_a_webcam_gives_its_picture_and_is_let_go(address):
    with Browser(camera=True) as browser:
        page = browser.open(address)
        wait(page, "Ready")
        page.evaluate("document.getElementById('camera').click()")
        video = "document.getElementById('video')"
        playing = f"(v => !v.hidden && v.videoWidth > 0 && !v.paused)({video})"
        end = time.monotonic() + 20
        while not page.evaluate(playing):
            assert time.monotonic() < end, page.messages
            time.sleep(0.05)
        page.evaluate("window.track = document.getElementById('video').srcObject.getTracks()[0]")
        page.evaluate("document.getElementById('shoot').click()")
        wait(page, "Done")
        assert shown(page, "before").std() > 5  # Chromium's clock on green
        assert shown(page).std() > 5
        assert page.evaluate("track.readyState") == "ended"
        assert page.evaluate("document.getElementById('video').hidden")


def test_no_webcam_is_said(page):
    page.evaluate("document.getElementById('camera').click()")
    assert wait(page, "webcam").startswith("There is no webcam")


def test_it_asks_no_other_address_and_may_not(page, address):
    assert page.requests and all(
        asked.startswith((address, f"blob:{address}")) for asked in page.requests
    )
    page.evaluate("fetch('http://127.0.0.2:1/').catch(() => null)")
    assert any("Content Security Policy" in said for said in page.messages)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_webassembly_model_or_server_it_says_what_to_do(address, exported):
    with Browser() as browser:
        opened = browser.open(Path(exported, "index.html").as_uri())
        assert "python -m http.server" in wait(opened, "file://")
        opened = browser.open("about:blank")
        opened.ask("Page.addScriptToEvaluateOnNewDocument", source="delete self.WebAssembly")
        opened.ask("Page.navigate", url=address)
        time.sleep(1)
        assert "no WebAssembly" in wait(opened, "WebAssembly")
        models = exported / "models"
        models.rename(exported / "away")
        try:
            opened = browser.open(address)
            assert "Copy the whole folder" in wait(opened, "missing")
        finally:
            (exported / "away").rename(models)
