"""What is being done: its place in the queue, how far it is, and how to stop it."""

import time

from nicegui import ui
from starlette.requests import Request

from tfstyle.studio.pages.context import services, viewer_of
from tfstyle.studio.pages.frame import frame
from tfstyle.studio.pages.parts import away, button, tag, tried

_EVERY = 1.0


@ui.page("/jobs")
async def jobs_page(request: Request) -> None:
    """Show one's jobs, again and again."""
    viewer = viewer_of(request)
    with frame(viewer, "jobs"):
        page = JobsPage(viewer)
        await page.show()
        ui.timer(_EVERY, page.show)


class JobsPage:
    """One's jobs, the newest first; drawn anew only where something changed."""

    def __init__(self, viewer):
        self.viewer, self._drawn = viewer, None
        with tag("div", classes="head"):
            tag("h1", viewer.say("jobs.title"))
        self._place = tag("div", classes="stack")

    async def show(self) -> None:
        """Show the jobs as they are."""
        jobs = await away(_told, self.viewer.id)
        if jobs == self._drawn:
            return
        self._drawn = jobs
        self._place.clear()
        with self._place:
            if not jobs:
                tag("p", self.viewer.say("jobs.none"), "soft")
            for job, place in jobs:
                self._show_job(job, place)

    def _show_job(self, job, place):
        with tag("article", classes="card job"):
            with tag("div"):
                tag("h3", self._title(job))
                tag("p", self._state(job, place), "soft small")
                if job.message:
                    tag("p", job.message, "small")
            with tag("div", classes="row"):
                self._show_buttons(job)
            if job.state in ("running", "paused"):
                tag("progress", max=1, value=round(job.done, 4), aria_label=self._title(job))
            sample = (job.result or {}).get("sample")
            if sample:
                tag("img", src=f"/pictures/{sample}/thumb?size=320",
                    alt=self.viewer.say("jobs.sample"))  # fmt: skip

    def _show_buttons(self, job):
        jobs, say = services().jobs, self.viewer.say
        acts = {
            "queued": (("pause", jobs.pause), ("cancel", jobs.cancel)),
            "running": (("pause", jobs.pause), ("cancel", jobs.cancel)),
            "paused": (("resume", jobs.resume), ("cancel", jobs.cancel)),
        }.get(job.state, ())
        for name, act in acts:
            button(say(f"jobs.{name}"), lambda act=act: self._do(act, job.id),
                   aria_label=f"{say(f'jobs.{name}')}: {self._title(job)}")  # fmt: skip

    async def _do(self, act, job_id):
        await tried(self.viewer, act, job_id, self.viewer.id)
        await self.show()

    def _title(self, job) -> str:
        kinds = ("train_style", "train_domains", "video")
        kind = self.viewer.say(f"jobs.{job.kind}") if job.kind in kinds else job.kind
        name = job.payload.get("name", "")
        return f"{kind}: {name}" if name else kind

    def _state(self, job, place) -> str:
        told = self.viewer.say(f"jobs.{job.state}", **({"place": place} if place else {}))
        if job.state == "running" and job.started and 0.02 < job.done < 1:
            left = (time.time() - job.started) * (1 - job.done) / job.done
            told += " · " + self.viewer.say("jobs.left", time=self._time(left))
        return told

    def _time(self, seconds) -> str:
        for unit, size in (("hours", 3600), ("minutes", 60)):
            if seconds >= size:
                return self.viewer.say(f"jobs.{unit}", count=round(seconds / size))
        return self.viewer.say("jobs.seconds", count=round(seconds / 10) * 10)


def _told(viewer_id) -> list[tuple]:
    jobs = services().jobs
    return [
        (job, jobs.place(job.id) if job.state == "queued" else None)
        for job in jobs.list(viewer_id)
    ]  # fmt: skip
