"""A real Chromium without a window, by the DevTools protocol over a pipe: no package is needed.

    with Browser() as browser:
        page = browser.open("file:///tmp/report.html", width=390)
        page.evaluate("document.images.length")
        page.messages, page.requests    # what the console said, what was fetched

Debian: `apt-get install chromium`.
"""

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_SECONDS = 120
# Becomes the program that its arguments name, with two open files as 3 and 4, the protocol's.
_START = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3]]
for place, end in zip((3, 4), ends):
    os.dup2(end, place)
os.execv(sys.argv[3], sys.argv[3:])
"""


def need_chromium() -> str:
    """Return the program, or skip the test."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None or os.name != "posix":
        pytest.skip("there is no chromium to open the page with: apt-get install chromium")
    return found


class Browser:
    """A browser for as long as the `with` block lasts.

    Args:
        camera: whether there is a webcam, Chromium's pretended one, which every page may use.
    """

    def __init__(self, *, camera: bool = False):
        self._camera = camera

    def __enter__(self) -> "Browser":
        program = need_chromium()
        self._home = tempfile.TemporaryDirectory(prefix="browser", ignore_cleanup_errors=True)
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()
        # No sandbox: pages are our own, and neither root nor a container could make one.
        command = (
            program, "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu",
            "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run",
            "--hide-scrollbars", f"--user-data-dir={self._home.name}",
        )  # fmt: skip
        if self._camera:
            command += tuple(f"--use-fake-{part}-for-media-stream" for part in ("device", "ui"))
        with open(Path(self._home.name, "log"), "wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-ISc", _START, str(to_browser), str(from_browser), *command],
                pass_fds=(to_browser, from_browser), stdin=subprocess.DEVNULL, stdout=log,
                stderr=log,
            )  # fmt: skip
        os.close(to_browser)
        os.close(from_browser)
        self._rest, self._number, self._pages = b"", 0, {}
        return self

    def __exit__(self, *error) -> None:
        os.close(self._out)  # which ends it
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._in)
        self._home.cleanup()

    def open(self, address: str, *, width: int = 1280, height: int = 900, dark: bool = False,
             scripts: bool = True) -> "Page":  # fmt: skip
        """Return a page that is loaded.

        Args:
            address: `file://` or `http://`.
            width: of the window in pixels; below 600 it is a phone.
            height: of the window.
            dark: whether the user prefers dark pages.
            scripts: whether scripts run.
        """
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = self._pages[session] = Page(self, session)
        for domain in ("Page", "Runtime", "Log", "Network"):
            page.ask(f"{domain}.enable")
        page.ask("Emulation.setDeviceMetricsOverride", width=width, height=height,
                 deviceScaleFactor=1, mobile=width < 600)  # fmt: skip
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        page.ask("Emulation.setEmulatedMedia", features=[scheme])
        page.ask("Emulation.setScriptExecutionDisabled", value=not scripts)
        page.ask("Page.navigate", url=address)
        end = time.monotonic() + _SECONDS
        while not page.loaded:
            self._hear(end)
        return page

    def ask(self, method: str, session: str | None = None, **arguments) -> dict:
        """Return the answer to a command of the protocol."""
        self._number += 1
        number = self._number
        message = {"id": number, "method": method, "params": arguments}
        if session:
            message["sessionId"] = session
        content = json.dumps(message).encode() + b"\0"
        while content:
            content = content[os.write(self._out, content):]
        end = time.monotonic() + _SECONDS
        while (answer := self._hear(end)).get("id") != number:
            pass
        if "error" in answer:
            raise AssertionError(f"{method}: {answer['error']}")
        return answer["result"]

    def _hear(self, end: float) -> dict:
        """Return the next message; a page's events are told to it first."""
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._in], [], [], max(end - time.monotonic(), 0))
            more = os.read(self._in, 2**20) if ready else b""
            if not more:
                log = Path(self._home.name, "log").read_text("utf-8", "replace")[-2000:]
                raise AssertionError(f"The browser does not answer. It said: {log}")
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\0")
        message = json.loads(line)
        if message.get("sessionId") in self._pages and "method" in message:
            self._pages[message["sessionId"]].hear(message["method"], message["params"])
        return message


class Page:
    """One page of a `Browser`.

    Attributes:
        messages: what the console said: errors of scripts and of the page, and what they log.
        requests: addresses that were asked for, without those that lie within the page. What its
            policy stopped was not asked for, and stands in `messages`.
    """

    def __init__(self, browser: Browser, session: str):
        self._browser, self._session = browser, session
        self.messages: list[str] = []
        self._requests: dict[str, str] = {}
        self.loaded = False

    @property
    def requests(self) -> list[str]:
        return list(self._requests.values())

    def ask(self, method: str, **arguments) -> dict:
        """Return the answer to a command of the protocol."""
        return self._browser.ask(method, self._session, **arguments)

    def hear(self, method: str, told: dict) -> None:
        """Remember an event."""
        if method == "Page.loadEventFired":
            self.loaded = True
        elif method == "Runtime.exceptionThrown":
            self.messages.append(str(told["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled":
            words = [str(one.get("value", one.get("description"))) for one in told["args"]]
            self.messages.append(f"{told['type']}: {' '.join(words)}")
        elif method == "Log.entryAdded":
            self.messages.append(f"{told['entry']['level']}: {told['entry']['text']}")
        elif method == "Network.requestWillBeSent":
            address = told["request"]["url"]
            if not address.startswith("data:"):
                self._requests[told["requestId"]] = address
        elif method == "Network.loadingFailed" and told.get("blockedReason"):
            self._requests.pop(told["requestId"], None)
        elif method == "Page.javascriptDialogOpening":
            self.messages.append(f"dialog: {told['message']}")
            # Not waited for: an answer may not be asked for while one is awaited.
            raise AssertionError(f"The page opened a dialog: {told['message']}")

    def evaluate(self, expression: str):
        """Return the value of a JavaScript expression; a promise is awaited."""
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True,
                          awaitPromise=True)  # fmt: skip
        if "exceptionDetails" in answer:
            raise AssertionError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def screenshot(self, path: str | os.PathLike, *, whole: bool = True) -> None:
        """Write a PNG of the page.

        Args:
            path: the file.
            whole: all of the page rather than what the window shows.
        """
        answer = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        Path(path).write_bytes(base64.b64decode(answer["data"]))
