"""The metrics that a run watches: known, fitting what it learns, and ready to measure."""

from tfstyle import metrics
from tfstyle.errors import RecipeError, UnknownMetricError
from tfstyle.evaluation.encoders import load_encoders
from tfstyle.recipes import Recipe
from tfstyle.recipes.shared import in_pairs


def watched_metrics(recipe: Recipe) -> tuple[str, ...]:
    """Return the names of what a run measures on held-out pictures, the first of which counts.

    Args:
        recipe: its `train.metrics`; nothing where it validates never.

    Raises:
        RecipeError: a name of no metric, or a metric of what such a run does not have.
    """
    if not recipe.train.validate_every:
        return ()
    kinds = comparable(recipe)
    fitting = metrics.list_metrics(*kinds)
    names = {}
    for name in recipe.train.metrics:
        try:
            one = metrics.get_metric(name)
        except UnknownMetricError as error:
            raise RecipeError(f"train.metrics: {error}") from error
        if one.compares not in kinds:
            raise RecipeError(
                f"train.metrics: {name!r} compares {metrics.IN_WORDS[one.compares]}, which model = "
                f"{recipe.model!r} with data.layout = {recipe.data.layout!r} does not have. "
                f"Those that fit: {', '.join(fitting)}."
            )
        names[one.name] = None  # a short name is logged as the protocol that it stands for
    return tuple(names)


def comparable(recipe: Recipe) -> tuple[str, ...]:
    """Return what can be compared of what a recipe trains, of `metrics.registry.KINDS`.

    Targets are there in pairs, a painting where a style is learned, and real pictures of what is
    made everywhere but where a few paintings are all there is of it.
    """
    part = recipe.data
    kinds = []
    if in_pairs(part.layout, part.derive):
        kinds.append("pair")
    if part.style_size is not None:
        kinds.append("stylized")
    if part.styles is None:
        kinds.append("sets")
    return tuple(kinds)


def open_measuring(recipe: Recipe) -> metrics.Measuring | None:
    """Return what measures, with the networks it looks through; `None` where nothing is watched.

    Raises:
        OfflineError: the weights of a network are not to be had.
    """
    names = watched_metrics(recipe)
    return metrics.Measuring(names, load_encoders(names)) if names else None
