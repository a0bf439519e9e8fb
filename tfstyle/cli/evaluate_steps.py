"""What surrounds a measurement: its progress bar, and the run that the figures belong to."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path


@contextlib.contextmanager
def bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Yield a function that shows on stderr how many pictures were read, and of how many."""
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        line = shown.add_task(title, total=None)
        yield lambda done, total: shown.update(line, completed=done, total=total)


def run_step(run: Path, step: int | None) -> int:
    """Return the step of a run that figures belong to, its newest unless one is named.

    Raises:
        DataError: it is no run, or has no checkpoint.
    """
    from tfstyle import run_files
    from tfstyle.errors import DataError

    if not run_files.is_run(run):
        raise DataError(f"--run {run} is no run directory: `tfstyle train` writes one.")
    if step is not None:
        return step
    steps = run_files.checkpoint_steps(run / run_files.CHECKPOINTS)
    if not steps:
        raise DataError(f"{run} has no checkpoint to tell its step by. Name it: --step N.")
    return steps[0]


def append_to_run(run: Path, evaluation, step: int) -> None:
    """Append a line to the run's `metrics.jsonl`."""
    import json

    from tfstyle import files

    path = run / "metrics.jsonl"
    with files.storage_errors(path), open(path, "a", encoding="utf-8") as file:
        file.write(json.dumps(evaluation.line(step), allow_nan=False) + "\n")
