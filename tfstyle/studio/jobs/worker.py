"""`Worker`: takes jobs one after the other, and holds each while its handler works."""

import contextlib
import logging
import math
import os
import socket
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from tfstyle.errors import TfstyleError
from tfstyle.studio.jobs.context import JobContext
from tfstyle.studio.jobs.told import Claim, Lost, Stopped, Stopping
from tfstyle.studio.texts.refusals import refusal

_LOG = logging.getLogger("tfstyle.studio.jobs")
_BETWEEN_TIDYING = 6 * 3600.0


class Worker:
    """Does the jobs of some kinds, one at a time.

    Args:
        jobs: the queue.
        handlers: for each kind what does it: takes a `JobContext`, returns the result (JSON).
        name: of this worker, for the log; the computer and process if not given.
        lease: seconds without a sign of life until a job is another's. A beat goes out three
            times as often.
        poll: seconds between looks at an empty queue.

    Example:
        >>> worker = Worker(jobs, {"count": count})  # doctest: +SKIP
        >>> worker.run()  # until worker.stop() of another thread  # doctest: +SKIP
    """

    def __init__(
        self, jobs, handlers: Mapping[str, Callable[[JobContext], dict[str, Any]]],
        name: str | None = None, *, lease: float = 30.0, poll: float = 0.5,
    ):  # fmt: skip
        self._jobs, self._handlers = jobs, dict(handlers)
        self.name = name or f"{socket.gethostname()}/{os.getpid()}"
        self._lease, self._poll = lease, poll
        self._stop = threading.Event()

    def run(self, stop: threading.Event | None = None) -> None:
        """Work until `stop` is set, or `stop()` was called; the job at hand is given back then.

        An error of the database is logged, and tried again.
        """
        stop = self._stop if stop is None else stop
        tidied = -math.inf
        while not (stop.is_set() or self._stop.is_set()):
            try:
                if time.monotonic() - tidied > _BETWEEN_TIDYING:
                    tidied = time.monotonic()
                    self._jobs.forget()
                claim = self._jobs.claim(self.name, self._handlers, self._lease)
                if claim is not None:
                    self.do(claim, stop)
                    continue
            except Exception:
                _LOG.exception("The queue does not answer; trying again")
                stop.wait(4 * self._poll)
            stop.wait(self._poll)

    def stop(self) -> None:
        """End `run` soon; the job at hand is given back first."""
        self._stop.set()

    def do(self, claim: Claim, stop: threading.Event | None = None) -> None:
        """Do one job that was claimed."""
        job, over = JobContext(self._jobs, claim), threading.Event()
        beating = threading.Thread(
            target=self._beat, args=(claim, job, over, stop or self._stop), daemon=True,
            name=f"beat of {claim.id[:8]}",
        )  # fmt: skip
        beating.start()
        try:
            end = self._handled(claim, job)
        except BaseException:  # Ctrl-C in a worker without signal handlers
            with contextlib.suppress(Exception):
                self._jobs.release(claim)
            raise
        finally:
            over.set()
            beating.join()
        try:
            end()
        except Lost:
            _LOG.warning("%s %s is another worker's by now", claim.kind, claim.id)

    def _handled(self, claim, job) -> Callable[[], None]:
        """Let the handler work; return what is to be written then."""
        started = time.monotonic()
        try:
            result = self._handlers[claim.kind](job)
            _LOG.info("%s %s: %.1f s", claim.kind, claim.id, time.monotonic() - started)
            return lambda: self._finish(claim, result)
        except Stopping as why:
            _LOG.info("%s %s: %s", claim.kind, claim.id, why)
            return lambda: self._jobs.release(claim)
        except (Exception, SystemExit) as error:
            expected = isinstance(error, TfstyleError)
            _LOG.warning("%s %s: %s", claim.kind, claim.id, error, exc_info=not expected)
            text = refusal(error)
            return lambda: self._jobs.fail(claim, text)

    def _finish(self, claim, result):
        try:
            self._jobs.finish(claim, result)
        except Lost:
            raise
        except TfstyleError as error:
            _LOG.warning("%s %s: %s", claim.kind, claim.id, error)
            self._jobs.fail(claim, refusal(error))

    def _beat(self, claim, job, over, stop):
        """Hold a job until it is over, and pass on what is wanted of it."""
        until = time.monotonic() + claim.lease
        last = time.monotonic()
        pause = min(claim.lease / 3, 1.0)
        while not over.wait(min(pause, 0.1)):
            if stop.is_set() or self._stop.is_set():
                job.stop(Stopped("The worker ends."))
            if time.monotonic() - last < pause:
                continue
            last = time.monotonic()
            try:
                self._jobs.beat(claim)
                until = last + claim.lease
            except Lost as why:
                job.stop(why)
                return
            except Stopping as why:
                job.stop(why)
                until = last + claim.lease
            except Exception:
                _LOG.exception("A beat of %s %s did not get through", claim.kind, claim.id)
                if time.monotonic() > until:
                    job.stop(Lost("The queue did not answer for too long."))
