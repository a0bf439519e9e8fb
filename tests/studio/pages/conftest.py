"""A real studio, a real browser, and pages in it."""

import pytest

from tests.browser import need_chromium
from tests.optional import need
from tests.studio import real

SECONDS = 40_000  # milliseconds, that is: a loaded machine loads networks slowly
SIZES = {"laptop": (1366, 850), "phone": (390, 844)}
# A browser says so of every answer that refuses; a test that asks for one looks at it itself.
EXPECTED = ("status of 422",)


@pytest.fixture(scope="package")
def laptop(tmp_path_factory):
    """A studio of one person, with a photograph in it."""
    home = tmp_path_factory.mktemp("laptop") / "studio"
    with real.rooms(home) as rooms:
        rooms.pictures.add(rooms.accounts.me().id, real.photograph(), title="Squares")
    with real.studio(home) as studio:
        yield studio


@pytest.fixture(scope="package")
def school(tmp_path_factory):
    """A studio where people log in: `real.school`, and a photograph of Ada."""
    home = tmp_path_factory.mktemp("school") / "studio"
    with real.rooms(home, accounts=True) as rooms:
        people = real.school(rooms)
        rooms.pictures.add(people.ada, real.photograph(), title="Squares")
    with real.studio(home, "--accounts") as studio:
        yield studio


@pytest.fixture(scope="package")
def address(laptop):
    """Of the studio of one person."""
    return laptop.address


@pytest.fixture(scope="package")
def chromium():
    """A browser without a window."""
    program = need_chromium()
    playwright = need("playwright.sync_api")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, request):
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
        page.goto((at or request.getfixturevalue("address")) + path)
        ready(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    own = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")
    assert [url for url in fetched if not url.startswith(own)] == []
    assert [line for line in said if not any(word in line for word in EXPECTED)] == []


def ready(page):
    """Wait until a page is there and hears its server."""
    page.wait_for_selector("#content")
    page.wait_for_function("window.socket?.connected !== false")
