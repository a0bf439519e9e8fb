"""`docs/styles.md`: the fast styles beside other people's networks, on the same photographs.

    python -m tfstyle.zoo.workshop.styles_page [--data DIR] [--peers DIR] [--out docs] [PRESET...]

Every preset that learned paintings paints the held-out photographs at 512 pixels; so do a preset of
any picture's style and MicroAST, shown the same paintings, and whoever published a network of one
of them. What was measured is kept in `docs/styles.json`: of the presets named, what is measured
replaces it.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import numpy as np

from tfstyle.zoo.workshop.styles_table import render

COMMAND = "python -m tfstyle.zoo.workshop.styles_page"
KEPT, PAGE = "styles.json", "styles.md"
PHOTOGRAPHS, SIDE = "photos_cid22/validation", 512  # below the folder of the data; pixels
METRICS = ("content", "style", "checkerboard", "border", "clipped", "blot")
OF_PHOTOGRAPHS = ("checkerboard", "border")
# Of the peers: the one that takes every painting, and those of one painting, by ours of it.
ANY_STYLE = "microast"
SAME_PAINTING = {
    "fast_style_great_wave": "fast_style_transfer_wave", "fast_style_udnie": "winml_udnie",
}  # fmt: skip
# Photographs whose features are remembered while all painters are looked at.
_AT_ONCE = 17

Paint = Callable[[np.ndarray, np.ndarray], np.ndarray]


def measure(names: Iterable[str], data_root, peers=None, progress=print) -> dict[str, dict]:
    """Return `{style: {painter: {metric: mean}}}` of presets and of the peers beside them.

    Args:
        names: of presets; what paints in no painting's style is passed over.
        data_root: the folder with the photographs and the paintings.
        peers: the folder of peers' files, or `None`: ours stand alone.
        progress: called with a line before each row.

    Raises:
        DataError: a photograph or a painting is missing.
    """
    names, paintings = list(names), {}
    painters: dict[str, dict[str, Paint]] = {}
    for name in names:
        for style, painting, paint in painters_of(name, data_root):
            paintings[style] = painting
            painters.setdefault(style, {})[name] = paint
    for peer, paint in _peers(names, peers):
        styles = painters if peer == ANY_STYLE else [
            style for style, by in painters.items()
            if any(SAME_PAINTING.get(name) == peer for name in by)
        ]  # fmt: skip
        for style in styles:
            painters[style][peer] = paint
    return _figures(painters, paintings, photographs(data_root), progress)


def photographs(data_root) -> list[np.ndarray]:
    """Return the held-out photographs, uint8 (H, W, 3), the shorter side 512 pixels.

    Raises:
        DataError: they are not there.
    """
    from tfstyle import images
    from tfstyle.listing import list_files

    files = list_files(Path(data_root, PHOTOGRAPHS), images.IMAGE_SUFFIXES).files
    read = [images.read_image(path) for path in files]
    return [images.resize(one, images.shorter_side(SIDE, one.shape[:2])) for one in read]


def untouched(pictures) -> dict[str, float]:
    """Return what of photographs as they are looks like an artefact."""
    from tfstyle.metrics import Measuring, means

    return means(Measuring(OF_PHOTOGRAPHS).rows("picture", [(one,) for one in pictures]))


def painters_of(name, data_root) -> Iterator[tuple[str, np.ndarray, Paint]]:
    """Yield each style that a preset paints in, its painting, and what paints in it."""
    from tfstyle.zoo import from_preset, list_presets

    model, protocol = from_preset(name), _protocol(name)
    if protocol is None or protocol.kind != "styles":
        return
    if model.capabilities.style == "names":
        for style, painting in _paintings(model, protocol, data_root):
            yield style, painting, partial(_learned_here, model, style)
        return
    for other in list_presets():
        learner, theirs = from_preset(other), _protocol(other)
        if theirs is not None and theirs.kind == "styles" and learner.capabilities.style == "names":
            for style, painting in _paintings(learner, theirs, data_root):
                yield style, painting, partial(_shown, model)


def _protocol(name):
    from tfstyle.zoo import resolve
    from tfstyle.zoo.workshop.gallery_data import measured

    return measured(resolve(name).local()).protocol


def _paintings(model, protocol, data_root):
    from tfstyle.zoo.evaluating import open_pictures

    return open_pictures(model, protocol, data_root).paintings.items()


def _learned_here(model, style, photograph, painting):
    return model.translate(photograph, style=style)


def _shown(model, photograph, painting):
    return model.translate(photograph, style=painting)


def _learned(paint, photograph, painting):
    return paint(photograph, None)


def _peers(names, root) -> Iterator[tuple[str, Paint]]:
    """Yield the peers whose files are at hand and that paint something of what presets do."""
    from tfstyle.zoo.workshop.gallery_peers import PEERS, is_there

    for key in (ANY_STYLE, *(SAME_PAINTING[name] for name in names if name in SAME_PAINTING)):
        if is_there(PEERS[key], root):
            paint = PEERS[key].read(*(Path(root, file) for file in PEERS[key].files))
            yield key, paint if key == ANY_STYLE else partial(_learned, paint)


def _figures(painters, paintings, pictures, progress):
    """Measure all painters of all styles, with each photograph's features computed once."""
    from tfstyle.evaluation.encoders import load_encoders
    from tfstyle.metrics import Measuring, means, painting_as_measured

    encoders = load_encoders(METRICS)
    seen = {style: painting_as_measured(paintings[style]) for style in painters}
    rows: dict[tuple[str, str], list[dict]] = {}
    for start in range(0, len(pictures), _AT_ONCE):
        some, measuring = pictures[start : start + _AT_ONCE], Measuring(METRICS, encoders)
        for style, by in painters.items():
            for name, paint in by.items():
                progress(f"{style}, {name}, photographs from {start + 1}")
                made = [paint(one, paintings[style]) for one in some]
                compared = {
                    "stylized": [(a, seen[style], b) for a, b in zip(some, made, strict=True)],
                    "change": list(zip(some, made, strict=True)),
                    "picture": [(one,) for one in made],
                }
                found: list[dict] = [{} for _ in made]
                for kind, tuples in compared.items():
                    for cells, more in zip(found, measuring.rows(kind, tuples), strict=False):
                        cells |= more  # none of a kind without metrics
                rows.setdefault((style, name), []).extend(found)
    return {
        style: {name: means(rows[style, name]) for name in by} for style, by in painters.items()
    }


def write(folder: Path, figures: dict) -> None:
    """Write figures, and the page of them, each whole or not at all."""
    from tfstyle.files import atomic_file

    texts = {KEPT: json.dumps(figures, indent=1, sort_keys=True) + "\n", PAGE: render(figures)}
    for name, text in texts.items():
        with atomic_file(folder / name) as temporary:
            temporary.write_text(text, encoding="utf-8")
    print(f"Written to {folder / PAGE}")


def parse(arguments, command: str, about: str) -> argparse.Namespace:
    """Return what a command line of the page names: `presets`, `out`, `data` and `peers`.

    Args:
        arguments: of the command line; its own if `None`.
        command: what is typed.
        about: what it does; the first line is shown.
    """
    from tfstyle.zoo.registry import list_presets

    parser = argparse.ArgumentParser(
        prog=command, description=about.splitlines()[0], allow_abbrev=False
    )
    parser.add_argument("presets", nargs="*", metavar="PRESET", help="all that ship if none")
    parser.add_argument("--out", type=Path, default=Path("docs"), help="folder of the page")
    parser.add_argument("--data", default=os.environ.get("TFSTYLE_DATA"), help="folder of pictures")
    parser.add_argument("--peers", default=os.environ.get("TFSTYLE_PEERS"), help="peers' files")
    chosen = parser.parse_args(arguments)
    if not chosen.data:
        parser.error("name the folder of photographs and paintings by --data or TFSTYLE_DATA")
    chosen.presets = chosen.presets or list_presets()
    return chosen


def main(arguments: list[str] | None = None) -> int:
    """Measure what the command line names, and write figures and page; return the exit code."""
    chosen = parse(arguments, COMMAND, __doc__)
    kept = chosen.out / KEPT
    figures = json.loads(kept.read_text("utf-8")) if kept.is_file() else {"styles": {}}
    pictures = photographs(chosen.data)
    figures["photographs"] = {"count": len(pictures), **untouched(pictures)}
    measured = measure(chosen.presets, chosen.data, chosen.peers)
    for style, by in measured.items():
        figures["styles"].setdefault(style, {}).update(by)
    write(chosen.out, figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
