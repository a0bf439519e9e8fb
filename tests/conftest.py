"""What every test may count on: no setting of the user reaches it, and it leaves nothing behind."""

import os
import sys

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


def pytest_runtest_logreport(report):
    """Name what failed at once: a run that is ended from outside never comes to its summary."""
    if report.failed and not os.environ.get("PYTEST_XDIST_WORKER"):
        sys.stderr.write(f"\nfailed: {report.nodeid} ({report.when})\n{report.longreprtext}\n")
