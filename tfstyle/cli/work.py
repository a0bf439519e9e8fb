"""The jobs of `tfstyle translate`, one after the other, with a progress bar."""

import contextlib
import dataclasses
import os
import sys
from collections.abc import Callable
from typing import NamedTuple

from tfstyle.cli.output import is_video
from tfstyle.cli.quick_start import NoBar
from tfstyle.cli.terminal import bar_title, say
from tfstyle.inference.options import TranslateOptions


def shares(options: TranslateOptions, count: int) -> list[TranslateOptions]:
    """Return what each of a chain of models is asked.

    Tiles and seed are of all; size is of the first, since the others keep it; the rest is of the
    last.
    """
    if count == 1:
        return [options]
    each = TranslateOptions(tile=options.tile, seed=options.seed)
    first, last = (dataclasses.replace(each, size=options.size), without_size(options))
    return [first, *[each] * (count - 2), last]


def without_size(options: TranslateOptions) -> TranslateOptions:
    """Return the options of a picture that has its size already."""
    return dataclasses.replace(options, size=None)


def told(names: list[str], options: TranslateOptions) -> dict[str, str]:
    """Return what decides how a frame of a video looks, see `options` of `translate_video`."""
    asked = {name: getattr(options, name) for name in TranslateOptions.__dataclass_fields__}
    # The video knows its size, and frames go one by one.
    del asked["size"], asked["batch_size"]
    return {"presets": str(names)} | {name: str(value) for name, value in asked.items()}


def chain(models, options: TranslateOptions):
    """Return a function that translates by each model what the one before made.

    Args:
        models: that translate.
        options: of the whole, see `shares`.

    Raises:
        UnsupportedOptionError: what is asked of a model is not in its power.
    """
    asked = shares(options, len(models))
    for model, its_options in zip(models, asked, strict=True):
        its_options.check(model)

    def function(picture):
        from tfstyle.inference.translate import translate

        for model, its_options in zip(models, asked, strict=True):
            picture = translate(model, picture, its_options)
        return picture

    return function


def no_record() -> None:
    """Stand for the record of what tells nothing of how it was made."""


def recorded(function, record=no_record):
    """Return `function` so that it returns, beside its result, the record of how that was made."""
    return lambda picture: (function(picture), record())


class Work(NamedTuple):
    """How each file is translated.

    Attributes:
        picture: a path, or uint8 (H, W, C), to a picture of the wanted size and its `Provenance`,
            `None` for no such record.
        frame: a frame of a video, uint8 (H, W, 3), to another of its size.
        record: returns the `Provenance` of all but pictures: videos, previews.
        size: of the frames, as in `translate_video`.
        temporal: see `translate_video`.
        told: what decides how a frame looks, see `options` of `translate_video`.
        models: those that `show_steps` looks at.
        preview: see `show_steps`.
        credentials: to sign pictures with, see `images.Credentials`.
    """

    picture: Callable
    frame: Callable
    record: Callable = no_record
    size: object = None
    temporal: bool = False
    told: dict | None = None
    models: tuple = ()
    preview: object = None
    credentials: object = None


def run(jobs, work: Work, title: str) -> list[str]:
    """Do the jobs; return what is wrong with those that could not be done.

    One broken file does not cost the others; a full disk or a wrong option does.
    """
    from tfstyle.errors import DataError, ImageError

    failed, done = [], 0
    with _told_when_stopped(jobs, lambda: done), _bar() as bar:
        for job in bar.track(jobs, description=_title(bar, title)):
            try:
                _do(job, work, bar)
            except (ImageError, DataError) as error:
                failed.append(str(error).rstrip("."))
            done += 1
    return failed


def _bar():
    """Return a progress bar; where nobody sees it, one that shows nothing."""
    if not _seen():
        return NoBar()
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _seen() -> bool:
    """Return whether somebody may see a bar; the variables are those that Rich heeds."""
    forced = any(name in os.environ for name in ("FORCE_COLOR", "TTY_COMPATIBLE"))
    return forced or sys.stderr.isatty()


def _title(bar, text) -> str:
    return str(text) if isinstance(bar, NoBar) else bar_title(text)


def _do(job, work, bar):
    import numpy as np

    from tfstyle import images
    from tfstyle.cli.steps import show_steps

    name = _title(bar, job.source.name)
    with show_steps(bar, name, work.models, work.preview, work.record):
        if is_video(job.source):
            from tfstyle.inference.video import translate_video

            with _frames_line(bar, name) as progress:
                translate_video(
                    work.frame, job.source, job.target, size=work.size, temporal=work.temporal,
                    options=work.told, progress=progress, provenance=work.record(),
                )  # fmt: skip
        elif images.count_frames(job.source) > 1:
            with _frames_line(bar, name) as progress:
                _animation(job, work, progress)
        else:
            picture, made = work.picture(job.source)
            images.write_image(
                job.target, np.asarray(picture), provenance=made, credentials=work.credentials
            )


def _animation(job, work, progress):
    """Translate a picture of several frames one after the other."""
    import numpy as np

    from tfstyle import images
    from tfstyle.errors import ImageError

    if job.target.suffix.lower() not in images.ANIMATED_SUFFIXES:
        raise ImageError(
            f"{job.source} has {images.count_frames(job.source)} frames, and {job.target} holds "
            f"one. Several are written as {', '.join(images.ANIMATED_SUFFIXES)}."
        )
    frames, seconds, loop = images.read_frames(job.source, channels=4)
    if all((frame[..., 3] == 255).all() for frame in frames):
        frames = [frame[..., :3] for frame in frames]
    results, records = [], []
    for frame in frames:
        result, made = work.picture(frame)
        results.append(np.asarray(result))
        records.append(made)
        progress(len(results), len(frames))
    made = records[0]
    if any(one != made for one in records):  # by --best-of
        made = made.without_options()
    images.write_frames(
        job.target, results, seconds, loop, provenance=made, credentials=work.credentials
    )


@contextlib.contextmanager
def _frames_line(bar, name):
    """Yield a function that shows how many frames are done, and of how many."""
    line = bar.add_task(name, total=None)
    try:
        yield lambda done, total: bar.update(line, completed=done, total=total)
    finally:
        bar.remove_task(line)


@contextlib.contextmanager
def _told_when_stopped(jobs, count):
    """Say, when Ctrl-C ends the work, how to go on with it."""
    try:
        yield
    except KeyboardInterrupt:
        done = min(count(), len(jobs) - 1)
        source, target = jobs[done]
        kept = 0
        if is_video(source):
            from tfstyle.inference.video import frames_kept

            kept = frames_kept(target)
        what = f"{done} of {len(jobs)} files done" if len(jobs) > 1 else "Stopped"
        what += f", {kept} frames of {source.name} are kept" if kept else ""
        flag = " with --skip-existing" if done else ""
        say(f"{what}; the same command{flag} goes on from there.", error=True)
        raise
