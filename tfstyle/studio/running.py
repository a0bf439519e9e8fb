"""A studio that runs: a socket, the application, what computes, the browser, and an end."""

import contextlib
import gc
import threading
import webbrowser
from collections.abc import Callable

from tfstyle.studio.settings import StudioSettings

# Seconds that a connection may rest: longer than clients and proxies (nginx: 60) keep theirs, which
# would otherwise send a request into one that is being closed, and lose it.
_KEEP_ALIVE = 75


def run(
    settings: StudioSettings, *, demo: bool = False, browser: bool = False,
    say: Callable[[str], object] = print,
) -> None:  # fmt: skip
    """Answer until a signal ends it.

    Args:
        settings: see there.
        demo: fill it with sample photographs first.
        browser: open its page.
        say: told what is going on, a line at a time.

    Raises:
        BusyError: the port is in use.
    """
    import uvicorn

    from tfstyle.native_output import kept_apart
    from tfstyle.serving.server import listen
    from tfstyle.studio.apart import computing_apart
    from tfstyle.studio.app import make_studio
    from tfstyle.studio.services import open_services

    with contextlib.ExitStack() as stack:
        stack.enter_context(kept_apart())  # models are loaded while the address is said
        sock = stack.enter_context(listen(settings.host, settings.port))  # before all that is slow
        services = open_services(settings)
        calls = stack.enter_context(computing_apart(services, worker=settings.worker))
        if demo:
            from tfstyle.studio.demo import fill

            say("Painting the samples")
            fill(services, services.accounts.me().id)
        name = f"[{settings.host}]" if ":" in settings.host else settings.host
        address = f"http://{name}:{sock.getsockname()[1]}"

        class Server(uvicorn.Server):
            async def startup(self, sockets=None):
                await super().startup(sockets)
                if self.started:
                    settle()
                    say(f"The studio is open: {address} (its things are in {settings.home})")
                    if browser:
                        threading.Thread(target=webbrowser.open, args=(address,)).start()

            async def shutdown(self, sockets=None):
                calls.hang_up()  # or answers that wait for a painting would have to be broken off
                await super().shutdown(sockets)

        Server(uvicorn.Config(
            make_studio(settings, services), log_config=None, access_log=False,
            server_header=False, timeout_graceful_shutdown=5, timeout_keep_alive=_KEEP_ALIVE,
        )).run(sockets=[sock])  # fmt: skip


def settle() -> None:
    """Let Python look for rubbish less often, and not in what is there now, which stays.

    A look through all that was imported stops every page for a quarter of a second. Nearly all
    that a page leaves is freed at once when it is closed; only what refers to itself waits.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 10)


def start_worker(services) -> Callable[[], object]:
    """Do jobs in a thread of this process; return what ends it."""
    from tfstyle.studio.jobs import Worker
    from tfstyle.studio.training import handlers

    worker = Worker(services.jobs, handlers(services))
    thread = threading.Thread(target=worker.run, name="studio-worker", daemon=True)
    thread.start()

    def end():
        worker.stop()
        thread.join(10)

    return end
