"""The gallery: every preset on the same twelve photographs, on a page with contact sheets.

    python -m tfstyle.zoo.workshop.gallery [--out docs] [--full DIR] [--peers DIR] [PRESET...]

It writes `gallery.md`, and `gallery/<preset>.jpg` for each preset named, all that ship if none is;
beside those, `gallery/beside_<peer>.jpg` for each peer of theirs whose files are at hand. Sheets
that are there stay where nothing draws them anew.
"""

import argparse
import itertools
import os
import sys
from functools import partial
from pathlib import Path

from tfstyle.errors import DataError, TfstyleError
from tfstyle.zoo.names import resolve
from tfstyle.zoo.registry import list_presets
from tfstyle.zoo.workshop.gallery_page import COMMAND, SHEETS, TWELVE, write_page
from tfstyle.zoo.workshop.gallery_peers import PEERS, is_there

# Cells in a row: of single pictures, of pairs one above the other, of three.
_ACROSS = {1: 4, 2: 6, 3: 6}


def draw(name, out, data_root=None, full=None) -> Path:
    """Draw the contact sheet of a preset; return its path.

    Args:
        name: of a preset, or its directory.
        out: folder of the page.
        data_root: a folder with the data sets of cards, for inputs that are no photographs.
        full: a folder for every result at full size, as PNG, below the preset's name.

    Raises:
        UnknownPresetError: nothing has this name.
        DataError: it starts from other pictures than photographs, and these are not at hand.
    """
    from tfstyle.zoo import from_preset
    from tfstyle.zoo.workshop.gallery_data import measured
    from tfstyle.zoo.workshop.gallery_pictures import photographs
    from tfstyle.zoo.workshop.gallery_shows import cells

    folder = resolve(name).local()
    made = cells(from_preset(name), measured(folder), photographs(), data_root, every=bool(full))
    return write(made, folder.name, out, full)


def write(cells, name, out, full=None) -> Path:
    """Write cells as a sheet; return its path.

    At full size, what was made is `<cell>.png`, and what is above it `<cell>_1.png` and so on.
    """
    import numpy as np

    from tfstyle import images
    from tfstyle.zoo.workshop.gallery_sheet import sheet, write_jpeg

    for cell in cells if full else ():
        *before, result = cell.pictures
        images.write_image(Path(full, name, f"{cell.name}.png"), result)
        for number, picture in enumerate(before, 1):
            images.write_image(Path(full, name, f"{cell.name}_{number}.png"), picture)
    path = Path(out, SHEETS, f"{name}.jpg")
    parts = []
    shown = (cell for cell in cells if cell.on_sheet)
    for high, group in itertools.groupby(shown, lambda cell: len(cell.pictures)):
        some = list(group)
        parts.append(sheet(some, min(_ACROSS[high], len(some))))
    write_jpeg(path, np.concatenate(parts))
    return path


def draw_photographs(out, full=None) -> Path:
    """Draw the twelve photographs themselves; return the sheet's path."""
    from tfstyle.zoo.workshop.gallery_pictures import photographs
    from tfstyle.zoo.workshop.gallery_sheet import Cell

    made = [Cell(name, [picture], name) for name, picture in photographs().items()]
    return write(made, TWELVE, out, full)


def draw_beside(name, out, peers, data_root=None, full=None) -> Path:
    """Draw the contact sheet of a peer beside our preset; return its path.

    Args:
        name: of `gallery_peers.PEERS`.
        out: folder of the page.
        peers: the folder of peers' files.
        data_root: a folder with the data sets of cards, for paintings.
        full: a folder for every result at full size.
    """
    from tfstyle.zoo.workshop.gallery_peers import PEERS, beside
    from tfstyle.zoo.workshop.gallery_pictures import photographs

    made = beside(PEERS[name], peers, photographs(), data_root)
    return write(made, f"beside_{name}", out, full)


def main(arguments=None) -> int:
    """Parse the command line, draw the sheets, render the page."""
    parser = argparse.ArgumentParser(
        prog=COMMAND, description=__doc__.splitlines()[0]
    )
    parser.add_argument("presets", nargs="*", metavar="PRESET", help="all that ship if none")
    parser.add_argument("--out", type=Path, default=Path("docs"), help="folder of the page")
    parser.add_argument("--full", type=Path, help="folder for every result at full size, as PNG")
    parser.add_argument(
        "--data", default=os.environ.get("TFSTYLE_DATA"), help="folder with the cards' data sets"
    )
    parser.add_argument(
        "--peers", default=os.environ.get("TFSTYLE_PEERS"), help="folder of peers' files"
    )
    options = parser.parse_args(arguments)
    names = options.presets or list_presets()
    try:
        folders = [resolve(name).local() for name in names]
    except TfstyleError as error:
        parser.error(str(error))
    print(draw_photographs(options.out, options.full))
    chosen = {folder.name for folder in folders}
    peers = [
        name for name, one in PEERS.items() if one.ours in chosen and is_there(one, options.peers)
    ]
    draws = [(name, partial(draw, name)) for name in names]
    draws += [(name, partial(draw_beside, name, peers=options.peers)) for name in peers]
    missing = []
    for name, one in draws:
        try:
            print(one(out=options.out, data_root=options.data, full=options.full), flush=True)
        except DataError as error:
            missing.append(name)
            print(f"{name} is not drawn: {error}", file=sys.stderr)
    print(write_page(options.out, folders))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
