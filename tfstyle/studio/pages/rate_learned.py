"""What was learned of the ratings: styles with their uncertainty, works, and the judge."""

from nicegui import ui

from tfstyle.studio.pages.context import services
from tfstyle.studio.pages.parts import away, picture, tag

_MOST_STYLES, _MOST_WORKS = 14, 6
_TELLING = 0.5  # deviations above the mean: less is as good as nothing known
_SPAN = 1.645  # deviations: 90 % lie within
_VIEW = 100.0


class Learned:
    """Shown below the pair; drawn again when somebody has voted.

    Args:
        viewer: whose liking.
    """

    def __init__(self, viewer):
        self.viewer, self._drawn = viewer, None
        self._place = tag("section", classes="learned", id="learned",
                          aria_label=viewer.say("rate.learned.title"))  # fmt: skip

    async def show(self) -> None:
        """Show it as it is now."""
        self.draw(await away(told_of, self.viewer.id))

    def draw(self, told: dict) -> None:
        """Show what `told_of` returned."""
        if told == self._drawn:
            return
        self._drawn = told
        self._place.clear()
        with self._place:
            self._show_counts(told)
            if told["all"]:
                self._show_styles(told)
                self._show_works(told)
            self._show_judge(told["judge"])

    def _show_counts(self, told):
        say = self.viewer.say
        with tag("div"):
            tag("h2", say("rate.learned.title"))
            counts = [say("rate.learned.own", count=told["own"])]
            if services().settings.accounts:
                counts.append(say("rate.learned.all", count=told["all"]))
            tag("p", " · ".join(counts) if told["all"] else say("rate.learned.none"), "soft small")

    def _show_styles(self, told):
        say, rows = self.viewer.say, told["styles"]
        if not rows:
            return
        with tag("div"):
            tag("h3", say("rate.learned.styles" if told["own"] else "rate.learned.styles_everyone"))
            tag("p", say("rate.learned.styles_hint"), "soft small")
            if told["sure"]:
                first, second, share = told["sure"]
                share = f"{min(share, 0.999):.0%}" if share < 0.995 else "> 99 %"
                tag("p", say("rate.learned.sure", first=first, second=second, share=share), "small")
            ends = [end for _, worth, off in rows for end in (worth - off, worth + off)]
            low, high = min([0.0, *ends]), max([0.0, *ends])
            with tag("ol", classes="spans"):
                for name, worth, off in rows:
                    self._show_row(name, worth, off, low, high)
            if told["unknown"]:
                text = say("rate.learned.unknown", count=told["unknown"])
                tag("p", text, "soft small").style("margin-top: 8px")

    def _show_row(self, name, worth, off, low, high):
        told = self.viewer.say("rate.learned.row", style=name, worth=f"{worth:+.1f}",
                               low=f"{worth - off:+.1f}", high=f"{worth + off:+.1f}")  # fmt: skip
        with tag("li", title=told):
            tag("span", told, "unseen")
            tag("span", name, "name", aria_hidden="true")
            ui.html(span(worth, off, low, high), sanitize=False).classes("track")
            tag("span", f"{worth:+.1f} ± {off:.1f}", "value", aria_hidden="true")

    def _show_works(self, told):
        say = self.viewer.say
        if not told["works"]:
            return
        with tag("div"):
            tag("h3", say("rate.learned.works"))
            tag("p", say("rate.learned.works_hint"), "soft small")
            with tag("div", classes="lineup"):
                for picture_id, title, worth, off, score in told["works"]:
                    with tag("figure"):
                        picture(f"/pictures/{picture_id}/thumb?size=320", title)
                        text = say("rate.learned.work", title=title, worth=f"{worth:+.1f}",
                                   off=f"{off:.1f}")  # fmt: skip
                        if score is not None:
                            text += " · " + say("rate.learned.judged", score=f"{score:.0f}")
                        tag("figcaption", text)

    def _show_judge(self, judge):
        say = self.viewer.say
        with tag("div"):
            tag("h3", say("rate.learned.judge"))
            if judge is None:
                tag("p", say("rate.learned.judge_none"), "soft small")
                return
            shares = {"before": f"{judge.before:.0%}", "after": f"{judge.after:.0%}"}
            if judge.better:
                tag("p", say("rate.learned.judge_better", **shares), "small")
            else:
                told = say("rate.learned.judge_same", count=judge.choices, **shares)
                tag("p", told, "small")


def span(worth: float, off: float, low: float, high: float) -> str:
    """Return SVG of a worth and of how far it may be off, on an axis from `low` to `high`."""
    scale = _VIEW / max(high - low, 1e-6)

    def x(value):
        return f"{(value - low) * scale:.2f}"

    return (
        f'<svg viewBox="0 0 {_VIEW:.0f} 22" preserveAspectRatio="none" aria-hidden="true">'
        f'<line class="zero" x1="{x(0)}" x2="{x(0)}" y1="0" y2="22"/>'
        f'<line class="span" x1="{x(worth - off)}" x2="{x(worth + off)}" y1="11" y2="11"/>'
        f'<line class="dot" x1="{x(worth)}" x2="{x(worth)}" y1="11" y2="11"/></svg>'
    )


def told_of(viewer_id) -> dict:
    """Return all that is shown, as plain values that can be compared."""
    rooms = services()
    own, everyone = rooms.ratings.total(viewer_id), rooms.ratings.total()
    styles = {style.id: style.name for style in rooms.library.styles(viewer_id)}
    told = {"own": own, "all": everyone, "styles": [], "unknown": 0, "sure": None, "works": [],
            "judge": rooms.teaching.judge()}  # fmt: skip
    if not everyone:
        return told
    liking, whose = rooms.liking, viewer_id if own else None
    known = liking.voted_on(list(styles))
    order = [one for one in liking.order(whose, list(styles)) if one.style in known]
    told["unknown"] = len(styles) - len(known)
    told["styles"] = [
        (styles[one.style], _round(one.worth), _round(_SPAN * one.deviation))
        for one in order[:_MOST_STYLES]
    ]
    if len(order) > 1:
        first, second = order[0].style, order[1].style
        share = liking.ahead(whose, first, second)
        told["sure"] = (styles[first], styles[second], round(share, 3))
    told["works"] = _works(rooms, viewer_id, whose)
    return told


def _round(value) -> float:
    return round(value, 1) + 0.0  # no -0.0


def _works(rooms, viewer_id, whose) -> list[tuple]:
    from tfstyle.errors import NotFoundError
    from tfstyle.studio.pages.gallery_work import title_of

    works = rooms.ratings.to_compare(viewer_id)
    said = set(rooms.ratings.votes(viewer_id).works)
    liked = [one for one in rooms.liking.of_works(whose, works) if one.style not in said]
    best = [one for one in liked if one.worth > _TELLING * one.deviation][:_MOST_WORKS]
    scores = rooms.teaching.judged([str(one.style) for one in best])
    found = []
    for one in best:
        try:
            work = rooms.gallery.get(one.style, viewer_id=viewer_id)
        except NotFoundError:  # deleted meanwhile
            continue
        found.append((
            work.picture_id, title_of(work), _round(one.worth), _round(_SPAN * one.deviation),
            scores.get(one.style),
        ))  # fmt: skip
    return found
