"""What comes into the library: a painting with where it is from, or a preset file."""

from nicegui import ui

from tfstyle.studio.pages.context import services
from tfstyle.studio.pages.paint_begin import drop_zone
from tfstyle.studio.pages.parts import (
    Field,
    button,
    complain,
    named_dialog,
    picture,
    tag,
    tried,
)

_SEND = """async (e) => {
  const file = e.target.files[0];
  if (!file) return;
  const form = new FormData();
  form.append("file", file, "file");
  const headers = {"X-CSRF-Token": studio.token()};
  const answer = await fetch("/styles", {method: "POST", body: form, headers});
  const told = await studio.answer(answer);
  emit(answer.ok ? told : {error: told.why});
}"""


def preset_input(page) -> None:
    """Show a button that takes a preset file.

    Args:
        page: a `LibraryPage`.
    """
    say = page.viewer.say

    async def came(event):
        told = event.args
        if "error" in told:
            complain(page.viewer, str(told["error"]))
            return
        ui.notify(say("library.added", name=told["name"]), type="positive")
        await page.show()

    with tag("label", classes="act"):
        tag("span", say("library.import"))
        taken = tag("input", classes="unseen", type="file", accept=".tfstyle,.zip")
        taken.on("change", came, js_handler=_SEND)


async def ask_for_painting(page) -> None:
    """Ask for a painting, its name, licence and source, and make a style of it."""
    say = page.viewer.say
    with named_dialog(say("library.add")) as dialog, ui.card().classes("panel"):
        tag("h2", say("library.add"))
        tag("p", say("library.add_hint"), "soft small")
        came = tag("div")
        picture_of = _painting_input(page, came)
        name = Field(say("library.style_name"), maxlength=120)
        licence = Field(say("library.licence"), hint=say("library.licence_hint"), maxlength=200)
        source = Field(say("library.source"), hint=say("library.source_hint"), maxlength=500)
        tags = Field(say("library.tags"))

        async def save():
            if not picture_of:
                complain(page.viewer, say("library.painting"))
                return
            added = await tried(
                page.viewer, services().library.add_painting, page.viewer.id, picture_of[-1],
                name.value, licence.value, source.value, tags.value.split(","),
            )  # fmt: skip
            if added:
                dialog.close()
                ui.notify(say("library.added", name=added.name), type="positive")
                await page.show()

        with tag("div", classes="row"):
            button(say("app.save"), save, "main")
            button(say("app.cancel"), dialog.close)
    dialog.value = True


def _painting_input(page, place) -> list[str]:
    """Show where the painting is dropped; return the list that its id will be in."""
    arrived: list[str] = []

    async def came(picture_id):
        arrived.append(picture_id)
        place.clear()
        with place:
            picture(f"/pictures/{picture_id}/thumb?size=320", "").style("max-height: 180px")

    with place:
        drop_zone(page.viewer, came, kind="painting", heading="h3",
                  text=page.viewer.say("library.painting"))  # fmt: skip
    return arrived
