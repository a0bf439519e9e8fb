"""What both kinds of training share: rooms to work with, a folder, and what is kept at the end."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tfstyle.studio.jobs import JobContext
from tfstyle.studio.training.folder import JobFolder, folder_of
from tfstyle.studio.training.runs import Kept, Paced, Shown, train


class Training:
    """A kind of job that trains, begun or gone on with; a subclass says what is trained, on what.

    Args:
        home: of the studio; the run is in `runs/<job id>` of it.
        pictures: the `Pictures`.
        kept: called with the job and the preset's directory at the end; returns the result.
        shown: see `runs.train`, as is `paced`.
        paced: see there.
    """

    def __init__(
        self, home, pictures, kept: Kept, shown: Shown | None = None, paced: Paced | None = None
    ):
        self.home, self.pictures = home, pictures
        self.kept, self.shown, self.paced = kept, shown, paced

    def __call__(self, job: JobContext) -> dict[str, Any]:
        """Do a job; see the class."""
        with folder_of(self.home, job) as folder:
            preset = self.train(job, folder)
            return {**self.kept(job, preset), "losses": folder.recall("losses") or []}

    def train(self, job: JobContext, folder: JobFolder) -> Path:
        """Train to the end; return the preset's directory."""
        raise NotImplementedError

    def run(self, job, folder, model: str, data: Path, values: Mapping[str, Any], more=()) -> Path:
        """Train a recipe, see `runs.train`."""
        return train(job, folder, model, data, values, more, shown=self.shown, paced=self.paced)
