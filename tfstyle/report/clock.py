"""How long a run took: from TensorBoard's event files, of which nothing but the times is read.

A record is its length (uint64), a checksum, the event, a checksum. An event begins with its wall
time (field 1, a double) and its step (field 2, a varint); `tensorboard`'s own reader would decode
all pictures for the same two numbers.
"""

import itertools
import struct
from pathlib import Path
from typing import NamedTuple

from tfstyle.errors import IntegrityError
from tfstyle.files import open_regular

_HEAD, _TAIL = 12, 4
# More pauses than these seconds lie between two parts of a run, not within one.
_LONGEST_STEP = 6 * 3600


class Clock(NamedTuple):
    """Time that the parts of a run took together.

    Attributes:
        seconds: of all parts, without the time between them.
        steps: done in these seconds.
    """

    seconds: float
    steps: int


def read_clock(tensorboard: Path) -> Clock | None:
    """Return the time of a run, `None` where its event files do not tell it."""
    seconds, steps = 0.0, 0
    for path in sorted(tensorboard.glob("events.out.tfevents.*")):
        times = _times(path)
        if len(times) > 1:
            between = itertools.pairwise(times)
            seconds += sum(min(max(b[0] - a[0], 0.0), _LONGEST_STEP) for a, b in between)
            steps += max(times[-1][1] - times[0][1], 0)
    return Clock(seconds, steps) if seconds > 0 and steps > 0 else None


def _times(path: Path) -> list[tuple[float, int]]:
    """Return `(wall time, step)` of a file's events with a step, up to where it is cut short."""
    times: list[tuple[float, int]] = []
    try:
        with open_regular(path) as file:
            end = file.seek(0, 2)
            place = 0
            while place + _HEAD < end:
                file.seek(place)
                head = file.read(_HEAD + 24)
                (length,) = struct.unpack_from("<Q", head)
                place += _HEAD + length + _TAIL
                if place > end or len(head) < _HEAD + 9:
                    break
                event = _event(head[_HEAD : _HEAD + length])
                if event is not None and (not times or event[1] > times[-1][1]):
                    times.append(event)
    except (OSError, IntegrityError, struct.error):
        pass  # what was read up to here is right
    return times


def _event(content: bytes) -> tuple[float, int] | None:
    if content[0] != 0x09 or len(content) < 11 or content[9] != 0x10:
        return None
    step = 0
    for place, byte in enumerate(content[10:20]):
        step |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return struct.unpack_from("<d", content, 1)[0], step
    return None
