"""`translate_video`: a video in a style; stopped, it goes on from its finished pieces."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tfstyle.errors import DataError, UnsupportedOptionError
from tfstyle.studio.jobs import JobContext
from tfstyle.studio.texts.telling import Told
from tfstyle.studio.training import child
from tfstyle.studio.training.folder import JobFolder, folder_of, write
from tfstyle.studio.training.runs import whole, word


class VideoTranslation:
    """Translates every frame of a video.

    The payload: `picture_id` of the video, `style_id`; optionally `size` (pixels of the shorter
    side, 480), `strength` (0 to 1), `preserve_color`, `temporal` (steady each frame by the last).

    Args:
        home: of the studio.
        pictures: the `Pictures`.
        styled: of a style's id, the owner's id and the job's folder, the arguments of `tfstyle
            translate` that paint in it: the model first, then options.
        kept: called with the job and the video's path; returns the result.
    """

    def __init__(
        self, home, pictures, styled: Callable[[str, str, JobFolder], list[str]],
        kept: Callable[[JobContext, Path], dict[str, Any]],
    ):  # fmt: skip
        self._home, self._pictures, self._styled, self._kept = home, pictures, styled, kept

    def __call__(self, job: JobContext) -> dict[str, Any]:
        """Do a job; see the class."""
        with folder_of(self._home, job) as folder:
            return self._do(job, folder)

    def _do(self, job, folder):
        payload = job.payload
        size = whole(payload, "size", 480, 32, 2160)
        strength = payload.get("strength", 1.0)
        if isinstance(strength, bool) or not isinstance(strength, int | float):
            raise DataError(Told("strength", received=repr(strength)))
        picture_id = word(payload, "picture_id")
        if self._pictures.info(picture_id, viewer_id=job.owner_id).kind != "video":
            raise UnsupportedOptionError(Told("no_video"))
        video = write(self._pictures, picture_id, job.owner_id, folder.path / "video")
        out = folder.path / "painted.mp4"
        model, *style = self._styled(word(payload, "style_id"), job.owner_id, folder)
        options = [
            *style, "--size", str(size), "--strength", str(min(max(float(strength), 0.0), 1.0)),
            *(["--preserve-color"] if payload.get("preserve_color") is True else []),
            *(["--temporal"] if payload.get("temporal") is True else []),
        ]  # fmt: skip
        if not out.is_file():  # it appears whole
            child.run(
                ["translate", model, video, "-o", out, *options], folder.log,
                lambda: job.tell(message=Told("frames")),
            )  # fmt: skip
        return self._kept(job, out)
