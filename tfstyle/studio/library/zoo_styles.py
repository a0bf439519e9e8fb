"""What the presets that ship know to paint, read off their configurations; no model is loaded."""

import dataclasses
from collections.abc import Iterator

# Whose model looks at a painting: what a painting of one's own is painted by.
ARBITRARY = "adain_style_256"
# Classes whose presets turn a photograph into something; of a label map nobody has a photograph.
_OF_NAMES, _OF_DIRECTIONS = "tfstyle>FastStyle", ("tfstyle>CycleGAN", "tfstyle>Distilled")


@dataclasses.dataclass(frozen=True)
class ZooStyle:
    """One style of a preset.

    Attributes:
        model: the preset.
        style: of those it learned, `None` where it is no choice.
        direction: `None` for its first.
        name: what people call it.
        tags: words to find it by.
        licence: of the weights.
        source: the preset's description.
    """

    model: str
    style: str | None
    direction: str | None
    name: str
    tags: tuple[str, ...]
    licence: str
    source: str


def zoo_styles() -> list[ZooStyle]:
    """Return what the zoo paints of photographs.

    Example:
        >>> any(style.model == "fast_style_udnie" for style in zoo_styles())
        True
    """
    from tfstyle.presets import read_config
    from tfstyle.zoo import list_presets, resolve

    configs = {name: read_config(resolve(name).directory) for name in list_presets()}
    titles = {
        config["arguments"]["styles"][0]: _title(config)
        for config in configs.values()
        if config["class"] == _OF_NAMES and len(config["arguments"]["styles"]) == 1
    }
    found: list[ZooStyle] = []
    for name, config in configs.items():
        found += _styles_of(name, config, titles)
    return sorted(found, key=lambda style: (len(style.tags), style.name))


def _styles_of(name, config, titles) -> Iterator[ZooStyle]:
    about = config["metadata"]
    told = {"licence": about.get("license", ""), "source": about.get("description", "")}
    if config["class"] == _OF_NAMES:
        names = config["arguments"]["styles"]
        for one in names:
            artist, title = _parts(titles.get(one) or one.replace("_", " ").title())
            tags = [artist, "painting"] if artist else ["painting"]
            tags += ["blends"] if len(names) > 1 else []
            shown = f"{title}, for blends" if len(names) > 1 else title
            yield ZooStyle(name, one if len(names) > 1 else None, None, shown, tuple(tags), **told)
    elif config["class"] in _OF_DIRECTIONS:
        for direction in config["directions"]:
            if direction.startswith("photo2"):
                what = direction.removeprefix("photo2")
                phone = config["class"] == _OF_DIRECTIONS[1]
                kinds = (what.title(), "phone" if phone else "painter")
                shown = f"{what.title()}, for phones" if phone else what.title()
                yield ZooStyle(name, None, direction, shown, kinds, **told)


def _title(config) -> str:
    return config["metadata"].get("description", "").removeprefix("photograph to ")


def _parts(title) -> tuple[str, str]:
    """Return artist and painting of "Artist, Painting (year)", without remarks.

    Example:
        >>> _parts("Francis Picabia, Udnie (1913)")
        ('Francis Picabia', 'Udnie')
    """
    artist, _, rest = title.partition(", ")
    if not rest:
        return "", artist
    return artist, rest.partition(" (")[0].removeprefix("a ")
