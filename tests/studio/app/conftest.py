"""A studio's application without pages, of rooms in memory, and browsers of two people."""

import io
import re

import pytest

from tests.optional import need


@pytest.fixture
def studio(tmp_path):
    """Return the services of a studio in which `ada` and `bob` have accounts."""
    need("sqlalchemy")
    need("fastapi")
    from tests.studio.stand_ins import rooms

    return rooms(tmp_path, "ada", "bob", accounts=True)


@pytest.fixture
def browse(studio, browse_in):
    """Return a function from a name to a browser that is logged in, or of nobody."""
    return lambda name=None: browse_in(studio, name)


@pytest.fixture
def browse_in():
    """Return what `browse` does of any studio."""
    need("httpx")
    from anyio.from_thread import start_blocking_portal

    from tests.studio.app.browsing import Browsing
    from tfstyle.studio.app import make_studio
    from tfstyle.studio.routes.csrf import token_of

    made = {}

    with start_blocking_portal() as portal:

        def opened(studio, name=None):
            if id(studio) not in made:
                made[id(studio)] = make_studio(studio.settings, studio, pages=False)
            app = made[id(studio)]
            client = Browsing(app, portal)
            client.get("/healthz")
            if name:
                client.cookies.set("studio_session", f"session-of-{name}")
            client.headers["x-csrf-token"] = token_of(b"secret", client.cookies["studio_browser"])
            return client

        yield opened


@pytest.fixture
def photo():
    """Return the bytes of a small JPEG."""
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 90, 30)).save(file, "JPEG")
    return file.getvalue()


def sent(client, data, **fields):
    """Send a picture; return the answer."""
    return client.post("/pictures", files={"file": ("../../x.png", data)}, data=fields)


def words_of(answer):
    """Return the sentence of an answer that refuses."""
    return re.sub(r"\s+", " ", answer.json()["error"])
