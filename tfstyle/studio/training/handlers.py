"""What a studio's worker can do, made of the studio's rooms."""

import contextlib
import functools
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tfstyle.errors import NotFoundError, TfstyleError
from tfstyle.studio.jobs import JobContext
from tfstyle.studio.training.domains import DomainTraining
from tfstyle.studio.training.folder import JobFolder, sweep
from tfstyle.studio.training.style import StyleTraining
from tfstyle.studio.training.video_rooms import VideoRooms
from tfstyle.studio.training.videos import VideoTranslation

Handler = Callable[[JobContext], dict[str, Any]]
_LOG = logging.getLogger("tfstyle.studio.training")
_OWN = "the owner's own pictures"  # where nothing else is said of a licence or a source


def handlers(services) -> dict[str, Handler]:
    """Return what does the jobs of each kind; folders of jobs that have ended are removed.

    Args:
        services: with `settings.home`, `jobs`, `pictures` and `library`; for videos `gallery`,
            `painter` and `blobs`, too.
    """
    home, pictures = services.settings.home, services.pictures
    sweep(home, services.jobs)
    rooms = _Rooms(services)
    made = {
        "train_style": StyleTraining(home, pictures, rooms.kept_style, rooms.shown),
        "train_domains": DomainTraining(home, pictures, rooms.kept_style, rooms.shown),
        "video": VideoTranslation(home, pictures, VideoRooms(services)),
    }
    return {kind: functools.partial(_swept, services, handler) for kind, handler in made.items()}


def _swept(services, handler, job) -> dict[str, Any]:
    """Do a job after the folders of others that were cancelled meanwhile are gone."""
    sweep(services.settings.home, services.jobs)
    return handler(job)


class _Rooms:
    """What the handlers do with the rooms; each step stands being done again."""

    def __init__(self, services):
        self._home, self._jobs = services.settings.home, services.jobs
        self._pictures, self._library = services.pictures, services.library

    def kept_style(self, job: JobContext, preset: Path) -> dict[str, Any]:
        """Put a trained preset into the library."""
        folder = JobFolder(self._home, job.id)
        style_id = folder.recall("kept")
        if style_id is None:
            style_id = self._add(job, preset).id
            folder.note("kept", style_id)
        shown = {"sample": sample} if (sample := folder.recall("sample_id")) else {}
        return {"style_id": style_id, **shown}

    def _add(self, job, preset):
        given = {key: str(job.payload.get(key) or _OWN) for key in ("licence", "source")}
        tags = job.payload.get("tags")
        tags = [str(tag) for tag in tags] if isinstance(tags, list) else []
        name = " ".join(str(job.payload.get("name") or "My style").split())[:100]
        # The painting itself has the name already; nothing that took hours fails for that.
        names = [name, f"{name} (trained)", f"{name} (trained {job.id[:8]})"]
        taken = {style.name for style in self._library.styles(job.owner_id)
                 if style.owner_id == job.owner_id}  # fmt: skip
        free = next((one for one in names if one not in taken), names[-1])
        return self._library.add_trained(job.owner_id, preset, free, tags=tags, **given)

    def shown(self, job: JobContext, folder: JobFolder, sample: Path) -> dict[str, Any]:
        """Keep the newest sample grid as a picture, and forget the one before."""
        before = folder.recall("sample_id")
        try:
            picture = self._pictures.add(job.owner_id, sample.read_bytes(), kind="result",
                                         title=sample.stem)  # fmt: skip
        except TfstyleError as error:  # no room for it, say: the run matters more
            _LOG.warning("%s %s: no sample is shown: %s", job.kind, job.id, error)
            return {"sample": before} if before else {}
        folder.note("sample_id", picture.id)
        if before and before != picture.id:
            with contextlib.suppress(NotFoundError):
                self._pictures.delete(before, viewer_id=job.owner_id)
        return {"sample": picture.id}
