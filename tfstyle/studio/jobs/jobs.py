"""`Jobs`: the queue, for those who ask and those who work."""

import dataclasses
import re
import time
from collections.abc import Callable, Iterable
from typing import Any

from tfstyle.errors import DataError, NotFoundError, QuotaError
from tfstyle.studio.accounts.roles import may
from tfstyle.studio.database import Database
from tfstyle.studio.jobs.allowed import check_pictures
from tfstyle.studio.jobs.kept import one_line, plain
from tfstyle.studio.jobs.told import OPEN, Claim, JobInfo
from tfstyle.studio.texts.telling import Told, recalled

_KIND = re.compile(r"[a-z][a-z0-9_]{0,31}")


class Jobs:
    """The jobs in the tables of a studio; one object may serve any number of threads.

    Everyone sees and stops their own, an admin all. A viewer is a user's id, or anything with an
    `id` such as `UserInfo`; what they may do is looked up here, not believed.

    Args:
        db: the tables.
        tries: how many workers a job may take along until it is given up.
        waiting: how many jobs of one person may be open at once.
        clock: tells the time in seconds; the database's server does if not given, or for SQLite
            this computer, so that workers need not agree on the time.

    Example:
        >>> jobs = Jobs(db)  # doctest: +SKIP
        >>> job_id = jobs.add(ada.id, "train_style", {"style_id": style.id})  # doctest: +SKIP
        >>> jobs.get(job_id, ada.id).state, jobs.place(job_id)  # doctest: +SKIP
        ('queued', 1)
    """

    def __init__(
        self, db: Database, *, tries: int = 3, waiting: int = 100,
        clock: Callable[[], float] | None = None,
    ):  # fmt: skip
        self._db, self._tries, self._waiting, self._clock = db, tries, waiting, clock

    def add(self, owner_id: str, kind: str, payload: dict[str, Any]) -> str:
        """Ask for something; return the job's id.

        Args:
            owner_id: who asks.
            kind: lower case letters and underscores, up to 32.
            payload: JSON, up to 64 KB.

        Raises:
            DataError: kind or payload are not such.
            NotFoundError: there is no such user, or no such picture for them.
            NotAllowedError: their role does not train from these pictures.
            QuotaError: the user has asked for too much that is not done yet.
        """
        from tfstyle.studio.database.schema import Job, User, new_id
        from tfstyle.studio.jobs.claims import count_open

        if not isinstance(kind, str) or not _KIND.fullmatch(kind):
            raise DataError(Told("refused.job_kind", received=repr(kind)))
        payload, job_id = plain(payload, "what a job is given"), new_id()
        with self._db.session() as session:
            user = session.get(User, owner_id, with_for_update=True)
            if user is None or user.disabled:
                raise NotFoundError(Told("refused.no_user"))
            if count_open(session, owner_id) >= self._waiting:
                raise QuotaError(Told("refused.jobs_waiting", count=self._waiting))
            check_pictures(session, owner_id, kind, payload)
            now = self._now(session)
            session.add(Job(id=job_id, owner_id=owner_id, kind=kind, payload=payload, created=now))
        return job_id

    def get(self, job_id: str, viewer) -> JobInfo:
        """Return a job.

        Raises:
            NotFoundError: there is none, or it is another's.
        """
        with self._db.reading() as session:
            return _info(_seen(session, job_id, viewer))

    def list(self, viewer, *, limit: int = 200) -> list[JobInfo]:
        """Return the jobs that a viewer sees, the newest first."""
        from sqlalchemy import select

        from tfstyle.studio.database.schema import Job

        query = select(Job).order_by(Job.created.desc(), Job.id).limit(limit)
        with self._db.reading() as session:
            if not _is_admin(session, viewer):
                query = query.where(Job.owner_id == _id_of(viewer))
            return [_info(job) for job in session.scalars(query)]

    def place(self, job_id: str) -> int:
        """Return how many jobs are handed out until it is this one's turn, 1 for the next.

        0 for one that does not wait.
        """
        from tfstyle.studio.jobs.order import in_turn

        with self._db.reading() as session:
            waiting = session.scalars(in_turn(self._now(session))).all()
        return waiting.index(job_id) + 1 if job_id in waiting else 0

    def unended(self, ids: Iterable[str]) -> set[str]:
        """Return those of some jobs that have not ended: what they keep is still needed."""
        from sqlalchemy import select

        from tfstyle.studio.database.schema import Job

        going_on = select(Job.id).where(Job.state.in_(OPEN))
        with self._db.reading() as session:
            return set(ids) & set(session.scalars(going_on))

    def forget(self, days: float = 90.0) -> int:
        """Delete jobs that ended so long ago and return how many; what they made stays."""
        from sqlalchemy import delete

        from tfstyle.studio.database.changing import changed
        from tfstyle.studio.database.schema import Job

        with self._db.session() as session:
            since = self._now(session) - days * 24 * 3600
            return changed(session, delete(Job).where(Job.ended < since))

    def places(self, ids: Iterable[str]) -> dict[str, int]:
        """Return `place` of those of some jobs that wait, in one look at the queue."""
        from tfstyle.studio.jobs.order import in_turn

        with self._db.reading() as session:
            waiting = session.scalars(in_turn(self._now(session))).all()
        wanted = set(ids)
        return {job_id: place for place, job_id in enumerate(waiting, 1) if job_id in wanted}

    def cancel(self, job_id: str, viewer) -> JobInfo:
        """End a job for good: at once, or as soon as its worker hears of it.

        One that has ended stays as it is.

        Raises:
            NotFoundError: there is none, or it is another's.
        """
        return self._change(job_id, viewer, _cancel)

    def pause(self, job_id: str, viewer) -> JobInfo:
        """Lay a job aside until `resume`; one that runs saves where it is first.

        Raises:
            NotFoundError: as `cancel`.
        """
        return self._change(job_id, viewer, _pause)

    def resume(self, job_id: str, viewer) -> JobInfo:
        """Put a paused job back into the queue.

        Raises:
            NotFoundError: as `cancel`.
        """
        return self._change(job_id, viewer, _resume)

    def claim(self, worker: str, kinds: Iterable[str], lease: float = 30.0) -> Claim | None:
        """Take the job whose turn it is; `None` if nothing waits.

        Args:
            worker: who takes it, for the log.
            kinds: what this worker can do.
            lease: seconds until the job is another's, unless `beat` comes before.
        """
        from tfstyle.studio.jobs import claims

        kinds = tuple(kinds)
        if not self._something_waits(kinds):
            return None  # most of the time, and nobody's place is taken for it
        with self._db.session() as session:
            now = self._now(session)
            claims.settle(session, now, self._tries)
            session.flush()
            return claims.claim(session, now, worker, kinds, lease)

    def beat(
        self, claim: Claim, done: float | None = None, message: str | None = None,
        shown: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """Say that a job is being worked on, and hold it for another lease.

        Args:
            claim: of `claim`.
            done: how much of it, 0 to 1.
            message: what is going on, in a sentence; a `Told` is read in any language.
            shown: what can be shown of the result already.

        Raises:
            Lost: the job is another worker's, or has ended.
            Cancelled: it is not wanted any more; clean up, then `release`.
            Paused: it is to be laid aside; save, then `release`.
        """
        from tfstyle.studio.jobs import claims

        shown = None if shown is None else plain(shown, "what a job shows")
        with self._db.session() as session:
            job = claims.held(session, claim)
            job.lease_until = self._now(session) + claim.lease
            if done is not None:
                job.done = min(max(float(done), 0.0), 1.0) if done == done else 0.0
            if message is not None:
                job.message = one_line(message)
            if shown is not None:
                job.result = shown
            stop = claims.stop_of(job.wanted)
        if stop is not None:  # outside: the lease goes on while the worker saves
            raise stop

    def finish(self, claim: Claim, result: dict[str, Any]) -> None:
        """Write a job's result, the only one it will have.

        Raises:
            DataError: the result is no JSON, or larger than 64 KB.
            Lost: the job is another worker's, or has ended.
        """
        from tfstyle.studio.jobs import claims

        result = plain(result, "a job's result")
        with self._db.session() as session:
            job = claims.held(session, claim)
            claims.end(job, self._now(session), "done")
            job.result, job.done, job.message = result, 1.0, ""

    def fail(self, claim: Claim, text: str) -> None:
        """Say why a job cannot be done, in a sentence for its owner.

        Raises:
            Lost: as `finish`.
        """
        from tfstyle.studio.jobs import claims

        with self._db.session() as session:
            job = claims.held(session, claim)
            claims.end(job, self._now(session), "failed")
            job.message = one_line(text)

    def release(self, claim: Claim) -> None:
        """Give a job back unfinished: cancelled or paused if that was wanted, else to the queue.

        Raises:
            Lost: as `finish`.
        """
        from tfstyle.studio.jobs import claims

        with self._db.session() as session:
            job = claims.held(session, claim)
            job.attempts = max(job.attempts - 1, 0)  # an orderly end is not held against it
            claims.leave(job, self._now(session))

    def _something_waits(self, kinds) -> bool:
        from sqlalchemy import select

        from tfstyle.studio.database.schema import Job
        from tfstyle.studio.jobs.order import waits

        with self._db.reading() as session:
            # Of any kind: a job whose worker died is settled by whoever looks.
            waiting = select(Job.kind, Job.state).where(waits(self._now(session))).distinct()
            return any(
                kind in kinds or state == "running" for kind, state in session.execute(waiting)
            )

    def _change(self, job_id, viewer, change) -> JobInfo:
        with self._db.session() as session:
            job = _seen(session, job_id, viewer, with_for_update=True)
            change(job, self._now(session))
            return _info(job)

    def _now(self, session) -> float:
        if self._clock is not None:
            return self._clock()
        if self._db.is_sqlite:
            return time.time()
        connection = session.connection()
        return float(
            connection.exec_driver_sql("SELECT extract(epoch FROM clock_timestamp())").scalar()
        )


def _cancel(job, now):
    from tfstyle.studio.jobs.claims import end

    if job.state == "running" and job.lease_until >= now:
        job.wanted = "cancelled"
    elif job.state in ("queued", "paused", "running"):
        end(job, now, "cancelled")


def _pause(job, now):
    from tfstyle.studio.jobs.claims import leave

    if job.state == "queued":
        job.state = "paused"
    elif job.state == "running" and job.wanted is None:
        job.wanted = "paused"
        if job.lease_until < now:
            leave(job, now)


def _resume(job, now):
    if job.state == "paused":
        job.state, job.attempts = "queued", 0
    elif job.state == "running" and job.wanted == "paused":
        job.wanted = None


def _seen(session, job_id, viewer, **options):
    from tfstyle.studio.database.schema import Job

    job = session.get(Job, job_id, **options) if isinstance(job_id, str) else None
    if job is None or (job.owner_id != _id_of(viewer) and not _is_admin(session, viewer)):
        raise NotFoundError(Told("refused.no_job"))
    return job


def _is_admin(session, viewer) -> bool:
    from tfstyle.studio.database.schema import User

    user = session.get(User, _id_of(viewer))
    return user is not None and not user.disabled and may(user.role, "other", "administer")


def _id_of(viewer) -> str:
    return viewer if isinstance(viewer, str) else viewer.id


def _info(job) -> JobInfo:
    from tfstyle.studio.jobs.claims import told_of

    told = told_of(job, JobInfo)
    return dataclasses.replace(told, message=recalled(told.message))
