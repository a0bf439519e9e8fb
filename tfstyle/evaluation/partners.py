"""Which picture stands beside which: by name, as paired data sets are named in the field."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tfstyle.data import pairing
from tfstyle.errors import DataError
from tfstyle.evaluation.picture_set import PictureSet
from tfstyle.listing import some

# Between the proportions of a result and its photograph; beyond it they are two pictures.
_MOST_PROPORTION = 1.1


@dataclass(frozen=True)
class Partners:
    """Pictures, and what stands beside each.

    Attributes:
        first: the set whose pictures are judged.
        second: that of their partners.
        of: `{file of the first: file of the second}`.
        notes: by what names they were paired, and what has no partner.
        alone: how many pictures have none, of either set.
    """

    first: PictureSet
    second: PictureSet
    of: dict[Path, Path]
    notes: tuple[str, ...] = ()
    alone: int = 0


def pair_up(first: PictureSet, second: PictureSet, otherwise: str) -> Partners:
    """Pair pictures by name; two single files are a pair whatever they are called.

    Args:
        first: the pictures that are judged.
        second: their partners.
        otherwise: what to do where they are no pairs.

    Raises:
        DataError: no names pair up, or they do in more than one way; two pictures of a folder
            differ in their suffix alone.
    """
    if first.path.is_file() and second.path.is_file():
        return Partners(first, second, {first.files[0]: second.files[0]})
    for side in (first, second):
        _check_names(side)
    pairs, problems, notes = pairing.match(
        (first.root, second.root), (first.files, second.files), otherwise
    )
    if problems:
        notes = [*notes, f"Left out, having no partner: {some(problems)}."]
    return Partners(first, second, dict(pairs), tuple(notes), len(problems))


def check_sizes(partners: Partners, names: Sequence[str]) -> None:
    """Raise unless each picture has its partner's size.

    Args:
        partners: the pairs.
        names: of the metrics that want it so.

    Raises:
        DataError: with the pictures that have not.
    """
    other = differing(partners)
    if not other:
        return
    listed = some(
        f"{file} is {_shown(partners.first.sizes[file])}, {partner} "
        f"{_shown(partners.second.sizes[partner])}"
        for file, partner in other.items()
    )
    raise DataError(
        f"{', '.join(names)} compare pictures of one size, and {len(other)} of "
        f"{len(partners.of)} pairs have two: {listed}. Resize one of the two folders, or leave "
        "these metrics out."
    )


def differing(partners: Partners) -> dict[Path, Path]:
    """Return the pairs of two sizes."""
    return {
        file: partner for file, partner in partners.of.items()
        if partners.first.sizes[file] != partners.second.sizes[partner]
    }  # fmt: skip


def check_proportions(partners: Partners) -> None:
    """Raise unless each result has the proportions of its photograph.

    Raises:
        DataError: with the results that have not.
    """
    wrong = []
    for file, partner in differing(partners).items():
        (high, wide), (tall, broad) = partners.first.sizes[file], partners.second.sizes[partner]
        ratio = (wide / high) / (broad / tall)
        if max(ratio, 1 / ratio) > _MOST_PROPORTION:
            wrong.append(f"{file} is {wide}x{high}, {partner} {broad}x{tall}")
    if wrong:
        raise DataError(
            f"{len(wrong)} of {len(partners.of)} results have other proportions than their "
            f"photographs: {some(wrong)}. Name the photographs they were made of, cut as they were."
        )


def check_different(first: PictureSet, second: PictureSet) -> str | None:
    """Refuse to compare pictures with themselves; return a note if some are in both sets.

    Raises:
        DataError: both sets are the same files, or copies of them.
    """
    mine, theirs = _hashes(first, second), _hashes(second, first)
    whole = len(mine) == len(first) and len(theirs) == len(second)
    if whole and sorted(mine.values()) == sorted(theirs.values()):
        raise DataError(
            f"{first.word} {first.path} and {second.word} {second.path} hold the same pictures, "
            "byte for byte: a comparison with themselves says nothing. Name what shall be judged, "
            "and what it is compared with."
        )
    known = set(theirs.values())
    both = [first.name(file) for file, value in mine.items() if value in known]
    if not both:
        return None
    return (
        f"{len(both)} of {len(first)} pictures of {first.word} are also in {second.word}, byte "
        f"for byte, which flatters the figures: {some(both)}."
    )


def _hashes(one, other):
    """Return the hashes of those files that can be in the other set: one there is as large."""
    sizes = {file.stat().st_size for file in other.files}
    return {file: one.hash_of(file) for file in one.files if file.stat().st_size in sizes}


def _shown(size):
    return f"{size[1]}x{size[0]}"


def _check_names(side):
    seen: dict[str, Path] = {}
    for file in side.files:
        name = file.relative_to(side.root).with_suffix("").as_posix()
        if name in seen:
            raise DataError(
                f"{file} and {seen[name].name} pair up with the same picture: they differ in their "
                f"suffix alone. Remove one of the two from {side.word}."
            )
        seen[name] = file
