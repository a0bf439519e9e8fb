"""Label maps in recipes: the colours that stand for classes, and what goes with them."""

from collections.abc import Mapping

from tfstyle.errors import RecipeError
from tfstyle.palette import problem
from tfstyle.recipes.schema import Key

_KEY = "data.labels"
LABELS = {
    _KEY: Key(
        list,
        "Colours that stand for classes in a source that is a label map, such as [[0, 0, 222], "
        "[255, 80, 0]]; every pixel is of the nearest. Empty for other sources.",
        [], colours=True, only={"data.layout": ("paired",)}, after="data.nearest",
    )
}  # fmt: skip


def given(recipe) -> dict[str, list]:
    """Return what a network is told of a source whose colours are labels: nothing of another."""
    return {"labels": recipe.data.labels} if recipe.data.labels else {}


def check(values: Mapping) -> None:
    """Check that the source can be a label map of these colours.

    Raises:
        RecipeError: it cannot.
    """
    labels = values[_KEY]
    if not labels:
        return
    wrong = problem(labels, values["data.in_channels"])
    if wrong:
        raise RecipeError(f"{_KEY} must be {wrong}.")
    if values["generator.network"] == "restoration":
        raise RecipeError(
            f"generator.network = 'restoration' repairs its source, and with {_KEY} that is a map "
            "of classes. Use 'unet' or 'resnet'."
        )
    source = "a" if values["data.direction"] == "a2b" else "b"
    if values["data.nearest"] not in (source, "both"):
        raise RecipeError(
            f"data.nearest = {values['data.nearest']!r} would blend the colours of {_KEY}, which "
            f"are those of side {source}. Leave it out."
        )
