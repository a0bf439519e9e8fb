"""What is being done: its place in the queue, how far it is, and how to stop it."""

from nicegui import ui
from starlette.requests import Request

from tfstyle.studio.pages.at import page
from tfstyle.studio.pages.context import services, viewer_of
from tfstyle.studio.pages.frame import frame
from tfstyle.studio.pages.jobs_card import JobCard
from tfstyle.studio.pages.parts import away, link, tag

_EVERY = 1.0


@page("/jobs")
async def jobs_page(request: Request) -> None:
    """Show one's jobs, again and again."""
    viewer = viewer_of(request)
    with frame(viewer, "jobs"):
        page = JobsPage(viewer)
        await page.show()
        ui.timer(_EVERY, page.show)


class JobsPage:
    """One's jobs, the newest first. Of two hundred jobs, a second draws what changed in it.

    Attributes:
        viewer: whose jobs.
        place: where the cards are.
    """

    def __init__(self, viewer):
        self.viewer = viewer
        self._cards: dict[str, JobCard] = {}
        self._seen: dict[str, tuple] = {}
        with tag("div", classes="head"):
            tag("h1", viewer.say("jobs.title"))
            link(viewer.say("nav.train"), "/train")
        self._none = tag("p", viewer.say("jobs.none"), "soft")
        self.place = tag("div", classes="stack")

    async def show(self) -> None:
        """Show the jobs as they are."""
        jobs = await away(_told, self.viewer.id)
        self._none.set_visibility(not jobs)
        for gone in self._cards.keys() - {job.id for job, _ in jobs}:
            self._cards.pop(gone).element.delete()
            self._seen.pop(gone, None)
        first = not self._cards
        # Later the oldest comes first: each that is new goes before the others.
        for job, place in jobs if first else reversed(jobs):
            if job.id not in self._cards:
                with self.place:
                    self._cards[job.id] = JobCard(self, job)
                if not first:
                    self._cards[job.id].element.move(self.place, 0)
            if self._seen.get(job.id) != (job, place):
                self._seen[job.id] = (job, place)
                self._cards[job.id].show(job, place)


def _told(viewer_id) -> list[tuple]:
    """Return one's jobs, the newest first, each with its place in the queue."""
    jobs = services().jobs
    found = jobs.list(viewer_id)
    waiting = [job.id for job in found if job.state == "queued"]
    places = jobs.places(waiting) if waiting else {}
    return [(job, places.get(job.id, 0)) for job in found]
