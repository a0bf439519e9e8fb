"""Collections, photographs and videos in a real browser."""

import io
import zipfile

import pytest

from tests.studio import real
from tests.studio.pages.test_browser import painted  # noqa: F401  (a fixture, of this studio here)
from tests.studio.stores import video

pytestmark = pytest.mark.exhaustive


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A studio of this file's own: what it brings and deletes is in nobody's way."""
    with real.studio(tmp_path_factory.mktemp("videos") / "studio") as studio:
        yield studio.address


def opened(download):
    return zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes()))


def titles(page):
    return page.locator(".wall .piece .about").all_inner_texts()


def test_works_are_put_together_ordered_and_taken_out(open_page, painted):  # noqa: F811
    page = open_page("/gallery")
    page.get_by_label("Select: ../sea: Udnie").check()
    page.get_by_label("Select: ../sea: The Scream").check()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as zip").click()
    assert "contact_sheet.jpg" in opened(download).namelist()
    page.get_by_label("Add to a collection").select_option("new")
    page.get_by_label("Name", exact=True).fill("Harbours")
    page.get_by_label("Name", exact=True).press("Enter")
    page.get_by_role("link", name="Harbours (2)").click()
    page.wait_for_url("**/gallery?collection=*")
    page.wait_for_function("document.querySelectorAll('.wall .piece').length === 2")
    before = titles(page)
    later = page.locator("[data-move$=later]").first
    later.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "first => document.querySelector('.wall .piece .about')?.textContent === first",
        arg=before[1],
    )
    page.wait_for_function("document.activeElement.dataset.move?.endsWith('later')")
    assert titles(page) == before[::-1]
    page.get_by_role("button", name="Rename", exact=True).click()
    page.get_by_label("Name", exact=True).fill("Ports")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Ports (2)").wait_for()
    page.get_by_label("Select: ../sea: Udnie").check()
    page.get_by_role("button", name="Take out of the collection").click()
    page.get_by_role("link", name="Ports (1)").wait_for()
    page.get_by_role("button", name="Delete the collection").click()
    page.locator(".sure").get_by_role("button", name="Delete").click()
    page.wait_for_url("**/gallery")
    page.wait_for_function("document.querySelectorAll('.wall .piece').length === 2")


def test_a_work_shows_what_it_was_made_from_and_takes_another_name(open_page, painted):  # noqa: F811
    page = open_page("/gallery")
    page.get_by_role("button", name="Open ../sea: The Scream").click()
    page.wait_for_function("document.querySelectorAll('.chain img').length === 3")
    page.get_by_role("button", name="Paint again").click()
    page.get_by_text("Painted again from ../sea, in The Scream.").wait_for()
    page.locator(".chain button").first.click()
    page.wait_for_function("document.querySelectorAll('.chain img').length === 2")
    page.locator(".q-dialog").get_by_role("button", name="Rename").click()
    page.get_by_label("Name", exact=True).fill("<b>Waves</b>")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("<b>Waves</b>", exact=True).wait_for()
    page.get_by_label("Search").fill("waves")
    page.wait_for_function("document.querySelectorAll('.wall .piece').length === 1")
    page.get_by_label("Search").fill("nothing like it")
    page.get_by_text("No work is like that.").wait_for()


def test_another_collection_than_one_s_own_is_not_there(open_page):
    page = open_page("/gallery?collection=" + "0" * 32)
    page.get_by_text("There is no such collection.").wait_for()


def test_a_photograph_is_renamed_and_deleted(open_page, address):
    page = open_page("/photographs")
    page.get_by_text("MB used").wait_for()
    page.get_by_text("Add one").click()
    file = {"name": "rain.png", "mimeType": "image/png", "buffer": real.photograph(64)}
    page.locator("studio-drop input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Rename: rain").click()
    page.get_by_label("Name", exact=True).fill("Snow")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Delete: Snow").click()
    page.locator(".sure").get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete: Snow").wait_for(state="detached")


def test_a_video_is_brought_painted_played_and_deleted(open_page, address):
    page = open_page("/videos")
    page.set_default_timeout(180_000)  # the first video of a computer makes an export first
    film = {"name": "sea.mp4", "mimeType": "video/mp4", "buffer": video((96, 64), 30)}
    page.locator("studio-video-drop input[type=file]").set_input_files(film)
    page.locator("aside select").first.select_option(label="The Scream")
    page.get_by_label("Strength").fill("0.8")
    page.get_by_role("button", name="Paint the video").click()
    page.locator(".films-jobs .job", has_text="sea").wait_for()
    page.get_by_role("button", name="Open sea: The Scream").click()
    playing = page.locator(".q-dialog video")
    playing.evaluate("film => { film.muted = true; return film.play() }")
    page.wait_for_function("document.querySelector('.q-dialog video').currentTime > 0")
    source = page.url.split("/videos")[0] + playing.get_attribute("src")
    part = page.request.get(source, headers={"range": "bytes=4-7"})
    assert (part.status, part.body()) == (206, b"ftyp")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download MP4").click()
    assert download.value.suggested_filename.endswith(".mp4")
    page.locator(".q-dialog").get_by_role("button", name="Delete").click()
    page.locator(".sure").get_by_role("button", name="Delete").click()
    page.wait_for_function("!document.querySelector('[aria-label^=\"Open sea\"]')")
    assert page.request.get(source).status == 404


def test_what_is_no_video_is_told(open_page):
    page = open_page("/videos", size="phone", scheme="dark")
    file = {"name": "x.mp4", "mimeType": "video/mp4", "buffer": b"#EXTM3U\nfile:///etc/passwd"}
    with page.expect_response("**/videos") as answer:
        page.locator("studio-video-drop input[type=file]").set_input_files(file)
    assert answer.value.status == 422
    page.wait_for_selector(".q-notification")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
