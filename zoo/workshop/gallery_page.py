"""`docs/gallery.md`, rendered from the presets, the photographs and the peers themselves."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from tfstyle import presets
from tfstyle.run_files import RECIPE
from tfstyle.zoo.registry import list_presets
from tfstyle.zoo.show import show_preset
from tfstyle.zoo.workshop.gallery_data import measured
from tfstyle.zoo.workshop.gallery_peers import PEERS
from tfstyle.zoo.workshop.gallery_pictures import PHOTOGRAPHS
from tfstyle.zoo.workshop.gallery_shows import SAYS

COMMAND = "python -m tfstyle.zoo.workshop.gallery"
PAGE, SHEETS, TWELVE = "gallery.md", "gallery", "photographs"
_INTRO = """# Gallery

Every preset on the same twelve photographs, on which none was trained; what starts from other
pictures is shown on held-out ones. Nothing is chosen: a result that failed stands beside those that
did not. The sheets are small, to be small in the repository. At full size, as PNG:

```sh
{command} --full results/
```

Presets that start from other pictures than photographs need those, in the folder that
`TFSTYLE_DATA` names; it has the paintings, too, for what paints in the style of any picture.
Without `--full` the command draws this page and its sheets anew; names of presets behind it: only
those.
"""


def write_page(out, folders: Iterable = ()) -> Path:
    """Write the page, of all presets whose sheets are there; return its path.

    Args:
        out: folder of the page; the sheets lie below.
        folders: presets' directories beside those that ship.
    """
    from tfstyle.files import atomic_file
    from tfstyle.zoo.registry import shipped_directory

    out = Path(out)
    known = {name: shipped_directory(name) for name in list_presets()}
    known |= {Path(folder).name: Path(folder) for folder in folders}
    parts = [_INTRO.format(command=COMMAND), *_twelve()]
    for name, folder in sorted(known.items()):
        if _sheet(out, name):
            parts += _preset(out, name, folder)
    beside = [name for name in PEERS if _sheet(out, f"beside_{name}")]
    if beside:
        parts.append("\n## Beside others\n\nAbove the photograph, then theirs, then ours.\n")
    for name in beside:
        sheet, words = _shown(f"beside_{name}"), PEERS[name].describe()
        parts.append(f"\n### {name}\n\n{sheet}\n\n{words}\n")
    page = out / PAGE
    with atomic_file(page) as temporary:
        temporary.write_text("".join(parts), "utf-8")
    return page


def _twelve():
    yield f"\n## The photographs\n\n{_shown(TWELVE)}\n\n"
    yield "| photograph | shows | of | by | licence |\n|---|---|---|---|---|\n"
    for name, one in PHOTOGRAPHS.items():
        source = one.source
        piece = ", a piece" if one.box else ""
        yield (
            f"| {name} | {one.shows} | {source.package}, `{source.name}`{piece} | {source.by} "
            f"| {source.license} |\n"
        )
    yield "\n## The presets\n"


def _preset(out, name, folder):
    yield f"\n### {name}\n\n{_shown(name)}\n\n"
    says = SAYS.get(measured(folder).kind, "")
    yield " ".join(filter(None, [_facts(out, folder), says])) + "\n"


def _facts(out, folder) -> str:
    """What it does and learned from, in a line: from its config, its card and its recipe."""
    told = show_preset(str(folder))
    what = told["metadata"].get("description", "").rstrip(".")
    parts = [f"{what[0].upper()}{what[1:]}." if what else "", _learned_from(told["card"])]
    if (Path(folder) / RECIPE).is_file():
        from tfstyle.recipes import load_recipe

        recipe = load_recipe(Path(folder) / RECIPE)
        parts.append(f"Recipe: {recipe.train.steps:,} steps at {recipe.data.crop} pixels.")
    if told["bytes"]:
        parts.append(f"{told['bytes'] / 1e6:.1f} MB.")
    card = Path(os.path.relpath(Path(folder) / presets.CARD, out)).as_posix()
    return " ".join(filter(None, [*parts, f"[Card]({card})."]))


def _learned_from(card: str) -> str:
    """Return the first sentence of the card's part on data."""
    found = re.search(r"^## Data and licence\s+(.*?)(?:\n\n|\Z)", card, re.DOTALL | re.MULTILINE)
    paragraph = " ".join(found[1].split()) if found else ""
    return re.split(r"(?<=[.])\s+(?=[A-Z])", paragraph)[0]


def _sheet(out, name) -> bool:
    return (out / SHEETS / f"{name}.jpg").is_file()


def _shown(name) -> str:
    return f"![{name}]({SHEETS}/{name}.jpg)"
