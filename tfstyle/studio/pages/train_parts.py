"""What both kinds of training ask: one of several, how much, and a name."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nicegui import ui

from tfstyle.studio.pages.context import services
from tfstyle.studio.pages.parts import Field, away, button, tag, tried
from tfstyle.studio.training.qualities import QUALITIES, expected


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


class TrainForm:
    """What both forms do alike.

    Args:
        viewer: who asks.
    """

    def __init__(self, viewer):
        self.viewer, self.quality, self._working = viewer, "good", False

    async def show(self) -> None:
        """Show the form where it is called."""
        raise NotImplementedError

    async def reload(self) -> None:
        """Show which pictures were brought, and are still there."""
        raise NotImplementedError

    def spend(self, value: str) -> None:
        """Choose how much is spent, of `training.qualities`."""
        self.quality = value

    def end(self, ask: Callable) -> None:
        """Show the button that begins, and where it goes on."""
        with tag("div", classes="row"):
            button(self.viewer.say("train.begin"), ask, "main")
            tag("span", self.viewer.say("train.jobs_here"), "soft small")

    async def begin(self, kind: str, payload: Mapping[str, Any]) -> None:
        """Ask for a job, once however often it is clicked, and go to the page of jobs."""
        if self._working:
            return
        self._working = True
        try:
            add = services().jobs.add
            job_id = await tried(self.viewer, add, self.viewer.id, kind, dict(payload))
            if job_id:
                ui.notify(self.viewer.say("train.began"), type="positive")
                ui.navigate.to(f"/jobs#job-{job_id}")
        finally:
            self._working = False
