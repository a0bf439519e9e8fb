"""`train_style`: a painting becomes a fast style, which paints in milliseconds."""

import importlib.util
from collections.abc import Callable, Sequence
from pathlib import Path

from tfstyle.errors import DataError
from tfstyle.studio.jobs import JobContext
from tfstyle.studio.texts.telling import Told
from tfstyle.studio.training.folder import JobFolder, write
from tfstyle.studio.training.kind import Training
from tfstyle.studio.training.runs import file_name, reports, whole, word, words

Votes = Callable[[JobContext, JobFolder], Path]
_MOST_PHOTOGRAPHS = 500
_FEWEST = 8  # below, the photographs of scikit-image are learned from, too


class StyleTraining(Training):
    """Trains a `fast_style` on one painting and the owner's photographs.

    The payload: `picture_id` of the painting; optionally `name`, `photographs` (ids; all of the
    owner's if not given), `steps` (2000), `crop` (192 pixels), `filters` (16), `batch` (2),
    `every` (100 steps between samples), `ratings` (`True`: learn from the owner's votes, too).

    Args:
        votes: of the job and its folder, the database that `tfstyle train --ratings` reads.
        **rooms: see `Training`.
    """

    def __init__(self, *rooms, votes: Votes | None = None, **more):
        super().__init__(*rooms, **more)
        self.votes = votes

    def train(self, job: JobContext, folder: JobFolder) -> Path:
        """See `Training`."""
        payload = job.payload
        values = {
            "train.steps": whole(payload, "steps", 2000, 1, 200_000),
            "train.batch_size": whole(payload, "batch", 2, 1, 16),
            "data.crop": whole(payload, "crop", 192, 32, 512),
            "generator.filters": whole(payload, "filters", 16, 2, 64),
            # No black holes, no weave: see the guide to training.
            "loss.tone": 5.0, "loss.outliers": 50.0, "loss.lattice": 0.3,
            "data.geometry": "shorter_side", "data.skip_broken": True, "train.samples": 2,
            **reports(payload),
        }  # fmt: skip
        name = file_name(str(payload.get("name", "")), "painting")
        painting = folder.recall("painting")
        if painting is None:
            picture_id = word(payload, "picture_id")
            painting = write(self.pictures, picture_id, job.owner_id, folder.path / name).name
            folder.note("painting", painting)
        data = folder.pictures("data", self.pictures, self._photographs(job), job.owner_id)
        add_free_photographs(data)
        more = ["--style", str(folder.path / painting)]
        if payload.get("ratings") is True and self.votes is not None:
            more += ["--ratings", str(self.votes(job, folder))]
        return self.run(job, folder, "fast_style", data, values, more)

    def _photographs(self, job) -> Sequence[str]:
        if "photographs" in job.payload:
            return words(job.payload, "photographs", least=0, most=_MOST_PHOTOGRAPHS)
        own = self.pictures.list(job.owner_id, kinds=("photo",), limit=_MOST_PHOTOGRAPHS)
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
        raise DataError(Told("no_photographs"))
