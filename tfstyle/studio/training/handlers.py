"""What a studio's worker can do, made of the studio's rooms."""

import contextlib
import functools
import logging
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tfstyle.errors import (
    DataError,
    NotFoundError,
    QuotaError,
    TfstyleError,
)
from tfstyle.studio.jobs import JobContext, Lost, Paused
from tfstyle.studio.ratings.exporting import export_votes
from tfstyle.studio.ratings.teaching import LEAST_OWN
from tfstyle.studio.texts.refusals import refusal
from tfstyle.studio.texts.telling import Told
from tfstyle.studio.training.domains import DomainTraining
from tfstyle.studio.training.folder import JobFolder, sweep
from tfstyle.studio.training.judging import JudgeRefit
from tfstyle.studio.training.qualities import keep_pace
from tfstyle.studio.training.style import StyleTraining
from tfstyle.studio.training.video_rooms import VideoRooms
from tfstyle.studio.training.videos import VideoTranslation

Handler = Callable[[JobContext], dict[str, Any]]
_LOG = logging.getLogger("tfstyle.studio.training")
_OWN = "the owner's own pictures"  # where nothing else is said of a licence or a source


def handlers(services) -> dict[str, Handler]:
    """Return what does the jobs of each kind; folders of jobs that have ended are removed.

    Args:
        services: with `settings.home`, `jobs`, `pictures`, `library`, `ratings` and `facts`; for
            videos `gallery`, `painter` and `blobs`, too.
    """
    home, pictures = services.settings.home, services.pictures
    sweep(home, services.jobs)
    rooms = _Rooms(services)
    training = (home, pictures, rooms.kept_style, rooms.shown, rooms.paced)
    made = {
        "refit_judge": JudgeRefit(services.ratings, services.facts, rooms.picture_of),
        "train_style": StyleTraining(*training, votes=rooms.votes),
        "train_domains": DomainTraining(*training),
        "video": VideoTranslation(home, pictures, VideoRooms(services)),
    }
    return {kind: functools.partial(_swept, services, handler) for kind, handler in made.items()}


def _swept(services, handler, job) -> dict[str, Any]:
    """Do a job after the folders of others that were cancelled meanwhile are gone."""
    sweep(services.settings.home, services.jobs)
    try:
        return handler(job)
    except Lost:  # with its owner, perhaps: of a deleted user nothing stays
        sweep(services.settings.home, services.jobs)
        raise


class _Rooms:
    """What the handlers do with the rooms; each step stands being done again."""

    def __init__(self, services):
        self._home, self._jobs = services.settings.home, services.jobs
        self._pictures, self._library = services.pictures, services.library
        self._ratings, self._facts = services.ratings, services.facts

    def paced(self, model: str, values: Mapping[str, Any], seconds: float) -> None:
        """Keep how long a step takes, for whoever asks how long a training would."""
        keep_pace(self._facts, model, values, seconds)

    def votes(self, job: JobContext, folder: JobFolder) -> Path:
        """Return the owner's votes as a database for `--ratings`; a later attempt's are the same.

        Raises:
            DataError: there are too few.
        """
        made = folder.path / "votes"
        if made.is_dir():
            return made / "studio.db"
        count = self._ratings.total(job.owner_id)
        if count < LEAST_OWN:
            raise DataError(Told("few_votes", count=count, least=LEAST_OWN))
        beginning = folder.path / "votes.part"
        shutil.rmtree(beginning, ignore_errors=True)
        export_votes(self._ratings.db, self._pictures.blobs, beginning, job.owner_id)
        beginning.rename(made)
        return made / "studio.db"

    def picture_of(self, work_id: str) -> Any:
        """Return a work's picture, uint8 (H, W, 3)."""
        picture_id, owner_id = self._ratings.picture_of(work_id)
        return self._pictures.image(picture_id, viewer_id=owner_id)

    def kept_style(self, job: JobContext, preset: Path) -> dict[str, Any]:
        """Put a trained preset into the library."""
        folder = JobFolder(self._home, job.id)
        style_id = folder.recall("kept")
        if style_id is None:
            style_id = self._unless_full(job, lambda: self._add(job, preset).id)
            folder.note("kept", style_id)
        # The style itself shows what was learned: nobody asks for the last sample any more.
        self._forget_sample(job, folder.recall("sample_id"))
        folder.note("sample_id", None)
        return {"style_id": style_id}

    def _unless_full(self, job, keep):
        """Keep what hours went into; where there is no room for it, wait until there is."""
        try:
            return keep()
        except QuotaError as error:
            job.wait(1.0)  # two words a second are passed on, and this one must be
            job.tell(message=Told("refused.then_resume", why=refusal(error)))
            self._jobs.pause(job.id, job.owner_id)
            raise Paused(str(error)) from error

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
        if before != picture.id:
            self._forget_sample(job, before)
        return {"sample": picture.id}

    def _forget_sample(self, job, picture_id):
        if picture_id:
            with contextlib.suppress(NotFoundError):
                self._pictures.delete(picture_id, viewer_id=job.owner_id)
