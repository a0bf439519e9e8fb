"""Whose turn it is: one job of each person in turn, whoever waited longest since their last.

A person with a hundred jobs delays another's only one by a single job.
"""

from sqlalchemy import Select, and_, func, or_, select

from tfstyle.studio.database.schema import Job


def waits(now: float):
    """Return the condition that a job can be handed out: it is queued, or its worker is gone."""
    return or_(Job.state == "queued", and_(Job.state == "running", Job.lease_until < now))


def in_turn(now: float, kinds=None) -> Select:
    """Return a query for the ids of the jobs that wait, in the order they are handed out.

    Args:
        now: the time.
        kinds: only these.
    """
    condition = waits(now) if kinds is None else and_(waits(now), Job.kind.in_(list(kinds)))
    # Of those alone who wait: what everybody ever asked for may be long.
    served = (
        select(Job.owner_id, func.max(Job.started).label("last"))
        .where(Job.owner_id.in_(select(Job.owner_id).where(condition)))
        .group_by(Job.owner_id)
        .subquery()
    )
    lap = func.row_number().over(partition_by=Job.owner_id, order_by=(Job.created, Job.id))
    ranked = (
        select(
            Job.id, lap.label("lap"), func.coalesce(served.c.last, 0.0).label("last"), Job.created
        )
        .join(served, served.c.owner_id == Job.owner_id)
        .where(condition)
        .subquery()
    )
    return select(ranked.c.id).order_by(ranked.c.lap, ranked.c.last, ranked.c.created, ranked.c.id)
