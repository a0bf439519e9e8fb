"""Waiting for what another thread does."""

import time


def until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return found


def ended(rooms, job_id, seconds=20):
    return until(lambda: (job := rooms.jobs.get(job_id, rooms.ada)).ended and job, seconds)
