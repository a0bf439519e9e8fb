"""One job on the page: each part is drawn again only where what it shows has changed."""

import html

from nicegui import ui

from tfstyle.studio.pages.context import services
from tfstyle.studio.pages.curve import loss_curve
from tfstyle.studio.pages.parts import attribute, button, link, named_dialog, sure, tag, tried
from tfstyle.studio.texts.telling import in_language

KINDS = ("train_style", "train_domains", "refit_judge", "video")
TRAINING = ("train_style", "train_domains")


class JobCard:
    """A job as its owner sees it.

    Args:
        page: a `JobsPage`.
        job: what is told of it at first.

    Attributes:
        element: the whole card.
    """

    def __init__(self, page, job):
        self._page, self.viewer, self._job = page, page.viewer, job
        self._drawn: dict = {}
        self._large = None
        with tag("article", classes="card job", id=f"job-{job.id}") as self.element:
            with tag("div"):
                tag("h3", self._title())
                self._state = tag("p", " ", "soft small")
                self._message = tag("p", " ", "small told")
            self._buttons = tag("div", classes="row")
            self._progress = tag("progress", max=1, value=0, aria_label=self._title())
            with tag("div", classes="watch") as self._watch:
                self._curve = tag("figure")
                self._sample = tag("div")

    def show(self, job, place: int) -> None:
        """Show the job as it is.

        Args:
            job: what is told of it now.
            place: in the queue, 0 where it does not wait.
        """
        self._job = job
        result = job.result or {}
        told = in_language(job.message, self.viewer.language)
        self._if_new("state", (job.state, job.wanted, place), self._show_state)
        self._if_new("told", (told, job.state), self._show_told)
        self._if_new("done", (job.state in ("running", "paused"), round(job.done, 3)), self._done)
        self._if_new("buttons", (job.state, job.wanted), self._show_buttons)
        losses = result.get("losses") if job.kind in TRAINING else None
        self._if_new("losses", losses, self._show_curve)
        # An admin sees everyone's jobs, and nobody's private pictures.
        sample = result.get("sample") if job.owner_id == self.viewer.id else None
        self._if_new("sample", sample, self._show_sample)
        self._watch.set_visibility(bool(sample or len(losses or ()) > 1))

    def _if_new(self, part, value, show):
        if part not in self._drawn or self._drawn[part] != value:
            self._drawn[part] = value
            show(value)

    def _show_state(self, now):
        state, wanted, place = now
        say = self.viewer.say
        told = say("jobs.queued", place=place) if state == "queued" else say(f"jobs.{state}")
        if wanted == "paused":
            told = say("train.pausing")
        elif wanted == "cancelled":
            told = say("train.cancelling")
        self._state.set_content(html.escape(told))

    def _show_told(self, now):
        told, state = now
        hint = self.viewer.say("train.failed_hint") if state == "failed" else ""
        self._message.set_content(html.escape(f"{told} {hint}".strip()))
        if state == "failed":
            self._message.classes("told-wrong")
        else:
            self._message.classes(remove="told-wrong")
        self._message.set_visibility(bool(told or hint))

    def _done(self, now):
        going_on, done = now
        attribute(self._progress, value=done)
        self._progress.set_visibility(going_on)

    def _show_buttons(self, now):
        state, wanted = now
        self._buttons.clear()
        jobs = services().jobs
        acts = {
            "queued": (("pause", jobs.pause), ("cancel", jobs.cancel)),
            "running": (("pause", jobs.pause), ("cancel", jobs.cancel)),
            "paused": (("resume", jobs.resume), ("cancel", jobs.cancel)),
        }.get(state, ())
        if wanted == "paused":
            acts = (("resume", jobs.resume), ("cancel", jobs.cancel))
        elif wanted == "cancelled":
            acts = ()
        with self._buttons:
            for name, act in acts:
                button(
                    self.viewer.say(f"jobs.{name}"),
                    lambda name=name, act=act: self._do(name, act),
                    aria_label=self._of(f"jobs.{name}"),
                )
            own = self._job.owner_id == self.viewer.id
            if state == "done" and own:
                self._show_result(self._job.result or {})
            if state in ("failed", "cancelled") and own:
                button(self.viewer.say("train.again"), self._again,
                       aria_label=self._of("train.again"))  # fmt: skip

    def _show_result(self, result):
        say = self.viewer.say
        if style := result.get("style_id"):
            link(say("library.use"), f"/?style={style}", "main",
                 aria_label=self._of("library.use"))  # fmt: skip
            link(say("library.export"), f"/styles/{style}/file", download="",
                 aria_label=self._of("library.export"))  # fmt: skip
        elif video := result.get("picture_id"):
            link(say("train.see_video"), f"/pictures/{video}", "main",
                 aria_label=self._of("train.see_video"))  # fmt: skip
        elif self._job.kind == "refit_judge":
            link(say("train.see_learned"), "/rate#learned")

    def _show_curve(self, losses):
        steps = int(self._job.payload.get("steps") or 0) if losses else 0
        self._curve.clear()
        drawn = loss_curve(losses or [], steps, self.viewer.say)
        self._curve.set_visibility(bool(drawn))
        if drawn:
            with self._curve:
                ui.html(drawn, sanitize=False)

    def _show_sample(self, sample):
        self._sample.clear()
        self._sample.set_visibility(bool(sample))
        if not sample:
            return
        label = f"{self.viewer.say('train.larger')}: {self._title()}"
        with self._sample:
            shown = tag("button", classes="sample", type="button", aria_label=label)
            with shown.on("click", self._enlarge):
                tag("img", src=f"/pictures/{sample}/thumb?size=640", alt="")
        if self._large is not None:
            attribute(self._large, src=f"/pictures/{sample}")

    def _enlarge(self):
        sample = (self._job.result or {}).get("sample")
        if not sample:
            return

        def closed():
            self._large = None
            dialog.delete()

        with (
            self._page.place,
            named_dialog(self._title()) as dialog,
            ui.card().classes("panel large"),
        ):
            tag("h2", self._title())
            tag("p", self.viewer.say("train.sample_hint"), "soft small")
            self._large = tag("img", src=f"/pictures/{sample}", alt=self.viewer.say("jobs.sample"))
            button(self.viewer.say("app.close"), dialog.close)
        dialog.on("hide", closed)
        dialog.value = True

    async def _do(self, name, act):
        if name == "cancel" and self._job.done > 0.05:
            text = self.viewer.say("train.cancel_text")
            names = ("train.cancel_sure", "train.cancel_yes", "train.cancel_no")
            if not await sure(self.viewer, text, names):
                return
        await tried(self.viewer, act, self._job.id, self.viewer.id)
        await self._page.show()

    async def _again(self):
        job = self._job
        if await tried(self.viewer, services().jobs.add, self.viewer.id, job.kind, job.payload):
            await self._page.show()

    def _title(self) -> str:
        job = self._job
        kind = self.viewer.say(f"jobs.{job.kind}") if job.kind in KINDS else job.kind
        name = str(job.payload.get("name") or "")
        return f"{kind}: {name}" if name else kind

    def _of(self, key) -> str:
        return f"{self.viewer.say(key)}: {self._title()}"
