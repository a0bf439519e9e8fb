"""Videos that are being painted: their place, how far they are, and how to stop them."""

import html
from collections.abc import Callable

from nicegui import ui

from tfstyle.studio.pages.context import services
from tfstyle.studio.pages.parts import attribute, away, button, tag, tried

_EVERY, _MOST = 1.5, 8
_NOTHING = "–"  # keeps the line's height while nothing is told
_OPEN = ("queued", "running", "paused")


class VideoJobs:
    """One's jobs of the kind `video` that have not ended, and those that failed since.

    Args:
        viewer: whose.
        done: called when one of them has ended.
    """

    def __init__(self, viewer, done: Callable):
        self._viewer, self._done = viewer, done
        self._drawn: list | None = None
        self._open: set = set()
        self._place = tag("div", classes="stack films-jobs", aria_live="polite")
        ui.timer(_EVERY, self.show)

    async def show(self) -> None:
        """Show them as they are; drawn anew only where one began, ended or was laid aside."""
        found = await away(_told, self._viewer.id)
        being = {job.id for job, _ in found if job.state in _OPEN}
        ended, self._open = self._open - being, being
        drawn = [(job.id, job.state, place) for job, place in found]
        if drawn != self._drawn:
            self._drawn = drawn
            self._draw(found)
        for job, _ in found:
            self._show_done(job)
        if ended:
            await self._done()

    def _draw(self, found):
        self._place.clear()
        self._bars: dict = {}
        with self._place:
            for job, place in found:
                self._show_job(job, place)

    def _show_job(self, job, place):
        say, name = self._viewer.say, str(job.payload.get("name") or "")
        with tag("article", classes="card job"):
            with tag("div"):
                tag("h3", name)
                state = say(f"jobs.{job.state}", **({"place": place} if place else {}))
                tag("p", state, "soft small")
                told = tag("p", job.message or _NOTHING, "small")
            with tag("div", classes="row"):
                if job.state in _OPEN:
                    stop = "resume" if job.state == "paused" else "pause"
                    for act in (stop, "cancel"):
                        button(say(f"jobs.{act}"), lambda act=act: self._do(act, job.id),
                               aria_label=f"{say(f'jobs.{act}')}: {name}")  # fmt: skip
            bar = None
            if job.state in ("running", "paused"):
                bar = tag("progress", max=1, value=0, aria_label=name)
            self._bars[job.id] = told, bar

    def _show_done(self, job):
        told, bar = self._bars.get(job.id, (None, None))
        message = html.escape(job.message or _NOTHING)
        if told is not None and told.content != message:
            told.set_content(message)
        if bar is not None and bar.props.get("value") != round(job.done, 3):
            attribute(bar, value=round(job.done, 3))

    async def _do(self, act, job_id):
        jobs = services().jobs
        does = {"pause": jobs.pause, "resume": jobs.resume, "cancel": jobs.cancel}[act]
        await tried(self._viewer, does, job_id, self._viewer.id)
        await self.show()


def _told(viewer_id) -> list[tuple]:
    jobs = services().jobs
    mine = [job for job in jobs.list(viewer_id)
            if job.kind == "video" and job.owner_id == viewer_id]  # fmt: skip
    shown = [job for job in mine if job.state in _OPEN]
    # The last one's failure is told until another is asked for.
    if mine and mine[0].state == "failed":
        shown.insert(0, mine[0])
    return [
        (job, jobs.place(job.id) if job.state == "queued" else None) for job in shown[:_MOST]
    ]  # fmt: skip
