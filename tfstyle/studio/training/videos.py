"""`video`: a video in a style; stopped, it goes on from its finished pieces."""

import time
from pathlib import Path
from typing import Any

from tfstyle.errors import DataError, UnsupportedOptionError
from tfstyle.studio.jobs import JobContext
from tfstyle.studio.texts.telling import Told
from tfstyle.studio.training import child
from tfstyle.studio.training.folder import folder_of, write
from tfstyle.studio.training.video_options import VideoOptions

_LOOK = 1.0  # seconds between two looks at what is painted


class VideoTranslation:
    """Translates every frame of a video.

    The payload is that of `VideoOptions`, beside `name` and perhaps `again`: the id of a work whose
    recipe is to be followed. The result names the new work and its picture.

    Args:
        home: of the studio.
        pictures: the `Pictures`.
        rooms: see `VideoRooms`.
    """

    def __init__(self, home, pictures, rooms):
        self._home, self._pictures, self._rooms = home, pictures, rooms

    def __call__(self, job: JobContext) -> dict[str, Any]:
        """Do a job; see the class."""
        asked = VideoOptions.of(job.payload)
        with folder_of(self._home, job) as folder:
            return self._do(job, folder, asked)

    def _do(self, job, folder, asked):
        if self._pictures.info(asked.picture_id, viewer_id=job.owner_id).kind != "video":
            raise UnsupportedOptionError(Told("no_video"))
        recipe = self._rooms.recipe(job, folder, asked)
        out = folder.path / "painted.mp4"
        if not out.is_file():  # it appears whole
            model, *options = self._rooms.arguments(recipe, folder)
            video = write(self._pictures, asked.picture_id, job.owner_id, folder.path / "video")
            child.run(
                ["translate", model, video, "-o", out, *options], folder.log, _Looking(job, video)
            )
        if not out.is_file():
            raise DataError(Told("video_failed"))
        job.tell(0.99, Told("keeping"))
        return self._rooms.kept(job, out, recipe, asked)


class _Looking:
    """Tells a job how many frames are painted: those of an earlier attempt are among them."""

    def __init__(self, job, video: Path):
        from tfstyle.studio.pictures.videos import measure

        self._job, self._out = job, video.with_name("painted.mp4")
        self._frames, self._next = max(measure(video).frames, 1), 0.0

    def __call__(self):
        from tfstyle.inference.video import frames_kept

        self._job.check()
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _LOOK
        done = frames_kept(self._out)
        if done:
            told = Told("frame", done=done, of=self._frames)
            self._job.tell(min(done / self._frames, 1.0) * 0.98, told)
        else:
            self._job.tell(message=Told("ready"))
