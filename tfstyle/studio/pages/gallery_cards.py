"""The works on the gallery's wall, as HTML: one element for sixty works, not one for each word."""

from collections.abc import Sequence

from tfstyle.studio.pages.gallery_work import about, full_title, title_of
from tfstyle.studio.pages.parts import markup, written

# What was pressed, by its `data-open` or `data-move`.
_PRESSED = "(e) => { const it = e.target.closest('[data-open], [data-move]'); "
_PRESSED += "if (it) emit({...it.dataset}) }"
_TICKED = "(e) => emit([e.target.value, e.target.checked])"


def show_cards(page, works: Sequence) -> None:
    """Show works behind those that are on the wall.

    Args:
        page: a `GalleryPage`; `open`, `move` and `selection` hear what is done.
        works: `WorkInfo` each.
    """

    async def pressed(event):
        told = event.args
        if work_id := told.get("open"):
            await page.open(work_id)
        else:
            work_id, _, which = told.get("move", "").partition(" ")
            await page.move(work_id, which == "earlier")

    made = markup("".join(_card(page, work) for work in works))
    made.on("click", pressed, js_handler=_PRESSED)
    made.on("change", lambda event: page.selection.ticked(*event.args), js_handler=_TICKED)


def _card(page, work) -> str:
    say, title = page.viewer.say, full_title(work)
    shown = written("img", src=f"/pictures/{work.picture_id}/thumb?size=640", alt="",
                    loading="lazy")  # fmt: skip
    if work.kind == "video":
        shown += written("span", "▶", "plays")
    theirs = "" if work.owner_id == page.viewer.id else f"{work.owner_name} · "
    inner = (
        written("button", "", "pick", shown, type="button", data_open=work.id,
                aria_label=say("gallery.open", title=title))
        + written("input", "", "choose-box", type="checkbox", value=work.id,
                  aria_label=f"{say('gallery.select')}: {title}",
                  checked="" if work.id in page.selection else None)
        + written("span", title_of(work), "title")
        + written("span", theirs + about(work), "about")
    )  # fmt: skip
    if page.collection and page.collection.owner_id == page.viewer.id:
        inner += _moves(say, work, title)
    return written("article", "", "piece chosen-one", inner)


def _moves(say, work, title) -> str:
    buttons = "".join(
        written("button", sign, "act bare", type="button", data_move=f"{work.id} {name}",
                aria_label=say(f"gallery_more.{name}", title=title))
        for name, sign in (("earlier", "←"), ("later", "→"))
    )  # fmt: skip
    return written("div", "", "row moves", buttons)
