"""The worker's side of the queue: a job is handed out, held by beating, and ended once.

Every word of a worker goes with its fence, the number of times that the job was handed out, and is
compared with the row's in the transaction that writes it. A worker that was thought dead and
comes back is therefore told `Lost`, and writes nothing.
"""

import dataclasses
from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select

from tfstyle.studio.database.schema import Job
from tfstyle.studio.jobs.order import in_turn, waits
from tfstyle.studio.jobs.told import OPEN, WANTED, Claim, Lost
from tfstyle.studio.texts.telling import Told, stored

_MOST_LOOKED_AT = 20


def claim(session, now: float, worker: str, kinds: Iterable[str], lease: float) -> Claim | None:
    """Hand out the job whose turn it is, or nothing.

    On PostgreSQL a row that another worker is being handed is passed over, not waited for.
    """
    for job_id in session.scalars(in_turn(now, kinds).limit(_MOST_LOOKED_AT)).all():
        free = select(Job).where(Job.id == job_id, waits(now))
        job = session.scalars(free.with_for_update(skip_locked=True)).first()
        if job is None:
            continue
        job.state, job.worker, job.wanted = "running", worker[:120], None
        job.fence += 1
        job.attempts += 1
        job.lease_until, job.started = now + lease, now
        return Claim(
            id=job.id, owner_id=job.owner_id, kind=job.kind, payload=dict(job.payload),
            fence=job.fence, lease=lease, worker=job.worker, attempt=job.attempts,
        )  # fmt: skip
    return None


def settle(session, now: float, tries: int) -> None:
    """End or lay aside jobs whose worker is gone, where that was wanted or has happened often.

    The others are handed out again by `claim`.
    """
    gone = select(Job).where(Job.state == "running", Job.lease_until < now)
    for job in session.scalars(gone.with_for_update(skip_locked=True)).all():
        if job.wanted:
            leave(job, now)
        elif job.attempts >= tries:
            end(job, now, "failed")
            job.message = stored(Told("given_up", tries=tries))


def held(session, claim: Claim) -> Job:
    """Return the row of a claim, locked.

    Raises:
        Lost: it is another's by now, or has ended.
    """
    job = session.scalars(select(Job).where(Job.id == claim.id).with_for_update()).first()
    if job is None or job.state != "running" or job.fence != claim.fence:
        raise Lost("This job is no longer this worker's.")
    return job


def leave(job: Job, now: float) -> None:
    """Take a running job out of its worker's hands, to what was wanted of it, else to the queue."""
    job.worker = job.lease_until = None
    if job.wanted == "cancelled":
        end(job, now, "cancelled")
    else:
        job.state = job.wanted or "queued"
        job.wanted = None


def end(job: Job, now: float, state: str) -> None:
    """End a job for good."""
    job.state, job.ended = state, now
    job.worker = job.lease_until = job.wanted = None


def count_open(session, owner_id: str) -> int:
    """Return how many jobs of someone have not ended."""
    mine = select(func.count()).select_from(Job).where(
        Job.owner_id == owner_id, Job.state.in_(OPEN)
    )  # fmt: skip
    return session.scalar(mine)


def stop_of(wanted: str | None) -> Exception | None:
    """Return what a worker is told where something is wanted of its job."""
    if wanted is None:
        return None
    words = {"cancelled": "This job was cancelled.", "paused": "This job was paused."}
    return WANTED[wanted](words[wanted])


def told_of(job: Job, kind: type) -> Any:
    """Return a row as a dataclass with fields of the same names."""
    return kind(**{field.name: getattr(job, field.name) for field in dataclasses.fields(kind)})
