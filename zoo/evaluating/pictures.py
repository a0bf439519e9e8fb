"""The pictures that a protocol means, found below a folder, with a digest of their files."""

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

import numpy as np

from tfstyle import files, images
from tfstyle.data import fixed_samples
from tfstyle.data.samples import held_out_split, split_files
from tfstyle.errors import DataError
from tfstyle.listing import list_files
from tfstyle.zoo.evaluating.protocol import PAINTINGS, PHOTOGRAPHS, Protocol


@dataclass(frozen=True)
class Pictures:
    """What a model is measured on, uint8 (H, W, C) each.

    Attributes:
        sides: a list for each: source and target, both domains, photographs, or real pictures.
        files: what was read.
        split: of the data; `None` where files are named.
        paintings: of each style, at their own size.
    """

    sides: list[list[np.ndarray]]
    files: list[Path]
    split: str | None = None
    paintings: dict[str, np.ndarray] = field(default_factory=dict)

    def digest(self) -> str:
        """Return the SHA-256 of the files, whatever they are called and wherever they lie."""
        sums = sorted(files.sha256(path) for path in self.files)
        return hashlib.sha256("".join(sums).encode("ascii")).hexdigest()


def open_pictures(model, protocol: Protocol, root) -> Pictures:
    """Find and read the pictures that a model is measured on.

    Args:
        model: a trained model; its styles need paintings.
        protocol: says which.
        root: the folder, or the `.npz` file.

    Raises:
        DataError: a picture is missing, with its name; or there are none of the layout.
    """
    if protocol.kind != "styles":
        found = held_out(protocol, root)
        return replace(found, paintings=_some(found)) if protocol.kind == "guided" else found
    style = model.capabilities.style
    below = list_files(root, images.IMAGE_SUFFIXES).files
    if protocol.photographs:
        photographs = [_find(root, below, name) for name in protocol.photographs]
        found = Pictures([[_sized(path, protocol.size) for path in photographs]], photographs)
    else:
        leave_out = [Path(root, path) for path in protocol.paintings.values()]
        found = held_out(protocol, root, leave_out)
        found.sides[0] = spread(found.sides[0], PHOTOGRAPHS)
    if style == "picture" and not protocol.paintings:
        return Pictures(found.sides[:1], found.files, found.split, _some(found))
    if missing := [name for name in model_styles(model) if name not in protocol.paintings]:
        raise DataError(
            f"No painting for {', '.join(missing)}: scores.json names none, and none of the "
            "recipe's data.styles is called so."
        )
    paths = {
        name: _painting(root, below, name, file) for name, file in protocol.paintings.items()
    }
    return Pictures(
        found.sides[:1], [*found.files, *paths.values()], found.split,
        {name: images.read_image(path) for name, path in paths.items()},
    )  # fmt: skip


def _some(found: Pictures) -> dict[str, np.ndarray]:
    """Return some of the second side's pictures, to show as styles."""
    chosen = spread(found.sides[1], PAINTINGS)
    return {f"style {place}": painting for place, painting in enumerate(chosen, 1)}


def model_styles(model) -> tuple[str, ...]:
    """Return the names of the styles that a model learned, none of others."""
    return tuple(model.styles) if model.capabilities.style == "names" else ()


def held_out(protocol: Protocol, root, leave_out=()) -> Pictures:
    """Return the pictures of the protocol's split, of each side a list.

    Raises:
        DataError: nothing to measure on.
    """
    spec = protocol.spec(root, leave_out)
    split = held_out_split(spec, protocol.split)
    columns = fixed_samples(spec, count=protocol.pictures, split=split, seed=protocol.seed)
    columns = columns if isinstance(columns, tuple) else (columns,)
    sides = [[images.to_uint8(picture) for picture in column] for column in columns]
    return Pictures(sides, split_files(spec, split), split)


def spread(items, count) -> list:
    """Return `count` items at even distances: the first ones often resemble each other."""
    return list(items[:: max(len(items) // count, 1)][:count])


def _sized(path, size):
    picture = images.read_image(path)
    return images.resize(picture, images.shorter_side(size, picture.shape[:2]))


def _painting(root, below, name, file) -> Path:
    """Return a style's painting: at its path, under its file's name, or under the style's.

    The style's words may stand among others, as in `hokusai_great_wave_1831.jpg`; whether it is the
    same painting is told by the SHA-256 of all files.
    """
    if Path(root, file).is_file():
        return Path(root, file)
    if any(path.name == Path(file).name for path in below):
        return _find(root, below, Path(file).name)
    words = set(name.split("_"))
    named = [path for path in below if path.stem == name]
    named = named or [path for path in below if words <= set(path.stem.split("_"))]
    return named[0] if len(named) == 1 else _find(root, below, Path(file).name)


def _find(root, below, name) -> Path:
    """Return the file of that name, or of the end of that path, below a folder.

    Raises:
        DataError: there is none, or several that differ.
    """
    parts = PurePath(name).parts
    found = [path for path in below if path.parts[-len(parts) :] == parts]
    if len({files.sha256(path) for path in found}) == 1:
        return found[0]
    what = f"{len(found)} pictures {name} that differ" if found else f"no picture {name}"
    raise DataError(
        f"{root} holds {what}, and the scores are of one. Name the folder that holds all that was "
        "measured, at any depth; scores.json lists it."
    )
