"""Screenshots of every page of the real studio, for the documentation and to be looked at.

    python -m tests.studio.shots FOLDER

writes `ROOM-SIZE-THEME-LANGUAGE.png` for each room, a laptop and a phone, light and dark, English
and Chinese, of a school in which a sample photograph was painted twice.
"""

import sys
import tempfile
from pathlib import Path

from tests.browser import need_chromium
from tests.optional import need
from tests.studio import real

SIZES = {"laptop": (1366, 850), "phone": (390, 844)}
LANGUAGES = {"en": "en-GB", "zh": "zh-CN"}
_QUIET = 800  # ms: what fades in or comes late is there


def fill(rooms, people) -> str:
    """Give Ada a photograph and two paintings of it; return the photograph's id."""
    from tfstyle.studio.painting import Layer, PaintOptions
    from tfstyle.studio.painting.encoding import encode

    photo = encode(need("skimage.data").coffee(), "png")
    source = rooms.pictures.add(people.ada, photo, title="A cup of coffee").id
    rooms.library.seed_from_zoo()
    styles = {style.model: style.id for style in rooms.library.styles(people.ada)}
    for model in real.KEPT[::2]:
        options = PaintOptions(layers=[Layer(style_id=styles[model])], size=256)
        painted = rooms.painter.paint(source, options, viewer_id=people.ada)
        rooms.gallery.keep(people.ada, painted.png, painted.recipe, source)
    return source


def shoot(browser, address, source, folder, size, theme, language) -> None:
    """Write the pictures of one look."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, locale=LANGUAGES[language]
    )
    page = context.new_page()
    page.set_default_timeout(90_000)

    def take(name):
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(_QUIET)
        page.screenshot(path=folder / f"{name}-{size}-{theme}-{language}.png")

    page.goto(f"{address}/log-in")
    page.wait_for_selector("#content")
    take("log-in")
    page.locator("input[name=name]").fill("Ada")
    page.locator("input[name=password]").fill(real.PASSWORD)
    page.locator("form[action='/log-in'] button").click()
    page.wait_for_selector("studio-drop.drop")
    rooms = page.locator("nav.rooms a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    for room in rooms:
        page.goto(address + room)
        page.wait_for_selector("#content")
        take(room.strip("/") or "begin")
    page.goto(f"{address}/?picture={source}")
    page.wait_for_selector(".tile .thumb[src]")
    take("sheet")
    page.locator(".tile button.pick").first.click()
    page.wait_for_selector(".attempts button")
    page.wait_for_function("!document.querySelector('.working').checkVisibility()")
    take("paint")
    page.locator(".brushes button").first.click()
    page.wait_for_selector("dialog.mask")
    take("mask")
    context.close()


def main(folder: str) -> None:
    """Write all of them."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    program, playwright = need_chromium(), need("playwright.sync_api")
    with tempfile.TemporaryDirectory() as place:
        home = Path(place) / "studio"
        with real.rooms(home, accounts=True) as rooms:
            source = fill(rooms, real.school(rooms))
        with real.studio(home, "--accounts") as studio, playwright.sync_playwright() as started:
            browser = started.chromium.launch(executable_path=program, args=["--no-sandbox"])
            for language in LANGUAGES:
                for theme in ("light", "dark"):
                    for size in SIZES:
                        shoot(browser, studio.address, source, Path(folder), size, theme, language)
            browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
