"""Which pages of the web may ask: cross-origin resource sharing, for scripts in a browser.

A browser lets a page read answers of its own origin only, unless the server names the page's in
`Access-Control-Allow-Origin`. It guards users of browsers, and no one else has to obey: who may ask
at all is what the token is for.
"""

import inspect
import re
from collections.abc import Sequence
from typing import Any

_ORIGIN = re.compile(r"https?://(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?")
_USUAL = {"http": ":80", "https": ":443"}
# What a page may send besides the few headers that every page may, and what it may read.
_SENT = ("Authorization", "Content-Encoding", "Content-Type", "Inference-Header-Content-Length")
_READ = ("Inference-Header-Content-Length", "Retry-After", "WWW-Authenticate", "X-Error-Id")


def check_origins(origins: Sequence[str], *, token: bool) -> None:
    """Raise unless these are origins as browsers send them, or `*` where there is no token.

    Args:
        origins: e.g. `["https://gallery.example", "http://localhost:5173"]`.
        token: whether the server asks for one. Whoever has it would hand it to any page then.

    Raises:
        ValueError: one is not, and what it should be.
    """
    if isinstance(origins, str):
        raise ValueError(f"origins are a sequence of them. Received: {origins!r}")
    for origin in origins:
        if origin == "*":
            if token:
                raise ValueError(
                    "The origin * is every page there is, and a token is not for every page. Name "
                    "the origins that may ask."
                )
            continue
        if not _ORIGIN.fullmatch(origin) or origin.endswith(_USUAL[origin.partition(":")[0]]):
            raise ValueError(
                "An origin is http:// or https:// and a host in small letters, with a port if it "
                "is not the usual one, and nothing behind: https://gallery.example. Received: "
                f"{origin!r}"
            )


def let_pages_ask(app: Any, origins: Sequence[str]) -> None:
    """Answer scripts of pages of these origins so that browsers hand them the answers.

    Cookies are not asked for: a token is sent by the script that has it.

    Args:
        app: of FastAPI.
        origins: see `check_origins`.
    """
    from starlette.middleware.cors import CORSMiddleware

    # Browsers ask once more where the page comes from outside and the server is in the house.
    # Older releases of Starlette leave that question out of the answer; newer ones refuse it.
    private = inspect.signature(CORSMiddleware).parameters.keys() & {"allow_private_network"}
    app.add_middleware(
        CORSMiddleware, allow_origins=list(origins), allow_methods=["GET", "POST"],
        allow_headers=_SENT, expose_headers=_READ, **dict.fromkeys(private, True),
    )  # fmt: skip
