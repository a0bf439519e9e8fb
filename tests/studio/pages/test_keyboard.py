"""Paint without a mouse, from the file to the download, on a laptop and a phone, light and dark."""

import numpy as np
import pytest

from tests.studio.pages.acting import attempts, press_until, sheet, shown
from tests.studio.real import photograph
from tfstyle.images import read_provenance

pytestmark = pytest.mark.exhaustive
CHOICES = [("laptop", "light"), ("laptop", "dark"), ("phone", "light"), ("phone", "dark")]


def choose_a_file(page, folder):
    """Open the dialog for files by the keyboard; what is chosen there is the browser's own."""
    path = folder / "sea.png"
    path.write_bytes(photograph())
    # Listened to before any key: the browser is told to hand dialogs over, which takes it a moment.
    page.on("filechooser", lambda chooser: chooser.set_files(path))
    press_until(page, "Tab", "Choose a file")
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    sheet(page)


def has_a_ring(page):
    """Whether one sees what has the keyboard: it, or something around it, is outlined."""
    return page.evaluate(
        """() => {
          for (let e = document.activeElement; e && e !== document.body; e = e.parentElement) {
            const style = getComputedStyle(e);
            if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) return true;
          }
          return false;
        }"""
    )


@pytest.mark.parametrize(("size", "scheme"), CHOICES)
def test_paint_by_the_keyboard_alone(open_page, tmp_path, size, scheme):
    page = open_page(size=size, scheme=scheme)
    page.wait_for_selector("studio-drop.drop")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    page.keyboard.press("Enter")
    choose_a_file(page, tmp_path)

    press_until(page, "Tab", "Udnie")
    assert has_a_ring(page)
    page.keyboard.press("Enter")
    attempts(page, 1)
    whole = shown(page).astype(int)
    press_until(page, "Shift+Tab", "Before and after")
    assert has_a_ring(page)
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert page.locator("studio-compare").get_attribute("style").find("--cut: 3%") >= 0

    press_until(page, "Tab", "Strength")
    page.keyboard.press("Home")
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    press_until(page, "Tab", "Keep my colours")
    page.keyboard.press("Space")
    press_until(page, "Shift+Tab", "Paint")
    page.keyboard.press("Enter")
    attempts(page, 2)
    assert np.abs(shown(page) - whole).max() > 10

    press_until(page, "Tab", "Where Udnie shows")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog.mask")
    for key in (" ", "ArrowLeft", "ArrowLeft", " "):
        page.keyboard.press(key)
    press_until(page, "Tab", "Done")
    page.keyboard.press("Enter")
    attempts(page, 3)

    press_until(page, "Shift+Tab", "Add to the blend: The Scream")
    assert has_a_ring(page)
    page.keyboard.press("Enter")
    press_until(page, "Tab", "Share of The Scream")
    page.keyboard.press("ArrowLeft")
    press_until(page, "Tab", "Paint")
    page.keyboard.press("Enter")
    attempts(page, 4)

    press_until(page, "Shift+Tab", "Undo")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "document.querySelectorAll('.attempts button')[2].getAttribute('aria-current') === 'true'"
    )
    press_until(page, "Tab", "Download")
    with page.expect_download() as download:
        page.keyboard.press("p")
    made = read_provenance(download.value.path())
    assert made.steps[0].origin.name == "fast_style_udnie" and "mask" in made.steps[0].options
