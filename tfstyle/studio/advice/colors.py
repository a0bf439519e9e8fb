"""Colours: which dominate, how their hues belong together, warm and cool, strong and quiet."""

import numpy as np

from tfstyle.studio.advice import color
from tfstyle.studio.advice.canvas import Canvas
from tfstyle.studio.advice.findings import Finding, Statement, Word, number, percent
from tfstyle.studio.advice.harmony import FITS, harmony, leading, opposite_share, sector_hues
from tfstyle.studio.advice.palette import palette

# Percent of all chroma that is warm: below the first a picture is cool, above the second warm.
WARM = (35.0, 65.0)
# Mean chroma, 100 times OKLab's: below the first it is quiet, above the second strong.
CHROMA = (4.0, 9.0)
# Difference of warmth between lights and darks from which it is told, 100 times OKLab's.
LIGHT_AND_SHADOW = 2.0
# Percent of the chroma that the complement's side has to have to be told.
OPPOSITE = 8.0
# A small strong colour: at most so many percent, and so much more chroma than the mean.
_ACCENT_SHARE, _ACCENT_CHROMA = 0.12, 0.04


def measure(canvas: Canvas) -> Finding:
    """Return the finding `colors` of a picture."""
    swatches, found = palette(canvas.rgb), harmony(canvas.lab)
    colored = bool(found.hues.any())
    at = np.arange(360) + 0.5
    warm = percent(found.hues[color.is_warm(at)].sum()) if colored else None
    opposite = percent(opposite_share(found.hues)) if colored else None
    numbers = {
        "chroma": number(100.0 * float(canvas.chroma.mean()), "", CHROMA, 1),
        "neutral": number(percent((canvas.chroma < color.NEUTRAL).mean()), "%"),
        "warm": number(warm, "%", WARM),
        "light_and_shadow": number(_warmer_lights(canvas), "", (LIGHT_AND_SHADOW,), 1),
        "template_distance": number(found.distance if colored else None, "°", (FITS,), 1),
        "opposite": number(opposite, "%", (OPPOSITE,)),
    }
    data = {"swatches": swatches, "harmony": found}
    return Finding("colors", numbers, tuple(_statements(numbers, swatches, found)), data)


def words(rgb) -> Word:
    """Return the words for a colour, e.g. dark blue."""
    tone, name = color.name(np.array(rgb, "uint8"))
    return Word(f"tone_{tone}", (("color", Word(f"color_{name}")),))


def hue_words(hue: float) -> Word:
    """Return the word for a hue on the painter's wheel."""
    return Word(f"color_{color.HUES[int((hue + 15.0) // 30.0) % 12]}")


def _warmer_lights(canvas) -> float | None:
    """How much warmer the lightest 30 % are than the darkest 30 %, 100 times OKLab's."""
    low, high = np.percentile(canvas.lightness, [30, 70])
    if high - low < 2.0 or canvas.chroma.mean() < 0.012:
        return None
    warmth = color.warmth(canvas.lab)
    return 100.0 * float(
        warmth[canvas.lightness >= high].mean() - warmth[canvas.lightness <= low].mean()
    )


def _statements(numbers, swatches, found):
    listed = []
    for swatch in swatches[:5]:
        one = words(swatch.rgb)
        # Two greens of one name are one green to the reader.
        if one not in listed:
            listed.append(one)
    yield Statement("colors_palette", {"colors": tuple(listed[:4])}, ("neutral",))
    chroma = numbers["chroma"]
    if found.name == "none":
        yield Statement("colors_none", {"chroma": chroma.text()}, ("chroma",))
        return
    distance = numbers["template_distance"].text()
    name, told = found.name, sector_hues(found)
    if name == "analogous_and_opposite":
        # The narrow sector may hold more than the broad one, and then it leads.
        name = name if told[0][1] >= told[1][1] else "one_and_opposites"
    else:
        told = sorted(told, key=lambda one: -one[1])
    hues = {f"hue{i}": hue_words(hue) for i, (hue, _) in enumerate(told)}
    lead = leading(found.hues)
    hues |= {"lead": hue_words(lead), "opposite": hue_words((lead + 180.0) % 360.0)}
    yield Statement(f"harmony_{name}", {**hues, "distance": distance}, ("template_distance",))
    accent = _accent(numbers, swatches)
    if accent:
        share = number(percent(accent.share), "%").text()
        yield Statement("colors_accent", {"color": words(accent.rgb), "share": share}, ("chroma",))
    strength = ("quiet", "middle", "strong")[sum(chroma.value >= limit for limit in CHROMA)]
    values = {"chroma": chroma.text(), "neutral": numbers["neutral"].text()}
    yield Statement(f"colors_{strength}", values, ("chroma", "neutral"))
    warm = numbers["warm"]
    side = ("cool", "even", "warm")[sum(warm.value >= limit for limit in WARM)]
    cool = number(100.0 - warm.value, "%").text()
    yield Statement(f"colors_{side}", {"warm": warm.text(), "cool": cool}, ("warm",))
    turn = numbers["light_and_shadow"]
    if turn.value is not None and abs(turn.value) >= LIGHT_AND_SHADOW:
        which = "warm_light" if turn.value > 0 else "cool_light"
        told = number(abs(turn.value), "", (), 1).text()
        yield Statement(f"colors_{which}", {"difference": told}, ("light_and_shadow",))


def _accent(numbers, swatches):
    least = numbers["chroma"].value / 100.0 + _ACCENT_CHROMA
    small = [s for s in swatches if s.share <= _ACCENT_SHARE and s.chroma >= max(least, 0.08)]
    return max(small, key=lambda swatch: swatch.chroma, default=None)
