"""Which picture belongs to which: by name, as paired data sets are named in the field.

    A/0001.png        B/0001.jpg           the same name, whatever the suffix and the case
    A/0001_A.png      B/0001_B.png         a tail of each side that all its names share
    A/x_leftImg8bit   B/x_gtFine_color     (Cityscapes)
    A/label_7.png     B/photo_7.png        a head of each side
    0001_A.png, 0001_B.png                 in one folder: the sides' names, or A and B, at the end
                                           or the beginning
    0001.png, 0001_mask.png                or at one of the two only
"""

import itertools
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from tfstyle.errors import DataError

# Head and tail of a side's names.
_Affix = tuple[str, str]

_GAPS = "_-. /"
_MOST_VARIANTS = 4


def match(
    sides: Sequence[Path], listings, otherwise="train unpaired (data.layout = 'unpaired')"
) -> tuple[list, list[str], list[str]]:
    """Pair the pictures of two folders.

    Args:
        sides: the two folders.
        listings: of each its pictures.
        otherwise: what to do with pictures that are no pairs.

    Returns:
        The pairs `[(path, path)]`; what is wrong with the others; and what is worth a line.

    Raises:
        DataError: no names pair up, or they do in more than one way.
    """
    problems, by_name = [], []
    for side, pictures in zip(sides, listings, strict=True):
        names = {}
        for path in pictures:
            name = path.relative_to(side).with_suffix("").as_posix()
            if name in names:
                problems.append(f"{path} has the same name as {names[name].name}")
            else:
                names[name] = path
        by_name.append(names)
    partners, notes = _same_names(*by_name), []
    if not partners:
        partners, affixes = _same_but_for_affixes(sides, *by_name)
        if affixes:
            notes = [f"paired by name, {_pattern(affixes[0])} with {_pattern(affixes[1])}"]
    if not partners:
        examples = " and ".join(str(next(iter(names.values()))) for names in by_name)
        raise DataError(
            f"No picture in {sides[0]} has a partner of the same name in {sides[1]}: e.g. "
            f"{examples}. Give pairs the same name, or {otherwise}."
        )
    first, second = by_name
    taken = set(partners.values())
    problems += [f"{first[n]} has no partner in {sides[1]}" for n in first if n not in partners]
    problems += [f"{second[n]} has no partner in {sides[0]}" for n in second if n not in taken]
    return [(first[a], second[b]) for a, b in partners.items()], problems, notes


def in_one_folder(pictures: Sequence[Path], domains) -> tuple[list, list[str], list[str]] | None:
    """Pair pictures that lie in one folder and say in their names which side they are of.

    Args:
        pictures: all of the folder.
        domains: the names of the sides a and b.

    Returns:
        As `match`; `None` where names say no such thing, as those of AB pictures.

    Raises:
        DataError: names end in two words that are not the names of the sides.
    """
    for tags in (tuple(domains), ("a", "b")):
        found = _by_tags(pictures, tags)
        if found is not None:
            return found
    words = _two_endings(pictures)
    if words:
        listed = ", ".join(f'"{word or "photo"}"' for word in words)
        said = " and ".join(word or "nothing" for word in words)
        raise DataError(
            f"The pictures in {pictures[0].parent} are pairs whose names end in {said}, such as "
            f"{pictures[0].name} and {pictures[1].name}. Say which is a and which is b: "
            f"data.domains = [{listed}], or the other way round."
        )
    return None


def _same_names(first: dict, second: dict) -> dict[str, str]:
    """Return the partner of each name of the first side, in its order."""
    partners = {name: name for name in first if name in second}
    lost = {name: name.casefold() for name in first if name not in partners}
    theirs = {}
    for name in second:
        if name not in partners:
            theirs.setdefault(name.casefold(), []).append(name)
    folded = list(lost.values())
    partners |= {
        name: theirs[low][0]
        for name, low in lost.items()
        if len(theirs.get(low, ())) == 1 and folded.count(low) == 1
    }
    return {name: partners[name] for name in first if name in partners}


def _same_but_for_affixes(sides, first: dict, second: dict):
    """Return partners whose names differ only in a head or tail that all of their side share."""
    best, most = {}, max(len(first), len(second)) / 2
    for mine, theirs in itertools.product(_affixes(first), _affixes(second)):
        keys, others = _stripped(first, mine), _stripped(second, theirs)
        if not (keys and others):
            continue
        partners = {name: others[key] for key, name in keys.items() if key in others}
        if len(partners) < most:  # too few to be more than chance
            continue
        if len(partners) > most:
            best, most = {}, len(partners)
        best.setdefault(tuple(partners.items()), (mine, theirs))
    if len(best) > 1:
        examples = [f"{first[a].name} with {second[b].name}" for (a, b), *_ in list(best)[:2]]
        raise DataError(
            f"The pictures in {sides[0]} and {sides[1]} pair up in more than one way: "
            f"{' or '.join(examples)}? Give pairs the same name."
        )
    for partners, affixes in best.items():
        return dict(partners), affixes
    return {}, None


def _affixes(names: Iterable[str]) -> list[_Affix]:
    """Return the heads and tails that all names share, cut where words end."""
    names = list(names)
    head = _common_start(names)
    tail = _common_start([name[::-1] for name in names])[::-1]
    heads = [head[: n + 1] for n in range(len(head)) if head[n] in _GAPS]
    tails = [tail[n:] for n in range(len(tail)) if tail[n] in _GAPS]
    # Not into a number: 10_A and 20_A share "0_A", and only "_A" is meant.
    heads.append(re.sub(r"\d+$", "", head))
    tails.append(re.sub(r"^\d+", "", tail))

    def worded(texts):
        texts = sorted({text for text in texts if re.search(r"[^\W\d_]", text)}, key=len)
        return ["", *texts[:_MOST_VARIANTS]]

    return list(itertools.product(worded(heads), worded(tails)))


def _common_start(texts: list[str]) -> str:
    # What the first and the last in order share, all between them do.
    first, last = min(texts), max(texts)
    differ = (n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b)
    return first[: next(differ, min(len(first), len(last)))]


def _stripped(names: Iterable[str], affix: _Affix) -> dict[str, str] | None:
    """Return names by what is left of them, or `None` where nothing is."""
    head, tail = affix
    if any(len(name) <= len(head) + len(tail) for name in names):
        return None
    return {name[len(head) : len(name) - len(tail)].casefold(): name for name in names}


def _by_tags(pictures, tags):
    """Pair by two words at the end or the beginning of the names, or return `None`."""
    tagged = {path: _tagged(path.stem, tags) for path in pictures}
    present = {side for _, side in tagged.values()} - {None}
    if not present:
        return None
    # 0001 beside 0001_mask: a name without a word is of the side whose word there is nowhere.
    plain = 1 - min(present) if len(present) == 1 else None
    groups = {}
    for path, (key, side) in tagged.items():
        side = plain if side is None else side
        if side is None:
            return None
        groups.setdefault((path.parent, key.casefold()), {}).setdefault(side, []).append(path)
    pairs, problems = [], []
    for group in groups.values():
        if len(group) == 2 and all(len(paths) == 1 for paths in group.values()):
            pairs.append((group[0][0], group[1][0]))
        else:
            problems += [
                f"{path} has no partner, or several, in its folder"
                for paths in group.values() for path in paths
            ]  # fmt: skip
    # Where most are alone, that is not what names mean; the less is said, the more must fit.
    if len(problems) > len(pairs) * (2 if len(present) == 2 else 0.5):
        return None
    note = f"paired by name, such as {pairs[0][0].name} with {pairs[0][1].name}"
    return pairs, problems, [note]


def _tagged(stem: str, tags) -> tuple[str, int | None]:
    """Return a name without its tag, and which of the two it is."""
    for side, tag in enumerate(tags):
        word = re.escape(tag)
        # A tag is a word of its own, or follows a number: 0001_A, A-0001, 0001A.
        for pattern in (rf"(.+)[_\-. ]{word}", rf"{word}[_\-. ](.+)", rf"(.*\d){word}"):
            found = re.fullmatch(pattern, stem, re.IGNORECASE)
            if found:
                return found[1], side
    return stem, None


def _two_endings(pictures) -> tuple[str, str] | None:
    """Return the two words that all names end in, if every name comes with both."""
    seen = {}
    for path in pictures:
        found = re.fullmatch(r"(.+)[_\-. ]([^\W\d_]\w*)", path.stem)
        key, word = found.groups() if found else (path.stem, "")
        seen.setdefault((path.parent, key), set()).add(word)
    endings = set(map(frozenset, seen.values()))
    (words,) = endings if len(endings) == 1 else ({},)
    return tuple(sorted(words, reverse="" in words)) if len(words) == 2 and len(seen) > 1 else None


def _pattern(affix: _Affix) -> str:
    return f"{affix[0]}*{affix[1]}"
