"""The pages in a real browser: Paint from the photograph to the file, then each other room."""

import contextlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.browser import need_chromium
from tests.optional import need
from tests.studio.pages.serving import photograph
from tfstyle.images import read_provenance

pytestmark = pytest.mark.exhaustive
ROOT = Path(__file__).parents[3]
SECONDS = 90_000  # milliseconds, that is: a loaded machine loads networks slowly
SIZES = {"laptop": (1366, 850), "phone": (390, 844)}


@contextlib.contextmanager
def running(folder, *options):
    """Yield the address of a studio in a process of its own."""
    for module in ("nicegui", "sqlalchemy", "alembic", "uvicorn", "playwright"):
        need(module)
    command = [sys.executable, "-m", "tests.studio.pages.serving", str(folder), *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE,
                          encoding="utf-8") as process:  # fmt: skip
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with running(tmp_path_factory.mktemp("studio")) as found:
        yield found


@pytest.fixture(scope="module")
def chromium():
    program = need_chromium()
    playwright = need("playwright.sync_api")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, address):
    """Return a function that opens a page; at the end nothing strange was said or fetched."""
    contexts, fetched, said = [], [], []

    def opened(path="/", size="laptop", scheme="light", at=None, **options):
        width, height = SIZES[size]
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(SECONDS)
        page.on("request", lambda request: fetched.append(request.url))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda message: said.append(message.text)
                if message.type == "error" else None)  # fmt: skip
        page.goto((at or address) + path)
        page.wait_for_selector("#content")
        page.wait_for_function("window.socket?.connected !== false")
        return page

    yield opened
    for context in contexts:
        context.close()
    own = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")
    assert [url for url in fetched if not url.startswith(own)] == []
    assert [line for line in said if "status of 422" not in line] == []


def arrive(page):
    """Send a photograph by the file input, and wait for every tile of the sheet."""
    file = {"name": "../sea.png", "mimeType": "image/png", "buffer": photograph()}
    page.locator("studio-drop input[type=file]").first.set_input_files(file)
    page.wait_for_selector(".tile")
    page.wait_for_function(
        "document.querySelectorAll('.tile').length === 3 &&"
        " [...document.querySelectorAll('.tile .thumb')].every(image => image.naturalWidth)"
    )


def attempts(page, count):
    """Wait until so many attempts are lined up, and the last one is drawn."""
    page.wait_for_function(f"document.querySelectorAll('.attempts button').length === {count}")
    page.wait_for_function("!document.querySelector('.working').checkVisibility()")


def shown(page):
    """Return the pixels of the painting that is shown."""
    source = page.locator("studio-compare").get_attribute("painted")
    answer = page.request.get(page.url.split("/?")[0].rstrip("/") + source)
    return np.asarray(Image.open(io.BytesIO(answer.body())))


@pytest.mark.parametrize(("size", "scheme"), [("laptop", "light"), ("phone", "dark")])
def test_from_a_photograph_to_a_file(open_page, size, scheme):
    page = open_page(size=size, scheme=scheme)
    assert page.evaluate("document.body.classList.contains('body--dark')") == (scheme == "dark")
    arrive(page)
    page.get_by_role("button", name="Udnie", exact=True).click()
    attempts(page, 1)
    whole = shown(page)
    page.get_by_label("Before and after").evaluate(
        "range => { range.value = 50; range.dispatchEvent(new Event('input')) }"
    )
    assert page.locator("studio-compare").get_attribute("style").find("--cut: 50%") >= 0

    page.get_by_label("Strength").fill("0.5")
    page.get_by_role("button", name="Paint", exact=True).click()
    attempts(page, 2)
    assert np.abs(shown(page).astype(int) - whole).max() > 10

    page.get_by_role("button", name="Where Udnie shows").click()
    canvas = page.locator("dialog.mask canvas")
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 4, box["y"] + 4)
    page.mouse.down()
    page.mouse.move(box["x"] + 4, box["y"] + box["height"] - 4, steps=4)
    page.mouse.up()
    page.get_by_role("button", name="Done").click()
    attempts(page, 3)
    photo = np.asarray(Image.open(io.BytesIO(photograph())))
    assert (shown(page)[:, -20:] == photo[:, -20:]).all()
    assert (shown(page)[:, :3] != photo[:, :3]).any()

    with page.expect_download() as download:
        page.get_by_label("Download").select_option("webp")
    made = read_provenance(download.value.path())
    assert made.steps[0].origin.name == "fast_style_udnie" and "mask" in made.steps[0].options
    page.get_by_role("button", name="Undo").click()
    page.wait_for_function(
        "document.querySelectorAll('.attempts button')[1].getAttribute('aria-current') === 'true'"
    )
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_blend_and_side_by_side(open_page):
    page = open_page()
    arrive(page)
    page.get_by_role("button", name="Udnie", exact=True).click()
    attempts(page, 1)
    page.get_by_role("button", name="Add to the blend: The Scream").click()
    page.get_by_label("Share of The Scream").fill("0.5")
    page.get_by_role("button", name="Paint", exact=True).click()
    attempts(page, 2)
    page.get_by_role("button", name="Side by side").click()
    page.wait_for_function("document.querySelectorAll('.beside figure').length === 2")
    page.get_by_role("button", name="Remove The Scream").click()
    page.wait_for_function("document.querySelectorAll('.brushes .one').length === 1")


def press_until(page, key, name, most=80):
    """Press a key until an element of this name has the keyboard."""
    for _ in range(most):
        page.keyboard.press(key)
        named = page.evaluate(
            "(e => (e.getAttribute('aria-label') || e.innerText || e.labels?.[0]?.innerText || '')"
            ".trim())(document.activeElement)"
        )
        if named.startswith(name):
            return
    raise AssertionError(f"{name!r} was not reached by {key}")


def test_paint_by_the_keyboard_alone(open_page):
    page = open_page()
    page.wait_for_selector(".lineup button")
    press_until(page, "Tab", "Squares")
    page.keyboard.press("Enter")
    page.wait_for_selector(".tile .thumb[src]")
    press_until(page, "Tab", "Udnie")
    page.keyboard.press("Enter")
    attempts(page, 1)
    press_until(page, "Tab", "Where Udnie shows")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog.mask")
    for key in (" ", "ArrowLeft", "ArrowLeft", " "):
        page.keyboard.press(key)
    press_until(page, "Tab", "Done")
    page.keyboard.press("Enter")
    attempts(page, 2)
    press_until(page, "Shift+Tab", "Before and after")
    page.keyboard.press("ArrowRight")
    assert page.locator("studio-compare").get_attribute("style").find("--cut: 1%") >= 0


def test_what_is_no_picture_is_told(open_page):
    page = open_page()
    file = {"name": "x.png", "mimeType": "image/png", "buffer": b"<svg onload=alert(1)>"}
    page.evaluate("window.onerror = null")
    with page.expect_response("**/pictures") as answer:
        page.locator("studio-drop input[type=file]").set_input_files(file)
    assert answer.value.status == 422
    page.wait_for_selector(".q-notification")


def test_a_pasted_picture_arrives(open_page):
    page = open_page()
    page.wait_for_selector("studio-drop.drop")
    page.evaluate(
        """bytes => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(bytes)], "pasted.png", {type: "image/png"}));
          document.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data}));
        }""",
        list(photograph()),
    )
    page.wait_for_selector(".tile")


@pytest.fixture(scope="module")
def painted(chromium, address):
    """Two works of one photograph are in the gallery."""
    page = chromium.new_page()
    page.set_default_timeout(SECONDS)
    page.goto(address)
    page.wait_for_selector("#content")
    arrive(page)
    for number, name in enumerate(("Udnie", "The Scream"), 1):
        page.get_by_role("button", name=name, exact=True).click()
        attempts(page, number)
    page.close()


def test_the_gallery_paints_again_and_deletes(open_page, painted):
    page = open_page("/gallery")
    count = page.locator(".piece").count()
    page.get_by_role("button", name=re.compile("^Open .*The Scream")).first.click()
    page.get_by_role("button", name="Paint again").click()
    page.get_by_text("The same bytes came again.").or_(
        page.get_by_text("The same bits came again.")).wait_for()  # fmt: skip
    page.get_by_role("button", name="Delete").click()
    page.locator(".sure").get_by_role("button", name="Delete").click()
    page.wait_for_function(f"document.querySelectorAll('.piece').length === {count - 1}")
    with page.expect_download() as download:
        page.get_by_text("Download all").click()
    assert download.value.suggested_filename == "gallery.zip"


def test_the_library_takes_a_painting_and_finds_it(open_page):
    page = open_page("/library")
    page.get_by_role("button", name="Add a painting").click()
    file = {"name": "sun.png", "mimeType": "image/png", "buffer": photograph(64)}
    page.locator(".q-dialog studio-drop input[type=file]").set_input_files(file)
    page.wait_for_selector(".q-dialog img")
    for label, text in (("Name", "Sunrise"), ("Licence", "my own work"), ("Source", "myself")):
        page.locator(".q-dialog").get_by_label(label).fill(text)
    page.locator(".q-dialog").get_by_role("button", name="Save").click()
    page.get_by_text("Sunrise is in the library.").wait_for()
    page.get_by_label("Search").fill("sunr")
    page.wait_for_function("document.querySelectorAll('.piece').length === 1")
    page.get_by_role("link", name="Train it: Sunrise").click()
    page.get_by_text("Chosen: sun").wait_for()
    assert page.locator(".form:visible").get_by_label("Name").input_value() == "Sunrise"
    page.go_back()
    page.get_by_label("Search").fill("sunr")
    page.wait_for_function("document.querySelectorAll('.piece').length === 1")
    page.get_by_role("button", name="Delete").click()
    page.locator(".sure").get_by_role("button", name="Delete").click()
    page.get_by_text("No style is like that.").wait_for()


def test_one_of_two_is_chosen_by_a_key(open_page, painted):
    page = open_page("/rate")
    page.wait_for_selector(".pair img")
    page.keyboard.press("ArrowLeft")
    page.get_by_text("Noted. 1 so far.").wait_for()


def test_advice_is_said_and_drawn(open_page, painted):
    page = open_page("/advice")
    page.get_by_role("button", name="Show where").first.wait_for()
    before = page.locator(".look img").first.get_attribute("src")
    page.get_by_role("button", name="Show where").first.click()
    page.wait_for_function("document.querySelector('.look img').src.startsWith('data:')")
    assert not before.startswith("data:")


def test_a_job_is_paused_and_cancelled(open_page):
    page = open_page("/jobs")
    page.get_by_role("button", name="Pause: Training of a style: Harbour").click()
    page.get_by_role("button", name="Resume: Training of a style: Harbour").wait_for()
    page.get_by_role("button", name="Cancel: Training of a style: Harbour").click()
    page.get_by_text("cancelled").first.wait_for()


@pytest.mark.parametrize("path", [
    "/", "/library", "/gallery", "/photographs", "/videos", "/rate", "/advice", "/jobs",
])  # fmt: skip
def test_every_room_speaks_chinese_and_fits_a_phone(open_page, path):
    page = open_page(path, size="phone", locale="zh-CN")
    page.get_by_role("link", name="作品").wait_for()
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_school_logs_in(open_page, tmp_path):
    with running(tmp_path, "--accounts") as school:
        page = open_page("/gallery", at=school)
        assert page.url.endswith("/log-in")
        page.get_by_label("Name").fill("ada")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Log in").click()
        page.get_by_text("is not right").wait_for()
        page.get_by_label("Name").fill("ada")
        page.get_by_label("Password").fill("ada's password")
        page.get_by_role("button", name="Log in").click()
        page.wait_for_selector("studio-drop")
        page.goto(f"{school}/account")
        page.get_by_role("button", name="Log out").click()
        page.wait_for_url("**/log-in")
        page.goto(f"{school}/gallery")
        assert page.url.endswith("/log-in")
