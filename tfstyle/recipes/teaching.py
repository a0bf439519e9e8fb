"""A teacher in recipes: who paints what the model should imitate, and how much that counts."""

from collections.abc import Mapping

from tfstyle.errors import RecipeError
from tfstyle.recipes.schema import Follows, Key

NOBODY, GATYS = "none", "gatys"

# Of the algorithms whose models can be taught.
KEYS = {
    "loss.teacher": Key(
        float, "Weight of imitating what train.teacher paints of the same pictures.",
        Follows(
            "1 with a teacher, 0 without", lambda of: float(of["train.teacher"] != NOBODY)
        ),
        least=0.0,
    ),
    "train.teacher": Key(
        str,
        "A stronger painter to imitate, beside the losses: a preset or its directory, or gatys, "
        "which takes seconds for every picture of every step.",
        NOBODY,
    ),
}  # fmt: skip


def check(values: Mapping) -> None:
    """Check that there are both a teacher and a weight, or neither.

    Raises:
        RecipeError: one is without the other.
    """
    teacher, weight = values["train.teacher"], values["loss.teacher"]
    if teacher == NOBODY and weight:
        raise RecipeError(
            f"loss.teacher = {weight} needs somebody to imitate: name a preset as train.teacher, "
            "or leave loss.teacher out."
        )
    if teacher != NOBODY and not weight:
        raise RecipeError(
            f"train.teacher = {teacher!r} would paint for nothing at loss.teacher = 0: raise the "
            "weight, or leave train.teacher out."
        )
