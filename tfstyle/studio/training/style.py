"""`train_style`: a painting becomes a fast style, which paints in milliseconds."""

import importlib.util
from collections.abc import Sequence
from typing import Any

from tfstyle.errors import DataError
from tfstyle.studio.jobs import JobContext
from tfstyle.studio.training.folder import folder_of, write
from tfstyle.studio.training.runs import Kept, Shown, file_name, train, whole, word, words

_MOST_PHOTOGRAPHS = 500
_FEWEST = 8  # below, the photographs of scikit-image are learned from, too


class StyleTraining:
    """Trains a `fast_style` on one painting and the owner's photographs.

    The payload: `picture_id` of the painting; optionally `name`, `photographs` (ids; all of the
    owner's if not given), `steps` (2000), `crop` (192 pixels), `filters` (16), `batch` (2).

    Args:
        home: of the studio; the run is in `runs/<job id>` of it.
        pictures: the `Pictures`.
        kept: called with the job and the preset's directory at the end; returns the result.
        shown: see `runs.train`.
    """

    def __init__(self, home, pictures, kept: Kept, shown: Shown | None = None):
        self._home, self._pictures, self._kept, self._shown = home, pictures, kept, shown

    def __call__(self, job: JobContext) -> dict[str, Any]:
        """Do a job; see the class."""
        with folder_of(self._home, job) as folder:
            return self._do(job, folder)

    def _do(self, job, folder):
        payload = job.payload
        values = {
            "train.steps": whole(payload, "steps", 2000, 1, 200_000),
            "train.batch_size": whole(payload, "batch", 2, 1, 16),
            "data.crop": whole(payload, "crop", 192, 32, 512),
            "generator.filters": whole(payload, "filters", 16, 2, 64),
            # No black holes, no weave: see the guide to training.
            "loss.tone": 5.0, "loss.outliers": 50.0, "loss.lattice": 0.3,
            "data.geometry": "shorter_side", "data.skip_broken": True, "train.log_every": 10,
            "train.sample_every": 100, "train.checkpoint_every": 100, "train.samples": 2,
            "train.health_every": 500,
        }  # fmt: skip
        name = file_name(str(payload.get("name", "")), "painting")
        painting = folder.recall("painting")
        if painting is None:
            picture_id = word(payload, "picture_id")
            painting = write(self._pictures, picture_id, job.owner_id, folder.path / name).name
            folder.note("painting", painting)
        data = folder.pictures("data", self._pictures, self._photographs(job), job.owner_id)
        add_free_photographs(data)
        final = train(
            job, folder, "fast_style", data, values,
            ["--style", str(folder.path / painting)], shown=self._shown,
        )  # fmt: skip
        return {**self._kept(job, final), "losses": folder.recall("losses") or []}

    def _photographs(self, job) -> Sequence[str]:
        if "photographs" in job.payload:
            return words(job.payload, "photographs", least=0, most=_MOST_PHOTOGRAPHS)
        own = self._pictures.list(job.owner_id, kinds=("photo",), limit=_MOST_PHOTOGRAPHS)
        return [picture.id for picture in own]


def add_free_photographs(folder) -> None:
    """Add photographs that come with scikit-image where somebody has few of their own.

    Raises:
        DataError: there is no photograph at all.
    """
    there = sum(1 for path in folder.iterdir())
    if there >= _FEWEST:
        return
    if importlib.util.find_spec("skimage") is not None:
        from skimage import data

        from tfstyle.images import write_image

        for name in ("astronaut", "chelsea", "coffee", "rocket"):
            if not (path := folder / f"{name}.png").is_file():
                write_image(path, getattr(data, name)())
    elif not there:
        raise DataError("A style is learned with photographs: bring some first.")
