"""What a data set is before it is used: how many pictures, and what is wrong with them."""

from tfstyle.data import layouts, scan
from tfstyle.data.spec import DataSpec


def describe(spec: DataSpec) -> dict[str, int | tuple[int, int]]:
    """Return how many pictures (pairs; or of each side) each split has; none is opened.

    Example:
        `{"train": 400, "val": 100}` when paired, `{"train": (260, 800)}` when unpaired.

    Raises:
        DataError: there is no such folder, or nothing of this layout in it.
    """
    return layouts.get(spec.layout).splits(spec)


def scan_dataset(spec: DataSpec) -> dict[str, list[str]]:
    """Look at every picture of every split and return what is wrong, without raising for it.

    Pictures smaller than `crop` are wrong and, if they are to be squashed, pictures of far other
    proportions than the rest.

    Returns:
        `{split: [problems]}`: for each split the file and what is wrong with it, a line each.

    Raises:
        DataError: there is no such folder, or nothing of this layout in it.
    """
    layout = layouts.get(spec.layout)
    squashed = spec.geometry == "squash"
    found = {}
    for split in layout.splits(spec):
        found[split] = []
        for place, side in enumerate(layout.sides(spec, split)):
            crop = spec.of_side(place).crop
            broken = scan.examine(side.source, crop, squashed=squashed)
            found[split] += [*side.problems, *broken.values()]
    return found
