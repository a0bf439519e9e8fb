"""The line of the progress bar that shows an optimisation's steps, and its preview."""

import contextlib
from collections.abc import Callable
from pathlib import Path

# A preview is written after as many steps, and after the last.
_PREVIEW_EVERY = 10


@contextlib.contextmanager
def show_steps(
    bar, title, models, preview: Path | None = None, record: Callable = lambda: None
):
    """Show the steps of those `models` that optimize each picture anew, such as `Gatys`.

    Args:
        bar: a running `rich.progress.Progress`.
        title: of the line, which goes when the picture is done.
        models: any; those whose `capabilities` say otherwise are left alone.
        preview: file for the picture as it is.
        record: returns what the preview tells of how it was made.
    """
    optimizing = [model for model in models if model.capabilities.optimizes]
    before = [model.progress for model in optimizing]
    lines = [bar.add_task(title, total=None) for _ in optimizing]
    for model, line in zip(optimizing, lines, strict=True):
        model.progress = _follow(bar, line, title, preview, record)
    try:
        yield
    finally:
        for model, line, progress in zip(optimizing, lines, before, strict=True):
            model.progress = progress
            bar.remove_task(line)


def _follow(bar, line, title, preview, record):
    from tfstyle import images

    def follow(progress):
        height, width = progress.size
        bar.update(
            line,
            completed=progress.step,
            total=progress.steps,
            description=f"{title} {width}x{height}",
        )
        if preview and (progress.step % _PREVIEW_EVERY == 0 or progress.step == progress.steps):
            images.write_image(preview, progress.picture(), provenance=record())

    return follow
