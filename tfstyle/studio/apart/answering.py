"""The child's end of the pipe: takes calls, does each in a thread, and sends what comes of it.

The parent sends `(number, name, arguments, named)`, or `(number, None)` for a call that nobody
waits for any more. Back go any number of `(number, "item", value)` and at the end
`(number, "end", value)` or `(number, "raised", exception)`.
"""

import logging
import pickle
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

_LOG = logging.getLogger("tfstyle.studio")


class NotWanted(BaseException):
    """Nobody waits for this call any more: raised from `send`, through whatever was computing."""


def answer(pipe: Any, functions: Mapping[str, tuple[Callable, int]]) -> None:
    """Answer calls until the parent closes the pipe, or is gone.

    Args:
        pipe: a `multiprocessing.connection.Connection`.
        functions: by name what is called, and how many of them at once. The first argument is
            `send`, which hands a value on before the end.
    """
    pools = {
        name: ThreadPoolExecutor(many, f"studio-{name}") for name, (_, many) in functions.items()
    }
    wanted: set[int] = set()
    turn = threading.Lock()  # one thread writes at a time

    def tell(*told):
        data = _pickled(told)
        with turn:
            pipe.send_bytes(data)

    def do(number, name, arguments, named):
        def send(value):
            if number not in wanted:
                raise NotWanted
            tell(number, "item", value)

        try:
            if number not in wanted:
                return
            value = functions[name][0](send, *arguments, **named)
            tell(number, "end", value)
        except (NotWanted, BrokenPipeError):
            pass
        except BaseException as error:
            tell(number, "raised", error)
        finally:
            wanted.discard(number)

    try:
        while True:
            number, name, *rest = pipe.recv()
            if name is None:
                wanted.discard(number)
            else:
                wanted.add(number)
                pools[name].submit(do, number, name, *rest)
    except (EOFError, OSError):
        wanted.clear()
        for pool in pools.values():
            pool.shutdown(wait=False, cancel_futures=True)


def _pickled(told) -> bytes:
    """Return what is sent; an exception that cannot be is told by its kind and its words."""
    try:
        data = pickle.dumps(told)
        if told[1] == "raised":
            pickle.loads(data)  # one of several arguments fails only there
        return data
    except Exception as error:
        _LOG.warning("%s cannot be sent: %s", type(told[2]).__name__, error, exc_info=told[2])
        plain = RuntimeError(f"{type(told[2]).__name__}: {told[2]}")
        return pickle.dumps((told[0], "raised", plain))
