"""What painting a video asks of the studio's rooms: its recipe, its models, a place for it."""

import contextlib
from pathlib import Path
from typing import Any

from tfstyle.errors import DataError, IntegrityError, NotFoundError
from tfstyle.studio.blobs.store import sha256_of
from tfstyle.studio.jobs import JobContext
from tfstyle.studio.texts.telling import Told
from tfstyle.studio.training.folder import JobFolder
from tfstyle.studio.training.video_options import VideoOptions


class VideoRooms:
    """The rooms as `VideoTranslation` needs them; each step stands being done again.

    Args:
        services: with `pictures`, `gallery`, `painter` and `blobs`.
    """

    def __init__(self, services):
        self._services = services

    def recipe(self, job: JobContext, folder: JobFolder, asked: VideoOptions) -> dict[str, Any]:
        """Return how the video is painted: made once, so that a second attempt does the same.

        Where the payload has `again`, the id of a work, it is that work's recipe.

        Raises:
            NotFoundError: a video, style or work that is not there for the owner.
            IntegrityError: the work was painted from another video.
        """
        recipe = folder.recall("recipe")
        if recipe is None:
            recipe = self._recipe(job, asked)
            folder.note("recipe", recipe)
        return recipe

    def _recipe(self, job, asked):
        rooms = self._services
        again = job.payload.get("again")
        if again is None:
            options = asked.each_frame()
            made = rooms.painter.recipe(asked.picture_id, options, viewer_id=job.owner_id)
            made["options"]["temporal"] = asked.temporal
            return made
        made = rooms.gallery.get(str(again), viewer_id=job.owner_id).recipe
        source = rooms.pictures.info(asked.picture_id, viewer_id=job.owner_id)
        if not made.get("steps") or "temporal" not in made.get("options", {}):
            raise DataError(Told("refused.no_video_recipe"))
        if made.get("source") != source.blob_sha256:
            raise IntegrityError(Told("refused.recipe_of_other_video"))
        return made

    def arguments(self, recipe: dict[str, Any], folder: JobFolder) -> list[str]:
        """Return the arguments of `tfstyle translate` that paint by a recipe: the model first.

        Raises:
            IntegrityError: the model's weights are others than they were.
            NotFoundError: the painting or the preset file is not there any more.
        """
        (step,), options = recipe["steps"], recipe["options"]
        made = [self._services.painter.model_of(step)]
        if step["direction"]:
            made += ["--direction", step["direction"]]
        if step["painting"]:
            path = folder.path / "style.png"  # what it is, its content says
            path.write_bytes(self._services.blobs.get(step["painting"]))
            made += ["--style", str(path)]
        elif step["name"]:
            made += ["--style", step["name"]]
        made += ["--size", str(options["size"]), "--strength", str(options["strength"])]
        made += ["--preserve-color"] if options["preserve_color"] else []
        return made + (["--temporal"] if options["temporal"] else [])

    def kept(
        self, job: JobContext, path: Path, recipe: dict[str, Any], asked: VideoOptions
    ) -> dict[str, Any]:  # fmt: skip
        """Put a painted video among the owner's works, once; return the job's result.

        One that was painted again to the same bytes is not kept a second time: `same` says so.
        """
        gallery, pictures, data = self._services.gallery, self._services.pictures, path.read_bytes()
        again = job.payload.get("again")
        told = {}
        if again is not None:
            before = gallery.get(str(again), viewer_id=job.owner_id)
            kept = pictures.info(before.picture_id, viewer_id=job.owner_id).blob_sha256
            told = {"same": kept == sha256_of(data)}
            if told["same"]:
                return {"work_id": before.id, "picture_id": before.picture_id, **told}
        source_id = None
        with contextlib.suppress(NotFoundError):  # deleted meanwhile: what took long is kept
            source_id = pictures.info(asked.picture_id, viewer_id=job.owner_id).id
        work = gallery.keep(
            job.owner_id, data, recipe, source_id, again, work_id=job.id,
            title=str(job.payload.get("name") or "")[:200],
        )  # fmt: skip
        return {"work_id": work.id, "picture_id": work.picture_id, **told}
