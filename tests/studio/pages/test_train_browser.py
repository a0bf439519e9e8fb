"""The page Train in a real browser, with a real worker: from folders and a painting to a style."""

import io

import numpy as np
import pytest
from PIL import Image

from tests.studio.pages.listening import listening

pytestmark = pytest.mark.exhaustive
SECONDS = 180_000  # milliseconds: TensorFlow loads twice


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with listening("training", tmp_path_factory.mktemp("training")) as found:
        yield found


@pytest.fixture
def opened(chromium, address):
    """Return a function that opens a page; at the end nothing strange was said."""
    contexts, said = [], []

    def open_page(path, size=(1366, 850), **options):
        context = chromium.new_context(viewport=dict(zip(("width", "height"), size, strict=True)),
                                      **options)  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(SECONDS)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda message: said.append(message.text)
                if message.type == "error" else None)  # fmt: skip
        page.goto(address + path)
        page.wait_for_selector("#content")
        page.wait_for_function("window.socket?.connected !== false")
        return page

    yield open_page
    for context in contexts:
        context.close()
    # A broken picture is refused, many at once wait, and a sample may be replaced while it loads.
    expected = ("status of 422", "status of 429", "status of 404")
    assert [line for line in said if not any(one in line for one in expected)] == []


def noise(seed, size=(40, 48)) -> bytes:
    random, file = np.random.default_rng(seed), io.BytesIO()
    Image.fromarray(random.integers(0, 255, (*size, 3), dtype="uint8")).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def folder(tmp_path):
    """Four pictures, one of them deeper; one that is broken, and what is no picture."""
    for number in range(4):
        path = tmp_path / ("deeper" if number == 3 else ".") / f"{number}.png"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(noise(number))
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff no picture")
    (tmp_path / "notes.txt").write_text("no picture", "utf-8")
    (tmp_path / ".DS_Store").write_bytes(b"x")
    return tmp_path


def test_two_folders_become_a_style(opened, folder):
    page = opened("/train")
    page.get_by_label("From one kind of picture to another").check()
    first, second = (page.locator("studio-many:visible").nth(place) for place in (0, 1))
    page.locator("button:visible", has_text="Begin training").click()
    page.get_by_text("Each kind needs at least 2 pictures. There are 0 and 0.").wait_for()
    first.locator("input[webkitdirectory]").set_input_files(folder)
    page.get_by_text("Pictures: 4").wait_for()
    page.get_by_text("Files that are no pictures: 1").wait_for()
    page.get_by_text("Left out: 1").click()
    page.get_by_text("broken.jpg:").wait_for()
    some = [{"name": f"{n}.png", "mimeType": "image/png", "buffer": noise(n)} for n in (7, 8)]
    second.locator("input:not([webkitdirectory])").set_input_files(some)
    page.get_by_text("Pictures: 2").wait_for()
    assert "what=domains" in page.url
    page.reload()  # what was brought of which kind is known to the next page
    page.get_by_text("Pictures: 4").wait_for()
    page.get_by_text("Pictures: 2").wait_for()
    assert [page.locator("studio-many:visible ~ .brought").nth(n).locator("img").count()
            for n in (0, 1)] == [4, 2]  # fmt: skip
    page.locator("input[name=quality-domains][value=quick]").check()
    page.locator(".form:visible").get_by_label("Name").fill("Noise to noise")
    page.locator("button:visible", has_text="Begin training").click()
    page.wait_for_url("**/jobs*")
    job = page.locator("article", has_text="Noise to noise")
    assert job.get_by_role("button", name="Pause").count() == 1
    job.get_by_role("link", name="Save as a file").wait_for()
    assert "Loss over steps" in job.locator("svg.curve").get_attribute("aria-label")
    assert job.locator("button.sample").count() == 0  # the style shows what was learned
    page.goto(page.url.partition("/jobs")[0] + "/train?what=domains")
    page.get_by_text("Pictures brought for training that are kept: 6").wait_for()
    times = page.locator("label", has_text="Quick").locator(".hint")
    assert any("by the pace of an earlier run" in text for text in times.all_inner_texts())
    page.get_by_role("button", name="Delete them").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.get_by_text("Deleted: 6").wait_for()
    page.locator("studio-many:visible").first.wait_for()
    assert page.get_by_text("Pictures: ").count() == 0


def test_a_sample_is_shown_large(opened):
    page = opened("/jobs", size=(390, 844))
    page.locator("article", has_text="Laid aside").locator("button.sample").click()
    page.locator(".panel.large img").wait_for()
    page.keyboard.press("Escape")
    page.locator(".panel.large").wait_for(state="detached")


def test_a_painting_becomes_a_style_that_paints(opened):
    page = opened("/train", size=(390, 844), color_scheme="dark")
    page.locator("button:visible", has_text="Begin training").click()
    page.get_by_text("Choose a painting first.").wait_for()
    painting = {"name": "wave.png", "mimeType": "image/png", "buffer": noise(20)}
    page.locator("studio-drop input[type=file]").set_input_files(painting)
    page.get_by_text("Chosen: wave").wait_for()
    page.locator("input[name=quality-style][value=quick]").check()
    page.locator(".form:visible").get_by_label("Name").fill("The wave")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("button:visible", has_text="Begin training").click()
    page.wait_for_url("**/jobs*")
    job = page.locator("article", has_text="The wave")
    job.get_by_role("link", name="Paint with it").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("path", ["/train", "/train?what=domains", "/jobs", "/rate"])
def test_rooms_of_learning_speak_chinese_on_a_phone(opened, path):
    page = opened(path, size=(390, 844), locale="zh-CN")
    page.locator("h1").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert any("\u4e00" <= letter <= "\u9fff" for letter in page.locator("h1").inner_text())
