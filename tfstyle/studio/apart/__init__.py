"""What computes, in a process of its own beside the one that answers browsers.

Python runs one thread of a process at a time, and the system shares its cores between processes: a
class that paints would let every page wait. So `tfstyle studio` is two processes. The one that was
started answers; this room's *child* paints, measures for the advice, and does the jobs. It has a
lower priority, so that pages win where cores are few.

| module | what it offers |
|---|---|
| `calls` | `Calls`: functions of the child, called from the parent by a pipe |
| `answering` | the child's end of that pipe |
| `child` | what the child can do |
| `rooms` | `computing_apart`: lets a studio's rooms work in a child |
"""

from tfstyle.studio.apart.calls import Calls
from tfstyle.studio.apart.rooms import computing_apart

__all__ = ["Calls", "computing_apart"]
