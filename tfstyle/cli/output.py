"""What `-o` means: a picture, a video or a directory; and that nothing is replaced unasked."""

import os
from pathlib import Path

from tfstyle.errors import DataError
from tfstyle.video_suffixes import VIDEO_SUFFIXES, WRITTEN_VIDEO_SUFFIXES


def is_video(path: Path) -> bool:
    """True for a file whose name is that of a video."""
    return path.suffix.lower() in VIDEO_SUFFIXES


def names_media(path: Path) -> bool:
    """True for a name that means a picture or a video, whether it can be written or not."""
    from tfstyle import images

    return is_video(path) or images.names_a_picture(path)


def written_suffixes(source: Path) -> tuple[str, ...]:
    """Return the suffixes the result of a file may have: those of pictures, or of videos."""
    from tfstyle import images

    return WRITTEN_VIDEO_SUFFIXES if is_video(source) else images.written_suffixes()


def names_picture_file(out: Path) -> bool:
    """True if `-o OUT` is meant as one picture, False if as a directory.

    Raises:
        ImageError: pictures are not written with this suffix, though it is one of pictures.
        DataError: it is the name of a video, or a file of another kind.
    """
    from tfstyle import images

    if os.path.isdir(out):
        return False
    if images.names_a_picture(out):
        images.check_written(out)
        return True
    if is_video(out) or os.path.isfile(out):
        raise DataError(
            f"-o {out}: pictures are written as one of {', '.join(images.written_suffixes())}."
        )
    return False


def names_video_file(out: Path) -> bool:
    """The same for one video."""
    if os.path.isdir(out):
        return False
    if out.suffix.lower() in WRITTEN_VIDEO_SUFFIXES:
        return True
    if names_media(out) or os.path.isfile(out):
        raise DataError(
            f"-o {out}: videos are written as one of {', '.join(WRITTEN_VIDEO_SUFFIXES)}."
        )
    return False


def refuse_existing(there: list[Path], total: int, *, skip: bool = False) -> None:
    """Refuse to replace files that exist.

    Args:
        there: those files, at least one.
        total: how many results there would be.
        skip: whether `--skip-existing` is another way on.

    Raises:
        DataError: always.
    """
    if total == 1:
        what, such = f"{there[0]} exists already", ""
    else:
        what, such = f"{len(there)} of {total} results exist already", f", such as {there[0]}"
    others = " or --skip-existing to make only the others," if skip and total > 1 else ""
    raise DataError(
        f"{what}{such}. Nothing was changed. Add --overwrite to replace "
        f"{'it' if len(there) == 1 else 'them'},{others} or choose another -o."
    )


def behind_link(target: Path, written: tuple[str, ...]) -> Path:
    """Return the file that a target leads to if it is a link, which stays one.

    Raises:
        DataError: that file has none of the suffixes in `written`.
    """
    if not os.path.islink(target):
        return target
    real = Path(os.path.realpath(target))
    if not os.path.isdir(real) and real.suffix.lower() not in written:
        raise DataError(
            f"{target} is a link to {real}, which is none of {', '.join(written)}. "
            "Choose another -o."
        )
    return real
