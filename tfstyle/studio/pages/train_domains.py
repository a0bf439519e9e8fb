"""Two kinds of pictures become a translator from one to the other, or both ways."""

from tfstyle.studio.pages.parts import complain, tag
from tfstyle.studio.pages.train_many import Many
from tfstyle.studio.pages.train_parts import About, TrainForm, quality, radios
from tfstyle.studio.training.qualities import settings_of

LEAST, MOST = 2, 800  # pictures of a kind: two lists of ids fit into what a job is given


class DomainsForm(TrainForm):
    """What a `train_domains` job is asked with.

    Args:
        viewer: who asks.
    """

    def __init__(self, viewer):
        super().__init__(viewer)
        self._model = "cut"

    async def show(self) -> None:
        """Show the form where it is called."""
        say = self.viewer.say
        with tag("section", classes="card"), tag("div", classes="sides"):
            self._a = Many(self.viewer, say("train.first"), "a", LEAST, MOST)
            self._b = Many(self.viewer, say("train.second"), "b", LEAST, MOST)
        with tag("section", classes="card"):
            radios(say("train.direction"), "direction", {
                one: (say(f"train.{one}"), say(f"train.{one}_hint"))
                for one in ("cut", "cyclegan")
            }, self._model, self._translate)  # fmt: skip
        self._spent = tag("section", classes="card")
        await self._show_quality()
        with tag("section", classes="card"):
            self._about = About(self.viewer)
        self.end(self._ask)
        await self.reload()

    async def reload(self) -> None:
        """Show which pictures of both kinds are there."""
        await self._a.reload()
        await self._b.reload()

    async def _show_quality(self):
        self._spent.clear()
        with self._spent:
            await quality(self.viewer, self._model, self.spend, self.quality, "domains")

    async def _translate(self, value):
        self._model = value
        await self._show_quality()  # each has taken another time

    async def _ask(self):
        say = self.viewer.say
        if self._a.busy or self._b.busy:
            complain(self.viewer, say("train.still_sending"))
            return
        a, b = await self._a.chosen(), await self._b.chosen()
        if min(len(a), len(b)) < LEAST:
            told = say("train.need_pictures", least=LEAST, a=len(a), b=len(b))
            complain(self.viewer, told)
            return
        await self.begin("train_domains", {
            "a": a, "b": b, "model": self._model,
            **settings_of(self._model, self.quality), **self._about.payload(),
        })  # fmt: skip
