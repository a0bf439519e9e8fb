"""Which file becomes which, decided and refused before anything is loaded or written."""

import itertools
import os
import stat
from pathlib import Path
from typing import NamedTuple

from tfstyle.cli.output import (
    behind_link,
    is_video,
    names_media,
    names_picture_file,
    names_video_file,
    refuse_existing,
    written_suffixes,
)
from tfstyle.errors import DataError, ImageError
from tfstyle.listing import list_files, some
from tfstyle.video_suffixes import VIDEO_SUFFIXES


class Job(NamedTuple):
    """One file to translate, and what it becomes."""

    source: Path
    target: Path


class Plan(NamedTuple):
    """What is to be done.

    Attributes:
        jobs: in the order of the inputs.
        unreadable: folders among the inputs that cannot be read, and why.
        notices: what the user should hear before the work begins.
    """

    jobs: list[Job]
    unreadable: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def plan(
    inputs: list[Path], out: Path, *, overwrite=False, skip_existing=False, results=()
) -> Plan:
    """Return which file becomes which.

    The pictures and videos of a folder, those in folders below too, keep their place in it. A
    target that is a link stays one: what it leads to is written.

    Args:
        inputs: files and folders.
        out: a file if there is one input file and this has a suffix of its kind, else a directory.
        overwrite: replace results that exist.
        skip_existing: leave out what has a result already.
        results: files that are written beside those of `out`, such as a preview.

    Raises:
        DataError: nothing to do, a missing input, two results with one name, a result that exists.
    """
    for source in inputs:
        _check_input(source)
    single = len(inputs) == 1 and os.path.isfile(inputs[0])
    names_file = names_video_file if is_video(inputs[0]) else names_picture_file
    if single and names_file(out):
        jobs, unreadable, notices = [Job(inputs[0], out)], [], []
    else:
        if not os.path.isdir(out) and (names_media(out) or os.path.isfile(out)):
            raise DataError(f"-o {out} must be a directory for more than one file.")
        found, unreadable, notices = _find(inputs, out, results)
        jobs, renamed = _name(found, out)
        notices += renamed
    jobs = [
        Job(source, behind_link(target, written_suffixes(source))) for source, target in jobs
    ]
    _refuse_replaced_inputs(jobs, results)
    there = [job for job in jobs if os.path.exists(job.target)]
    if there and skip_existing:
        notices.append(f"Left as they are, since they exist: {len(there)} of {len(jobs)} results.")
        jobs = [job for job in jobs if job not in there]
    elif there and not overwrite:
        refuse_existing([job.target for job in there], len(jobs), skip=True)
    for path in results:
        if os.path.exists(path) and not (overwrite or skip_existing):
            refuse_existing([path], 1)
    return Plan(jobs, tuple(unreadable), tuple(notices))


def _check_input(source):
    try:
        mode = os.stat(source).st_mode
    except FileNotFoundError:
        raise DataError(f"There is no file or folder {source}.") from None
    except OSError as error:
        raise DataError(f"{source} cannot be read: {error.strerror}.") from error
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise DataError(f"{source} is neither a file nor a folder.")


def _find(inputs, out, results):
    """Return `[(file, place in out)]`, folders that cannot be read, and what else to tell."""
    from tfstyle.images import IMAGE_SUFFIXES

    found, unreadable, left_out = {}, [], []
    for source in inputs:
        if not os.path.isdir(source):
            found[source, Path(source.name)] = True
            continue
        listing = list_files(
            source, (*IMAGE_SUFFIXES, *VIDEO_SUFFIXES), results=(out, *results),
            kind="picture or video that can be read",
        )  # fmt: skip
        if not listing.files:
            problems = [*listing.unreadable, *listing.left_out]
            holds = f" ({some(problems)})" if problems else ""
            raise DataError(f"The folder {source} holds no pictures or videos{holds}.")
        found |= {(path, path.relative_to(source)): True for path in listing.files}
        unreadable += listing.unreadable
        left_out += [*listing.left_out, *listing.repeated]
    notices = [f"Left out {len(left_out)}: {some(left_out)}."] if left_out else []
    return list(found), unreadable, notices


def _name(found, out) -> tuple[list[Job], list[str]]:
    """Return the jobs, and what to tell of names that had to be others."""
    targets, taken, notices = {}, {}, []
    for source, place in found:
        if not _keeps_suffix(source):
            continue
        target = out / place
        if target in taken:
            raise DataError(
                f"{source} and {taken[target]} would both become {target}. "
                "Translate them into different directories."
            )
        taken[target] = source
        targets[source, place] = target
    # Only now those that can't keep their suffix. Some file systems take a.PNG and a.png for one.
    names = {_folded(target): source for target, source in taken.items()}
    for source, place in found:
        if (source, place) in targets:
            continue
        suffix = ".mp4" if is_video(source) else ".png"
        wanted = out / place.with_suffix(suffix)
        free = (path for path in _alternatives(wanted, place) if _folded(path) not in names)
        target = targets[source, place] = next(free)
        if target != wanted:
            other = names[_folded(wanted)]
            notices.append(f"{source} becomes {target}: {wanted.name} is the result of {other}.")
        names[_folded(target)] = source
    return [Job(source, targets[source, place]) for source, place in found], notices


def _keeps_suffix(source) -> bool:
    # A painting in the 256 colours of a GIF is none, unless it moves; who wants one names it.
    suffix = source.suffix.lower()
    return suffix in written_suffixes(source) and (suffix != ".gif" or _moves(source))


def _moves(source) -> bool:
    from tfstyle import images

    try:
        return images.count_frames(source) > 1
    except ImageError:
        return False  # it is named when its turn comes


def _alternatives(wanted, place):
    """Yield a.png, a.gif.png, a.gif-2.png, ... for a.gif."""
    yield wanted
    yield wanted.with_name(f"{place.name}{wanted.suffix}")
    for number in itertools.count(2):
        yield wanted.with_name(f"{place.name}-{number}{wanted.suffix}")


def _folded(path):
    return str(path).casefold()


def _refuse_replaced_inputs(jobs, results):
    """Refuse results that would replace an input, a folder, or each other through links."""
    sources = {_identity(source): source for source, _ in jobs}
    taken = {}
    for path in results:
        if os.path.exists(path) and _identity(path) in sources:
            raise DataError(f"{path} would replace an input. Choose another name for it.")
    for source, target in jobs:
        if os.path.isdir(target):
            raise DataError(f"{target} is a folder, and {source} would become a file of that name.")
        if os.path.exists(target) and _identity(target) in sources:
            replaced = sources[_identity(target)]
            own = "its own input" if replaced == source else f"the input {replaced}"
            raise DataError(f"{target} would replace {own}. Choose another -o.")
        if target in taken:
            raise DataError(f"{source} and {taken[target]} would both become {target}.")
        taken[target] = source


def _identity(path):
    found = path.stat()
    return found.st_dev, found.st_ino
