"""A painting becomes a style: which one, with which photographs, and at what expense."""

from tfstyle.studio.pages.context import services
from tfstyle.studio.pages.paint_begin import drop_zone
from tfstyle.studio.pages.parts import away, complain, link, picture, tag, tick, tried
from tfstyle.studio.pages.train_many import Many
from tfstyle.studio.pages.train_parts import About, TrainForm, quality, radios
from tfstyle.studio.training.qualities import settings_of

MOST = 500  # photographs, see `training.style`
_SHOWN = 24


class StyleForm(TrainForm):
    """What a `train_style` job is asked with.

    Args:
        viewer: who asks.
        style: of the library that the painting is taken from at first, its id; may be empty.
    """

    def __init__(self, viewer, style: str = ""):
        super().__init__(viewer)
        self._style, self._painting = style, ""
        self._photographs, self._ratings = "own", False

    async def show(self) -> None:
        """Show the form where it is called."""
        say = self.viewer.say
        known, own, missing, votes = await away(_known, self.viewer.id)
        chosen = next((one for one in known if one.id == self._style), None)
        with tag("section", classes="card"):
            tag("h2", say("train.painting"))
            self._shown = tag("div")
            self._known = tag("div")
            with self._known:
                self._show_known(known)
        with tag("section", classes="card"):
            few = say("train.photographs_few") if own < 8 else ""
            brought = await away(services().brought.of, self.viewer.id, "photographs")
            self._photographs = "folder" if brought else "own"
            radios(say("train.photographs"), "photographs", {
                "own": (say("train.photographs_own", count=own), few),
                "folder": (say("train.photographs_folder"), ""),
            }, self._photographs, self._photographs_from)  # fmt: skip
            self._folder = tag("div").style("margin-top: 12px")
            with self._folder:
                self._many = Many(self.viewer, say("train.photographs"), "photographs", 1, MOST)
            await self.reload()
            self._folder.set_visibility(bool(brought))
        with tag("section", classes="card"):
            await quality(self.viewer, "fast_style", self.spend, self.quality, "style")
            self._show_ratings(missing, votes)
        with tag("section", classes="card"):
            given = {} if chosen is None else {
                "name": chosen.name, "licence": chosen.licence, "source": chosen.source,
                "tags": ", ".join(chosen.tags),
            }  # fmt: skip
            self._about = About(self.viewer, **given)
        self.end(self._ask)
        if chosen is not None:
            await self._choose(chosen.picture_id)

    async def reload(self) -> None:
        """Show which photographs were brought."""
        await self._many.reload()

    def _show_known(self, known):
        drop_zone(self.viewer, self._choose, kind="painting", heading="h3",
                  text=self.viewer.say("train.painting_drop"))  # fmt: skip
        if not known:
            return
        tag("p", self.viewer.say("train.painting_known"), "soft small").style("margin-top: 12px")
        with tag("div", classes="lineup"):
            for style in known[:_SHOWN]:
                made = tag("button", type="button", aria_label=style.name, title=style.name)
                with made.on("click", lambda style=style: self._choose(style.picture_id)):
                    tag("img", src=f"/pictures/{style.picture_id}/thumb?size=320", alt="")

    async def _choose(self, picture_id):
        info = await tried(
            self.viewer, services().pictures.info, picture_id, viewer_id=self.viewer.id
        )
        if info is None:
            return
        self._painting = picture_id
        self._shown.clear()
        with self._shown, tag("div", classes="chosen-one", role="status"):
            picture(f"/pictures/{picture_id}/thumb?size=320", "")
            tag("span", self.viewer.say("train.painting_chosen", name=info.title or "—"))
        self._shown.style("margin-bottom: 12px")

    def _show_ratings(self, missing, votes):
        say = self.viewer.say
        with tag("div").style("margin-top: 14px"):
            if missing:
                with tag("p", classes="soft small"):
                    tag("span", say("train.ratings_few", missing=missing) + " ")
                    link(say("nav.rate"), "/rate", "bare")
                return
            self._ratings = True
            tick(say("train.ratings"), True, self._learn)
            tag("p", say("train.ratings_hint", count=votes), "soft small")

    def _learn(self, value):
        self._ratings = value

    def _photographs_from(self, value):
        self._photographs = value
        self._folder.set_visibility(value == "folder")

    async def _ask(self):
        say = self.viewer.say
        if not self._painting:
            complain(self.viewer, say("train.need_painting"))
            return
        payload = {
            "picture_id": self._painting, **settings_of("fast_style", self.quality),
            **self._about.payload(), "ratings": self._ratings,
        }  # fmt: skip
        if self._photographs == "folder":
            photographs = await self._many.chosen()
            if self._many.busy or not photographs:
                key = "train.still_sending" if self._many.busy else "train.need_photographs"
                complain(self.viewer, say(key))
                return
            payload["photographs"] = photographs
        await self.begin("train_style", payload)


def _known(viewer_id) -> tuple:
    """Return styles with a painting, the count of own photographs, and of votes: missing, given."""
    rooms = services()
    styles = [one for one in rooms.library.styles(viewer_id) if one.kind == "painting"]
    own = len(rooms.pictures.list(viewer_id, kinds=("photo",), limit=MOST))
    return (
        styles, own, rooms.teaching.missing(viewer_id), rooms.ratings.total(viewer_id),
    )  # fmt: skip
