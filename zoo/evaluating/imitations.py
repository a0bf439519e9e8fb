"""Of models that learned to paint as another does: their pictures beside the teacher's.

The teacher is a preset of the zoo, or a path that the recipe names; it has to be at hand.
"""

from tfstyle.zoo.evaluating.rows import Row
from tfstyle.zoo.from_preset import from_preset

METRICS = ("lpips_squeeze", "l1", "psnr", "ssim", "checkerboard", "border", "clipped", "blot")
SAYS = (
    "each held-out photograph is painted by the model and by its teacher, and the two are "
    "compared; `teacher` are the teacher's own pictures"
)


def rows(model, protocol, pictures):
    """Return the rows by name, see `kinds.Kind`."""
    photographs = pictures.sides[0]
    (direction,) = model.directions
    targets = painted_by_teacher(protocol, photographs)
    return {
        direction: lambda: Row(
            [model.translate(photo) for photo in photographs], photographs, targets
        ),
        "teacher": lambda: Row(targets, photographs, compares=("change", "picture")),
    }


def painted_by_teacher(protocol, photographs) -> list:
    """Return what the teacher makes of photographs.

    Args:
        protocol: says who it is, and how it is asked.
        photographs: uint8 (H, W, 3) each.
    """
    how = dict(protocol.teacher)
    teacher = from_preset(how.pop("preset"))
    return [teacher.translate(photo, **how) for photo in photographs]
