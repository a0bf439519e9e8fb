"""The jobs of `tfstyle translate`, one after the other, with a progress bar."""

import contextlib
from collections.abc import Callable
from typing import NamedTuple

from tfstyle.cli.output import is_video
from tfstyle.cli.terminal import bar_title, say


def chain(models, *, size=None, tile=None, seed=None, **last):
    """Return a function that translates by each model what the one before made.

    Args:
        models: with `translate`.
        size: for the first: the others keep it.
        tile: for all.
        seed: for all.
        **last: options of `translate` for the last model.
    """

    def function(picture):
        for index, model in enumerate(models):
            options = {"tile": tile, "seed": seed}
            if index == 0:
                options["size"] = size
            if index == len(models) - 1:
                options |= last
            picture = model.translate(picture, **options)
        return picture

    return function


class Work(NamedTuple):
    """How each file is translated.

    Attributes:
        picture: a path, or uint8 (H, W, C), to a picture of the wanted size.
        frame: a frame of a video, uint8 (H, W, 3), to another of its size.
        size: of the frames, as in `translate_video`.
        temporal: see `translate_video`.
        told: what decides how a frame looks, see `options` of `translate_video`.
        models: those that `show_steps` looks at.
        preview: see `show_steps`.
    """

    picture: Callable
    frame: Callable
    size: object = None
    temporal: bool = False
    told: dict | None = None
    models: tuple = ()
    preview: object = None


def run(jobs, work: Work, title: str) -> list[str]:
    """Do the jobs; return what is wrong with those that could not be done.

    One broken file does not cost the others; a full disk or a wrong option does.
    """
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

    from tfstyle.errors import DataError, ImageError

    failed, done = [], 0
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    with (
        _told_when_stopped(jobs, lambda: done),
        Progress(*columns, console=Console(stderr=True), transient=True) as bar,
    ):
        for job in bar.track(jobs, description=bar_title(title)):
            try:
                _do(job, work, bar)
            except (ImageError, DataError) as error:
                failed.append(str(error).rstrip("."))
            done += 1
    return failed


def _do(job, work, bar):
    import numpy as np

    from tfstyle import images
    from tfstyle.cli.steps import show_steps

    name = bar_title(job.source.name)
    with show_steps(bar, name, work.models, work.preview):
        if is_video(job.source):
            from tfstyle.inference.video import translate_video

            with _frames_line(bar, name) as progress:
                translate_video(
                    work.frame, job.source, job.target, size=work.size, temporal=work.temporal,
                    options=work.told, progress=progress,
                )  # fmt: skip
        elif images.count_frames(job.source) > 1:
            with _frames_line(bar, name) as progress:
                _animation(job, work.picture, progress)
        else:
            images.write_image(job.target, np.asarray(work.picture(job.source)))


def _animation(job, picture, progress):
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
    results = []
    for frame in frames:
        results.append(np.asarray(picture(frame)))
        progress(len(results), len(frames))
    images.write_frames(job.target, results, seconds, loop)


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
