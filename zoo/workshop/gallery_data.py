"""Inputs that are no photographs, found below a folder that holds the data sets of all cards."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tfstyle.errors import DataError, TfstyleError
from tfstyle.zoo.evaluating.protocol import SCORES, Protocol
from tfstyle.zoo.workshop.gallery_pictures import any_style

_WHERE = "Name the folder that holds the data sets of the cards by TFSTYLE_DATA."


@dataclass(frozen=True)
class Measured:
    """How a preset was measured.

    Attributes:
        kind: of preset, as `evaluating.kinds` tells them apart, or "judge"; empty if nothing says.
        protocol: of its pictures; a judge's says nothing of these.
        sha256: of the files of all pictures, empty if nothing says.
    """

    kind: str = ""
    protocol: Protocol | None = None
    sha256: str = ""


def measured(folder) -> Measured:
    """Return how a preset was measured, as its `scores.json` says.

    Args:
        folder: of the preset.
    """
    path = Path(folder, SCORES)
    recorded = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    protocol = recorded.get("protocol", {})
    kind = protocol.get("kind", "")
    if not protocol or kind == "judge":
        return Measured(kind)
    return Measured(kind, Protocol.from_dict(protocol), recorded.get("data", {}).get("sha256", ""))


def held_out(measured: Measured, data_root, side: int, count: int) -> list[np.ndarray]:
    """Return held-out pictures of a preset's own data, uint8 (size, size, C).

    Args:
        measured: how the preset was measured.
        data_root: the folder of its pictures, or one that holds that; `None` if there is none.
        side: of the data: 0 for what the first direction starts from, 1 for the second's.
        count: how many, at even distances.

    Raises:
        DataError: they are not to be found, with what to do.
    """
    from tfstyle.zoo.evaluating import pictures

    if measured.protocol is None:
        raise DataError("A preset without scores.json does not say which pictures it starts from.")
    found = pictures.held_out(measured.protocol, _root(measured, data_root))
    return pictures.spread(found.sides[side], count)


def paintings(model, measured: Measured, data_root) -> dict[str, np.ndarray]:
    """Return the paintings of a card; a free picture where none are at hand.

    Args:
        model: one that takes any picture as a style.
        measured: how the preset was measured.
        data_root: the folder of its pictures, or `None`.

    Raises:
        DataError: the folder lacks a painting, with its name.
    """
    from tfstyle.zoo.evaluating import open_pictures

    if measured.protocol is None or data_root is None:
        return any_style()
    named = measured.protocol.paintings or measured.protocol.photographs
    root = data_root if named else _root(measured, data_root)
    return open_pictures(model, measured.protocol, root).paintings


def _root(measured, data_root) -> Path:
    """Return the folder of the very files that a preset was measured on."""
    if data_root is None:
        raise DataError(f"The pictures that it starts from are not at hand. {_WHERE}")
    below = sorted(path for path in Path(data_root).iterdir() if path.is_dir())
    for folder in (Path(data_root), *below):
        if _digest(measured.protocol, folder) == measured.sha256:
            return folder
    raise DataError(
        f"Neither {data_root} nor a folder in it holds the pictures that scores.json is of. "
        f"{_WHERE}"
    )


def _digest(protocol, folder) -> str | None:
    """Return the digest of the files that would be measured on, none if there are none."""
    from tfstyle.data.samples import held_out_split, split_files
    from tfstyle.zoo.evaluating import Pictures

    spec = protocol.spec(folder)
    try:
        return Pictures([], split_files(spec, held_out_split(spec, protocol.split))).digest()
    except TfstyleError:
        return None
