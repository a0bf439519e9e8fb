"""`Calls`: functions of a child process, called as if they were here."""

import contextlib
import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from tfstyle.errors import BusyError
from tfstyle.studio.texts.telling import Told

_LOG = logging.getLogger("tfstyle.studio")
_PATIENCE = 15.0  # seconds for the job at hand to be given back
_BETWEEN = (1.0, 30.0)  # seconds from a child's end to the next one: at first, and at most


class Calls:
    """A child process and the calls that are in it; any thread may call.

    A child that ends by itself (killed for its memory, say) is started again, also when nobody
    calls: it may have jobs to do. Calls that were in it raise `BusyError`.

    Args:
        main: run in the child, with its end of a pipe and `arguments`; it ends when the pipe does.
            A function of a module, for the child imports it.
        *arguments: what can be pickled.

    Example:
        >>> with Calls(main, settings) as calls:  # doctest: +SKIP
        ...     calls.call("advise", picture_id, None, "en", viewer_id=ada)
    """

    def __init__(self, main: Callable, *arguments: Any):
        import multiprocessing

        # No fork: this process has threads, and they may hold locks that nobody would give back.
        self._processes = multiprocessing.get_context("spawn")
        self._main, self._arguments = main, arguments
        self._numbers = itertools.count()
        self._waiting: dict[int, queue.SimpleQueue] = {}
        self._turn = threading.Lock()  # of `_pipe`, `_waiting`, and writing
        self._over = threading.Event()
        self._start()
        self._listener = threading.Thread(target=self._listen, name="studio-apart", daemon=True)
        self._listener.start()

    @property
    def process(self) -> Any:
        """The child, a `multiprocessing.Process`."""
        return self._process

    def call(
        self, name: str, *arguments: Any, told: Callable[[Any], object] | None = None,
        **named: Any,
    ) -> Any:  # fmt: skip
        """Return what a function of the child returns.

        Args:
            name: of the function.
            *arguments: of it.
            told: called with each value that it sends before its end; raising ends the call.
            **named: of it.

        Raises:
            BusyError: the child ended meanwhile.
            Exception: whatever the function raised.
        """
        stream = self._stream(name, arguments, named)
        with contextlib.closing(stream):
            while True:
                try:
                    value = next(stream)
                except StopIteration as end:
                    return end.value
                if told is not None:
                    told(value)

    def each(self, name: str, *arguments: Any, **named: Any) -> Iterator[Any]:
        """Yield each value that a function of the child sends; closed, the function ends."""
        return self._stream(name, arguments, named)

    def _stream(self, name, arguments, named):
        heard: queue.SimpleQueue = queue.SimpleQueue()
        number = next(self._numbers)
        try:
            with self._turn:
                self._waiting[number] = heard
                try:
                    self._pipe.send((number, name, arguments, named))
                except OSError as error:
                    raise _ended() from error
            while True:
                what, value = heard.get()
                if what == "item":
                    yield value
                elif what == "end":
                    return value
                else:
                    raise value
        finally:
            with self._turn, contextlib.suppress(OSError):
                if self._waiting.pop(number, None) is not None:
                    self._pipe.send((number, None))

    def hang_up(self) -> None:
        """Let the child end, and calls that are in it raise `BusyError`; nothing is waited for."""
        self._over.set()
        with self._turn:
            self._pipe.close()
        self._give_up()

    def close(self) -> None:
        """End the child, and wait until it has."""
        self.hang_up()
        self._process.join(_PATIENCE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._listener.join(_PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def _start(self):
        here, there = self._processes.Pipe()
        self._process = self._processes.Process(
            target=self._main, args=(there, *self._arguments), name="studio-apart", daemon=True
        )
        self._process.start()
        there.close()
        self._pipe = here

    def _listen(self):
        pause, longest = _BETWEEN
        while not self._over.is_set():
            began = time.monotonic()
            self._pass_on()
            self._give_up()
            if self._over.is_set():
                return
            self._process.join(1.0)
            _LOG.error("What paints has ended (%s); it is started again", self._process.exitcode)
            pause = min(2 * pause, longest) if time.monotonic() - began < longest else _BETWEEN[0]
            if self._over.wait(pause):
                return
            with self._turn:
                if not self._over.is_set():
                    self._start()

    def _give_up(self):
        with self._turn:
            lost, self._waiting = list(self._waiting.values()), {}
        for heard in lost:
            heard.put(("raised", _ended()))

    def _pass_on(self):
        """Hand on what the child sends, until it sends nothing more."""
        pipe = self._pipe
        # A descriptor that another thread closes would be waited for for ever, so it is asked.
        with contextlib.suppress(EOFError, OSError):
            while not self._over.is_set():
                if not pipe.poll(0.5):
                    continue
                number, *told = pipe.recv()
                with self._turn:
                    heard = self._waiting.get(number)
                    if told[0] != "item":
                        self._waiting.pop(number, None)
                if heard is not None:
                    heard.put(told)


def _ended() -> BusyError:
    return BusyError(Told("refused.painter_ended"), "the process that paints")
