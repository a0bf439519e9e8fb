"""`train_domains`: two sets of pictures become a translator from one to the other."""

from typing import Any

from tfstyle.errors import UnsupportedOptionError
from tfstyle.studio.jobs import JobContext
from tfstyle.studio.training.folder import folder_of
from tfstyle.studio.training.runs import Kept, Shown, train, whole, words

MODELS = ("cut", "cyclegan")
_MOST = 2000


class DomainTraining:
    """Trains a `cut` (one direction) or a `cyclegan` (both) on two sets of pictures.

    The payload: `a` and `b` (ids of pictures that the owner sees, 2 to 2000 each); optionally
    `model` (`"cut"`), `name`, `steps` (5000), `crop` (128 pixels), `filters` (16).

    Args:
        home: as `StyleTraining`, as are the others.
    """

    def __init__(self, home, pictures, kept: Kept, shown: Shown | None = None):
        self._home, self._pictures, self._kept, self._shown = home, pictures, kept, shown

    def __call__(self, job: JobContext) -> dict[str, Any]:
        """Do a job; see the class."""
        with folder_of(self._home, job) as folder:
            return self._do(job, folder)

    def _do(self, job, folder):
        payload = job.payload
        model = payload.get("model", "cut")
        if model not in MODELS:
            raise UnsupportedOptionError(
                f"model must be {' or '.join(map(repr, MODELS))}. Received: {model!r}"
            )
        every = whole(payload, "every", 100, 1, 10_000)
        values = {
            "train.steps": whole(payload, "steps", 5000, 1, 200_000),
            "data.crop": whole(payload, "crop", 128, 32, 512),
            "generator.filters": whole(payload, "filters", 16, 2, 64),
            "discriminator.filters": whole(payload, "filters", 16, 2, 64),
            "data.geometry": "shorter_side", "data.skip_broken": True, "train.samples": 2,
            "train.log_every": min(every, 10), "train.sample_every": every,
            "train.checkpoint_every": every, "train.health_every": 500,
        }  # fmt: skip
        for side in ("a", "b"):
            ids = words(payload, side, least=2, most=_MOST)
            folder.pictures(f"data/train{side.upper()}", self._pictures, ids, job.owner_id)
        final = train(job, folder, model, folder.path / "data", values, shown=self._shown)
        return {**self._kept(job, final), "losses": folder.recall("losses") or []}
