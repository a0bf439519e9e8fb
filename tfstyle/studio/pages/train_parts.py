"""What both kinds of training ask: one of several, many pictures, how much, and a name."""

import html
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nicegui import ui

from tfstyle.studio.pages.context import services
from tfstyle.studio.pages.parts import Field, away, button, tag
from tfstyle.studio.training.qualities import QUALITIES, expected

_THUMBS = 24


def radios(
    legend: str, name: str, options: Mapping[str, Sequence[str]], value: str,
    act: Callable[[str], Any],
) -> None:  # fmt: skip
    """Show a group of which one is chosen, each with lines below it.

    Args:
        legend: what is chosen.
        name: of the group, once a page.
        options: by value: a name, then lines that explain it.
        value: that is chosen at first.
        act: called with what is chosen.
    """
    with tag("fieldset"):
        tag("legend", legend)
        with tag("div", classes="kinds"):
            for key, (text, *hints) in options.items():
                with tag("label"):
                    box = tag("input", type="radio", name=name, value=key,
                              checked=True if key == value else None)  # fmt: skip
                    box.on("change", lambda key=key: act(key))
                    tag("span", text, "name")
                    for hint in filter(None, hints):
                        tag("span", hint, "hint")


async def quality(viewer, model: str, act: Callable[[str], Any], value: str, group: str) -> None:
    """Ask how much is spent, with the time each took on this computer.

    Args:
        viewer: who chooses.
        model: that is trained.
        act: called with the quality.
        value: that is chosen at first.
        group: what tells the choice from another one on the page.
    """
    options = {}
    for one in QUALITIES:
        seconds = await away(expected, services().facts, model, one)
        takes = (
            viewer.say("train.takes_unknown") if seconds is None
            else viewer.say("train.takes", time=duration(viewer, seconds))
        )  # fmt: skip
        options[one] = (viewer.say(f"train.{one}"), viewer.say(f"train.{one}_hint"), takes)
    radios(viewer.say("train.quality"), f"quality-{group}", options, value, act)


def duration(viewer, seconds: float) -> str:
    """Return a time as people say it."""
    if seconds < 90:
        return viewer.say("train.seconds", count=max(1, round(seconds)))
    if seconds < 90 * 60:
        return viewer.say("train.minutes", count=round(seconds / 60))
    return viewer.say("train.hours", count=f"{seconds / 3600:.1f}")


class About:
    """Name, licence, source and tags of what comes of it.

    Args:
        viewer: who fills them in.
        **given: what they hold at first.
    """

    def __init__(self, viewer, **given: str):
        say = viewer.say
        tag("h2", say("train.about"))
        with tag("div", classes="two"):
            self._fields = {
                "name": Field(say("train.name"), maxlength=100, value=given.get("name", "")),
                "tags": Field(say("library.tags"), maxlength=200, value=given.get("tags", "")),
                "licence": Field(say("library.licence"), hint=say("library.licence_hint"),
                                 maxlength=200, value=given.get("licence", "")),
                "source": Field(say("library.source"), hint=say("library.source_hint"),
                                maxlength=500, value=given.get("source", "")),
            }  # fmt: skip

    def payload(self) -> dict[str, Any]:
        """Return what of it goes into a job."""
        told = {key: " ".join(field.value.split()) for key, field in self._fields.items()}
        tags = [one.strip() for one in told.pop("tags").replace("，", ",").split(",")]
        return {key: text for key, text in told.items() if text} | {
            "tags": [one for one in tags if one][:20]
        }


class Many:
    """Pictures that are brought to be learned from, any number at once.

    Args:
        viewer: who brings them.
        heading: what they are.
        least: how many there must be.
        most: how many are taken.

    Attributes:
        ids: of those that came in.
        busy: whether more are coming.
    """

    def __init__(self, viewer, heading: str, least: int, most: int):
        self.viewer, self.least, self.most = viewer, least, most
        self.ids: list[str] = []
        self.busy = False
        self._refused: list[tuple[str, str]] = []
        say = viewer.say
        with tag("div"):
            with tag("studio-many", kind="training") as place:
                place.on("sent", self._sent, js_handler="(e) => emit(e.detail)")
                tag("h3", heading)
                tag("p", say("train.drop_many"), "soft small")
                with tag("div", classes="row"):
                    for text, folder in (("train.many_files", None), ("train.many_folder", "")):
                        with tag("label", classes="act"):
                            tag("span", say(text))
                            tag("span", heading, "unseen")
                            tag("input", classes="unseen", type="file", multiple="",
                                accept=None if folder == "" else "image/*",
                                webkitdirectory=folder)  # fmt: skip
            with tag("div", classes="brought", aria_live="polite"):
                self._progress = tag("progress", max=1, value=0, aria_label=heading)
                self._told = tag("p", " ", "small")
                self._thumbs = tag("div", classes="thumbs")
                self._left_out = tag("div", classes="small")
                self._forget = button(say("train.forget"), self._forget_all, "bare")
        self._show(0, 0, 0, "")

    def _sent(self, event):
        told = event.args
        room = max(self.most - len(self.ids), 0)
        came = [one for one in told["ids"] if isinstance(one, str) and one not in self.ids]
        new = came[:room]
        self.ids += new
        self._refused += [(str(name), str(why)) for name, why in told["refused"]]
        self.busy = not told["over"]
        with self._thumbs:
            for one in new[: max(_THUMBS - (len(self.ids) - len(new)), 0)]:
                tag("img", src=f"/pictures/{one}/thumb?size=96", alt="", loading="lazy")
        stopped = str(told["stopped"])
        if len(came) > room and not stopped:
            stopped = self.viewer.say("train.too_many", most=self.most)
        elif stopped:
            stopped = self.viewer.say("train.stopped", why=stopped)
        self._show(int(told["done"]), int(told["all"]), int(told["others"]), stopped)

    def _show(self, done, all_, others, stopped):
        say = self.viewer.say
        self._progress.set_visibility(self.busy)
        self._progress.props["value"] = done / all_ if all_ else 0
        self._progress.update()
        if self.busy:
            text = say("train.sending", done=done, all=all_)
        elif not self.ids:
            text = say("train.none_came", least=self.least)
        else:
            text = say("train.came", count=len(self.ids))
            if len(self.ids) < 50:
                text += " · " + say("train.enough")
        self._told.set_content(html.escape(text))
        self._forget.set_visibility(bool(self.ids) and not self.busy)
        if self.busy and not stopped:
            return
        self._left_out.clear()
        with self._left_out:
            if stopped:
                tag("p", stopped, "told-wrong")
            if others:
                tag("p", say("train.others", count=others), "soft")
            if self._refused:
                with tag("details"):
                    tag("summary", say("train.skipped", count=len(self._refused)))
                    with tag("ul"):
                        for name, why in self._refused[:200]:
                            tag("li", say("train.skipped_one", name=name, why=why))

    async def _forget_all(self):
        """Take out what came, and delete it: it was brought for this alone."""
        ids, self.ids, self._refused = self.ids, [], []
        self._thumbs.clear()
        self._show(0, 0, 0, "")
        await away(delete_pictures, ids, self.viewer.id)


def delete_pictures(ids, viewer_id: str) -> int:
    """Delete pictures that may be gone already; return how many there were."""
    from tfstyle.errors import TfstyleError

    count = 0
    for one in ids:
        try:
            services().pictures.delete(one, viewer_id=viewer_id)
            count += 1
        except TfstyleError:
            continue
    return count


def began(viewer, job_id: str | None) -> bool:
    """Go to the page of jobs once one was taken in; return whether it was."""
    if not job_id:
        return False
    ui.notify(viewer.say("train.began"), type="positive")
    ui.navigate.to(f"/jobs#job-{job_id}")
    return True
