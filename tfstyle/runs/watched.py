"""The metrics that a run watches: known, fitting what it learns, and ready to measure."""

from tfstyle import metrics
from tfstyle.errors import RecipeError, UnknownMetricError
from tfstyle.evaluation.encoders import load_encoders
from tfstyle.recipes import Recipe, get_algorithm
from tfstyle.recipes.shared import in_pairs, learned_from


def watched_metrics(recipe: Recipe) -> tuple[str, ...]:
    """Return the whole names of what a run measures on held-out pictures.

    Args:
        recipe: its `train.metrics`; nothing where it validates never.

    Raises:
        RecipeError: a name of no metric, a metric of what such a run does not have, or a
            `train.best` that is none of them.
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
    best_metric(recipe)
    return tuple(names)


def best_metric(recipe: Recipe) -> str:
    """Return the whole name of the metric that says what is kept in `best/`.

    Raises:
        RecipeError: `train.best` is none of `train.metrics`, or looks through a network whose
            features the discriminator learns from.
    """
    watched = [metrics.ALIASES.get(name, name) for name in recipe.train.metrics]
    best = recipe.train.best or watched[0]
    whole = metrics.ALIASES.get(best, best)
    if whole not in watched:
        raise RecipeError(
            f"train.best = {best!r} is not measured: it must be one of train.metrics. Received: "
            f"{', '.join(recipe.train.metrics)}."
        )
    network = metrics.get_metric(whole).network
    if network and network in get_algorithm(recipe.model).judged_through(recipe):
        raise RecipeError(
            f"train.best = {best!r} looks through {network}, whose features the discriminator of "
            f"model = {recipe.model!r} learns from, and would flatter it. Name a metric of another "
            "network, or of pixels, in train.metrics and in train.best."
        )
    return whole


def comparable(recipe: Recipe) -> tuple[str, ...]:
    """Return what can be compared of what a recipe trains, of `metrics.registry.KINDS`.

    Every run makes pictures, most of them of others. Targets are there in pairs and
    from a teacher that is imitated, a painting where a
    style is learned, and real pictures of what is made everywhere but where a few paintings are all
    there is of it.
    """
    part = recipe.data
    if get_algorithm(recipe.model).imitates:
        return ("picture", "set", "change", "pair", "sets")
    kinds = ["picture", "set"]
    alone = learned_from({"data.layout": part.layout, "data.derive": part.derive}) == "pictures"
    if part.style_size is not None or not alone:
        kinds.append("change")
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
