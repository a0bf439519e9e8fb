"""What a child of the tests does; of a module, for the child imports it."""

import os
import time

from tfstyle.errors import NotFoundError
from tfstyle.studio.apart.answering import answer
from tfstyle.studio.texts.telling import Told


class Odd(Exception):
    """Made of two, so that it cannot be sent as it is."""

    def __init__(self, one, other):
        super().__init__(f"{one} and {other}")


def count(send, most, path=None):
    """Send 0, 1, …; a file has how far it came."""
    for number in range(most):
        send(number)
        if path:
            with open(path, "w", encoding="utf-8") as file:
                file.write(str(number))
            time.sleep(0.01)
    return most


def refuse(send, kind):
    if kind == "told":
        raise NotFoundError(Told("memory"))
    if kind == "odd":
        raise Odd(1, 2)
    raise NotFoundError("There is no such picture.")


FUNCTIONS = {
    "count": (count, 2),
    "refuse": (refuse, 1),
    "add": (lambda send, *numbers: sum(numbers), 1),
    "wait": (lambda send, seconds: time.sleep(seconds), 4),
    "leave": (lambda send: os._exit(9), 1),
    "pid": (lambda send: os.getpid(), 1),
}


def main(pipe):
    """Answer."""
    answer(pipe, FUNCTIONS)
    os._exit(0)
