"""What a job keeps on the disk: copies of pictures, its run, its log, a few notes."""

import contextlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tfstyle.files import atomic_file
from tfstyle.studio.jobs import Cancelled, JobContext, Stopping
from tfstyle.studio.pictures.identifying import VIDEO_SUFFIXES

_SUFFIXES = VIDEO_SUFFIXES | {
    "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif"
}  # fmt: skip


@contextlib.contextmanager
def folder_of(home, job: JobContext) -> Iterator["JobFolder"]:
    """Yield a job's folder; what is not needed any more when the job leaves is removed.

    A job that was paused, or goes on with another worker, finds all of it again; one that has its
    result the notes alone, should it be done again because the result could not be written.
    """
    folder = JobFolder(home, job.id)
    try:
        yield folder
    except Cancelled:
        folder.remove()
        raise
    except Stopping:
        raise
    except Exception:
        folder.remove()
        raise
    folder.remove(notes=False)


class JobFolder:
    """`HOME/runs/<job id>`: the same at every attempt, so that a job goes on where it was.

    Args:
        home: of the studio.
        job_id: of the job.
    """

    def __init__(self, home, job_id: str):
        self.path = Path(home, "runs", job_id)
        self.path.mkdir(parents=True, exist_ok=True)
        self.run, self.log = self.path / "run", self.path / "log"
        self._notes = self.path / "notes.json"

    def recall(self, key: str) -> Any:
        """Return what was noted, by this attempt or an earlier one; `None` if nothing was."""
        try:
            return json.loads(self._notes.read_text("utf-8")).get(key)
        except (FileNotFoundError, ValueError):
            return None

    def note(self, key: str, value: Any) -> None:
        """Note something for later attempts; whole or not at all."""
        try:
            notes = json.loads(self._notes.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            notes = {}
        with atomic_file(self._notes) as temporary:
            temporary.write_text(json.dumps({**notes, key: value}), "utf-8")

    def pictures(self, name: str, pictures, ids, viewer_id: str) -> Path:
        """Return a folder with copies of pictures; an earlier attempt's is taken as it is.

        Args:
            name: of the folder, may have slashes.
            pictures: the `Pictures` they are in.
            ids: which.
            viewer_id: who may see them.

        Raises:
            NotFoundError: the viewer sees no such picture.
        """
        made = self.path / name
        if made.is_dir():
            return made
        beginning = self.path / f"{name}.part"
        shutil.rmtree(beginning, ignore_errors=True)
        beginning.mkdir(parents=True)
        for number, picture_id in enumerate(dict.fromkeys(ids)):
            write(pictures, picture_id, viewer_id, beginning / f"{number:05d}")
        beginning.rename(made)
        return made

    def remove(self, *, notes: bool = True) -> None:
        """Remove everything: nothing of a job that has ended stays, least of all pictures.

        Args:
            notes: those, too.
        """
        for path in list(self.path.iterdir()):
            if path == self._notes and not notes:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        if notes:
            shutil.rmtree(self.path, ignore_errors=True)


def write(pictures, picture_id: str, viewer_id: str, path: Path) -> Path:
    """Write one picture or video to `path` with the suffix of its kind; return where it is."""
    info = pictures.info(picture_id, viewer_id=viewer_id)
    path = path.with_name(path.name + _SUFFIXES.get(info.media_type, ".png"))
    path.write_bytes(pictures.read(picture_id, viewer_id=viewer_id))
    return path


def sweep(home, jobs) -> list[str]:
    """Remove the folders of jobs that have ended meanwhile; return their ids."""
    runs = Path(home, "runs")
    there = [path.name for path in runs.iterdir() if path.is_dir()] if runs.is_dir() else []
    going_on = jobs.unended(there)
    gone = [name for name in there if name not in going_on and len(name) == 32]
    for name in gone:
        shutil.rmtree(runs / name, ignore_errors=True)
    return gone
