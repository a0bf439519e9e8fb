"""`train_domains`: two sets of pictures become a translator from one to the other."""

from pathlib import Path

from tfstyle.errors import UnsupportedOptionError
from tfstyle.studio.jobs import JobContext
from tfstyle.studio.texts.telling import Told
from tfstyle.studio.training.folder import JobFolder
from tfstyle.studio.training.kind import Training
from tfstyle.studio.training.runs import reports, whole, words

MODELS = ("cut", "cyclegan")
_MOST = 2000


class DomainTraining(Training):
    """Trains a `cut` (one direction) or a `cyclegan` (both) on two sets of pictures.

    The payload: `a` and `b` (ids of pictures that the owner sees, 2 to 2000 each); optionally
    `model` (`"cut"`), `name`, `steps` (5000), `crop` (128 pixels), `filters` (16),
    `every` (100 steps between samples).
    """

    def train(self, job: JobContext, folder: JobFolder) -> Path:
        """See `Training`."""
        payload = job.payload
        model = payload.get("model", "cut")
        if model not in MODELS:
            raise UnsupportedOptionError(
                Told("model", models=" or ".join(map(repr, MODELS)), received=repr(model)[:60])
            )
        values = {
            "train.steps": whole(payload, "steps", 5000, 1, 200_000),
            "data.crop": whole(payload, "crop", 128, 32, 512),
            "generator.filters": whole(payload, "filters", 16, 2, 64),
            "discriminator.filters": whole(payload, "filters", 16, 2, 64),
            "data.geometry": "shorter_side", "data.skip_broken": True, "train.samples": 2,
            **reports(payload),
        }  # fmt: skip
        for side in ("a", "b"):
            ids = words(payload, side, least=2, most=_MOST)
            folder.pictures(f"data/train{side.upper()}", self.pictures, ids, job.owner_id)
        return self.run(job, folder, model, folder.path / "data", values)
