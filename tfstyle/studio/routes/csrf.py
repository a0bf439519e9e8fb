"""A token that a page of ours has and a forged request does not.

It is bound to the browser by a cookie that no script reads: what another site makes the browser
send carries the cookie, perhaps, but not the token.
"""

import hashlib
import hmac

HEADER, FIELD = "x-csrf-token", "csrf"


def token_of(secret: bytes, browser: str) -> str:
    """Return the token of a browser.

    Args:
        secret: the studio's.
        browser: the value of its cookie.

    Example:
        >>> token_of(b"s", "b") == token_of(b"s", "b"), token_of(b"s", "b") == token_of(b"s", "c")
        (True, False)
    """
    return hmac.new(secret, f"csrf:{browser}".encode(), hashlib.sha256).hexdigest()


def is_right(secret: bytes, browser: str | None, token: str | None) -> bool:
    """Return whether a token is that browser's; there is none without a cookie."""
    if not browser or not token:
        return False
    return hmac.compare_digest(token_of(secret, browser).encode(), token.encode("utf-8", "replace"))
