"""The pages in a real browser: Paint from the photograph to the file, then each other room."""

import io
import re

import numpy as np
import pytest
from PIL import Image

from tests.studio import real
from tests.studio.pages.acting import arrive, attempts, log_in, shown
from tests.studio.pages.conftest import SECONDS, ready
from tests.studio.real import photograph
from tests.studio.training.waiting import until
from tfstyle.images import read_provenance

pytestmark = pytest.mark.exhaustive


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
    ready(page)
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


def test_a_job_is_paused_goes_on_and_is_cancelled(open_page, laptop):
    with real.rooms(laptop.home) as rooms:
        me = rooms.accounts.me().id
        job_id = real.training(rooms, me, "Harbour")
        page = open_page("/jobs")
        name = "Training of two worlds: Harbour"
        page.get_by_text("Step").first.wait_for(timeout=150_000)  # TensorFlow loads first
        page.get_by_role("button", name=f"Pause: {name}").click()
        page.get_by_role("button", name=f"Resume: {name}").click()
        page.get_by_role("button", name=f"Cancel: {name}").click()
        # The page says at once what is wanted; the worker hears of it at its next step.
        page.get_by_text("cancelled").first.wait_for()
        until(lambda: rooms.jobs.get(job_id, me).state == "cancelled", 60)


@pytest.mark.parametrize("path", [
    "/", "/library", "/gallery", "/photographs", "/videos", "/rate", "/advice", "/jobs",
])  # fmt: skip
def test_every_room_speaks_chinese_and_fits_a_phone(open_page, path):
    page = open_page(path, size="phone", locale="zh-CN")
    page.get_by_role("link", name="作品").first.wait_for()
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_school_logs_in(open_page, school):
    page = open_page("/gallery", at=school.address)
    assert page.url.endswith("/log-in")
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    page.get_by_text("is not right").wait_for()
    log_in(page, "ada")
    page.goto(f"{school.address}/account")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/log-in")
    page.goto(f"{school.address}/gallery")
    assert page.url.endswith("/log-in")
