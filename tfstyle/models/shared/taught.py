"""A model that also learns from what a stronger one paints of the same pictures."""

import math

from keras import ops

from tfstyle.losses import mean_absolute_error, perceptual_loss
from tfstyle.training import no_gradients


class Taught:
    """Mixin before `OnePlayer`: beside its own losses the model imitates a teacher.

    `teacher * (|t - x| + mean_l |phi_l(t) - phi_l(x)| / |phi_l(t)|)` for the teacher's picture t,
    the student's x and the features phi of the losses' encoder (knowledge distillation, Hinton et
    al. 2015, with pictures for logits). The teacher paints every batch anew, so that nothing is
    stored, and it learns nothing.

    The model has `teacher`, the weight, calls `_be_taught` when compiled, `_lesson` outside what
    is recorded and `_imitation` inside.
    """

    teacher = 0.0
    _shows = None
    _takes = (1, 1)

    def _be_taught(self, taught_by, painter):
        """Take a teacher, or none.

        Args:
            taught_by: a model, or `None`.
            painter: function of the teacher that returns what paints a batch, of `teachers`.

        Raises:
            ValueError: a teacher without a weight, or a weight without a teacher.
            UnsupportedOptionError: the teacher cannot paint what this model learns.
        """
        if bool(self.teacher) != (taught_by is not None):
            given = "none" if taught_by is None else f"a {type(taught_by).__name__}"
            raise ValueError(
                f"A teacher and the weight of its pictures belong together: {type(self).__name__}"
                "(..., teacher=1.0) and compile(taught_by=model). Received: teacher="
                f"{self.teacher}, taught_by: {given}"
            )
        self._shows = None if taught_by is None else painter(taught_by)
        if taught_by is not None:
            self._takes = (taught_by.size_multiple, taught_by.min_size)

    def _sized(self, name, channels, **options):
        """Return `batches.Pictures` of sizes that the teacher takes, too."""
        multiple, least = self._takes
        size = {
            "multiple": math.lcm(self.size_multiple, multiple),
            "least": max(self.min_size, least),
        }
        return super()._sized(name, channels, **{**size, **options})

    def _check_ready(self):
        super()._check_ready()
        if self.teacher and self._shows is None:
            raise ValueError(
                f"This {type(self).__name__} learns from a teacher (teacher={self.teacher}). "
                "Call compile(taught_by=model) before training."
            )

    def _lesson(self, photos, asked):
        """Return the teacher's pictures and their features; nothing without a teacher."""
        if self._shows is None:
            return None
        with no_gradients():
            shown = ops.stop_gradient(ops.cast(self._shows(photos, asked), "float32"))
            return shown, [ops.stop_gradient(x) for x in self.loss_encoder(shown)]

    def _imitation(self, lesson, stylized, features) -> dict:
        """Return the loss towards the teacher under its log key.

        Args:
            lesson: of `_lesson`.
            stylized: the student's pictures.
            features: what the losses' encoder sees of them.
        """
        if lesson is None:
            return {}
        shown, targets = lesson
        weights = [1.0 / len(targets)] * len(targets)
        distance = mean_absolute_error(shown, stylized) + perceptual_loss(
            targets, features, weights
        )
        return {"generator/teacher": self.teacher * distance}
