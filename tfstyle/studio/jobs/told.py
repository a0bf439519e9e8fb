"""What is told of a job, and why one stops before its end."""

import dataclasses
from typing import Any

from tfstyle.errors import TfstyleError

OPEN = ("queued", "running", "paused")  # the states that a job leaves again


@dataclasses.dataclass(frozen=True)
class JobInfo:
    """A job as its owner sees it.

    Attributes:
        id: of the job.
        owner_id: who asked for it.
        kind: what is to be done, e.g. `"train_style"`.
        payload: with what.
        state: `queued`, `running`, `paused`, `done`, `failed` or `cancelled`.
        wanted: `paused` or `cancelled` where that was asked for and the worker has not obeyed yet.
        done: how much of it, 0 to 1.
        message: one sentence: what is going on, or why it failed. What the studio itself says is
            a `texts.telling.Told`, which a page shows in its viewer's language.
        result: of what is done; of what is running what can be shown so far, or `None`.
        attempts: how often it began without an orderly end.
        created: seconds since 1970, as are the others.
        started: when it began last.
        ended: when it was done, failed or was cancelled.
    """

    id: str
    owner_id: str
    kind: str
    payload: dict[str, Any]
    state: str
    wanted: str | None
    done: float
    message: str
    result: dict[str, Any] | None
    attempts: int
    created: float
    started: float | None
    ended: float | None


@dataclasses.dataclass(frozen=True)
class Claim:
    """A job in the hands of one worker, for as long as it beats.

    Attributes:
        id: of the job.
        owner_id: who asked for it.
        kind: what is to be done.
        payload: with what.
        fence: how often the job was handed out; only the last holder's word counts.
        lease: seconds that it is held without a beat.
        worker: who holds it.
        attempt: 1 for the first; more after a worker died of it.
    """

    id: str
    owner_id: str
    kind: str
    payload: dict[str, Any]
    fence: int
    lease: float
    worker: str
    attempt: int = 1


class Stopping(TfstyleError):
    """A job is not to go on here. A handler cleans up, and lets it pass."""


class Lost(Stopping):
    """The job is no longer this worker's: it did not beat in time, and another one has it."""


class Cancelled(Stopping):
    """Whoever asked for the job does not want it any more."""


class Paused(Stopping):
    """The job is to be laid aside, and will go on later where it was."""


class Stopped(Stopping):
    """The worker ends; the job goes on with another."""


WANTED = {"cancelled": Cancelled, "paused": Paused}
