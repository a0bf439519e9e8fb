"""Work that outlives the page that asked for it: a queue in the tables, and who works through it.

| module | what it offers |
|---|---|
| `jobs` | `Jobs(db)`: what the pages ask for and see |
| `claims` | the worker's side of it: hand out, beat, finish, fail, give back |
| `order` | whose turn it is |
| `told` | `JobInfo` and `Claim`, and the reasons to stop a job |
| `kept` | what the tables keep of a payload and a message |
| `context` | `JobContext`: what a handler is given |
| `worker` | `Worker(jobs, handlers)`: does what comes, until it is told to stop |

A job may begin more than once, where a worker dies; it ends once. What a handler leaves behind
before its end must therefore stand being done again.
"""

from tfstyle.studio.jobs.context import JobContext
from tfstyle.studio.jobs.jobs import Jobs
from tfstyle.studio.jobs.told import Cancelled, Claim, JobInfo, Lost, Paused, Stopped, Stopping
from tfstyle.studio.jobs.worker import Worker

__all__ = [
    "Cancelled", "Claim", "JobContext", "JobInfo", "Jobs", "Lost", "Paused", "Stopped",
    "Stopping", "Worker",
]  # fmt: skip
