"""What every test may count on: no setting of the user reaches it, and it leaves nothing behind."""

import pytest

SETTINGS = ("TFSTYLE_OFFLINE", "TFSTYLE_MAX_PICTURE_BYTES", "TFSTYLE_MAX_PIXELS")


@pytest.fixture(scope="session", autouse=True)
def surroundings(tmp_path_factory):
    """Give the session, and the processes it starts, a cache of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TFSTYLE_CACHE", str(tmp_path_factory.mktemp("cache")))
        for name in SETTINGS:
            patch.delenv(name, raising=False)
        yield
