"""Two kinds of pictures become a translator from one to the other, or both ways."""

from tfstyle.studio.pages.context import services
from tfstyle.studio.pages.parts import button, complain, tag, tried
from tfstyle.studio.pages.train_parts import About, Many, began, quality, radios
from tfstyle.studio.training.qualities import settings_of

LEAST, MOST = 2, 800  # pictures of a kind: two lists of ids fit into what a job is given


class DomainsForm:
    """What a `train_domains` job is asked with.

    Args:
        viewer: who asks.
    """

    def __init__(self, viewer):
        self.viewer, self._model, self._quality = viewer, "cut", "good"
        self._working = False

    async def show(self) -> None:
        """Show the form where it is called."""
        say = self.viewer.say
        with tag("section", classes="card"), tag("div", classes="sides"):
            self._a = Many(self.viewer, say("train.first"), LEAST, MOST)
            self._b = Many(self.viewer, say("train.second"), LEAST, MOST)
        with tag("section", classes="card"):
            radios(say("train.direction"), "direction", {
                one: (say(f"train.{one}"), say(f"train.{one}_hint"))
                for one in ("cut", "cyclegan")
            }, self._model, self._translate)  # fmt: skip
        self._spent = tag("section", classes="card")
        await self._show_quality()
        with tag("section", classes="card"):
            self._about = About(self.viewer)
        with tag("div", classes="row"):
            button(say("train.begin"), self._ask, "main")
            tag("span", say("train.jobs_here"), "soft small")

    async def _show_quality(self):
        self._spent.clear()
        with self._spent:
            await quality(self.viewer, self._model, self._spend, self._quality, "domains")

    def _spend(self, value):
        self._quality = value

    async def _translate(self, value):
        self._model = value
        await self._show_quality()  # each has taken another time

    async def _ask(self):
        if self._working:
            return  # a second click
        say, a, b = self.viewer.say, self._a, self._b
        if a.busy or b.busy:
            complain(self.viewer, say("train.still_sending"))
            return
        if min(len(a.ids), len(b.ids)) < LEAST:
            told = say("train.need_pictures", least=LEAST, a=len(a.ids), b=len(b.ids))
            complain(self.viewer, told)
            return
        payload = {
            "a": list(a.ids), "b": list(b.ids), "model": self._model,
            **settings_of(self._model, self._quality), **self._about.payload(),
        }  # fmt: skip
        self._working = True
        try:
            add = services().jobs.add
            job_id = await tried(self.viewer, add, self.viewer.id, "train_domains", payload)
            began(self.viewer, job_id)
        finally:
            self._working = False
