"""What people do in the pages, in few words: a photograph arrives, attempts line up, keys."""

import io

from tests.studio import real

ALL = len(real.KEPT)


def arrive(page, size=96):
    """Send a photograph by the file input, and wait for every tile of the sheet."""
    file = {"name": "../sea.png", "mimeType": "image/png", "buffer": real.photograph(size)}
    page.locator("studio-drop input[type=file]").first.set_input_files(file)
    sheet(page)


def sheet(page):
    """Wait for every tile of the sheet."""
    page.wait_for_selector(".tile")
    page.wait_for_function(
        f"document.querySelectorAll('.tile').length === {ALL} &&"
        " [...document.querySelectorAll('.tile .thumb')].every(image => image.naturalWidth)"
    )


def attempts(page, count):
    """Wait until so many attempts are lined up, and the last one is drawn."""
    page.wait_for_function(f"document.querySelectorAll('.attempts button').length === {count}")
    page.wait_for_function("!document.querySelector('.working').checkVisibility()")


def shown(page):
    """Return the pixels of the painting that is shown, uint8 (H, W, 3)."""
    from urllib.parse import urljoin

    import numpy as np
    from PIL import Image

    source = page.locator("studio-compare").get_attribute("painted")
    answer = page.request.get(urljoin(page.url, source))
    return np.asarray(Image.open(io.BytesIO(answer.body())))


_NAME = """
(e => (e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText || '').trim())
(document.activeElement)
"""


def press_until(page, key, name, most=80):
    """Press a key until an element whose name begins so has the keyboard."""
    met = []
    for _ in range(most):
        page.keyboard.press(key)
        met.append(page.evaluate(_NAME))
        if met[-1].startswith(name):
            return
    raise AssertionError(f"{name!r} was not reached by {key}; there were {met}")


def log_in(page, name, password=real.PASSWORD):
    """Log in on the page that asks for it."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_selector("studio-drop")
