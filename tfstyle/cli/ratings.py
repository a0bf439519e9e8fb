"""`--ratings`: from a studio's votes to keys of a recipe."""

import json
from pathlib import Path

import typer

from tfstyle.errors import DataError, ImageError, RecipeError
from tfstyle.recipes import Recipe, load_recipe
from tfstyle.recipes.preferring import KEYS, NONE, WEIGHT
from tfstyle.recipes.schema import checked
from tfstyle.run_files import RECIPE

# What votes decide, and a run's recipe therefore keeps.
_DECIDED = (*KEYS, "loss.content", "loss.style")
# Strengths that a style may turn out to be wanted at; above 1 is more than it paints now.
_WANTED = tuple(round(0.05 * step, 2) for step in range(10, 31))


def overrides(
    recipe: Recipe, given: list[str], database: Path, *, model: str = "", person: str = "",
    going_on: Path | None = None,
) -> list[str]:  # fmt: skip
    """Return what the votes say to a recipe, as `--set` takes it.

    Weights of content and style follow once: a recipe that has been given votes keeps its own. A
    run that goes on keeps what was decided when it began: neither the database nor the votes that
    have come since matter to it.

    Args:
        recipe: as it is without them.
        given: overrides of `--set`: what is said there is not decided by votes.
        database: `studio.db`; the pictures lie beside it.
        model: the preset that is trained on, to tell which works are in its styles.
        person: name of the one whose taste counts; everyone's if not given.
        going_on: the run directory of `--resume`.

    Raises:
        DataError: there is no such database, or too few votes in it.
        RecipeError: the algorithm follows no taste.
    """
    if recipe.loss.taste is None:
        raise RecipeError(f"--ratings: {recipe.model} follows no taste; fast_style does.")
    said = {text.partition("=")[0].strip() for text in given}
    if going_on and (going_on / RECIPE).is_file():
        return _written(going_on / RECIPE, said)
    from tfstyle.preferences import learning, reading

    ballot = reading.read(database)
    voter = ballot.person(person) if person else None
    side = recipe.data.load
    ballot, found = _seen(ballot, database.parent / "blobs", side)
    learned = learning.learn_taste(found, ballot.votes, voter)
    content, style, balance = recipe.loss.content, recipe.loss.style, ""
    if recipe.train.ratings == NONE:
        strength = _strength(ballot, model, voter)
        content, style = learning.balanced(content, style, strength)
        balance = f" Styles are liked at {strength:g} of this strength."
    # Else votes have moved the weights before: the same votes would move them once more.
    votes = f"{len(ballot.votes)} votes of {len(ballot.votes.people)} on {len(found)} pictures"
    decided = {
        # A run's own recipe says 0, which nobody may have meant.
        "loss.preference": recipe.loss.preference or WEIGHT,
        "loss.taste": str(learned.taste),
        "loss.content": content,
        "loss.style": style,
        "train.ratings": f"sha256:{ballot.sha256} {votes}",
    }
    share = learned.agreement
    told = "" if share != share else f" A taste that agrees with {share:.0%} of the choices."
    typer.echo(
        f"Ratings: {votes}.{told}{balance} loss.content = {content:g}, loss.style = {style:g}."
    )
    return [f"{key}={json.dumps(value)}" for key, value in decided.items() if key not in said]


def _written(path: Path, said) -> list[str]:
    """Return what a run's recipe keeps of the votes it began with."""
    before = load_recipe(path)
    values = {key: getattr(getattr(before, section), name) for key in _DECIDED
              for section, name in [key.split(".")]}  # fmt: skip
    if values["loss.taste"] is None or values["loss.taste"] == NONE:
        raise RecipeError(
            f"{path} was begun without ratings, and goes on without: leave out --ratings, or begin "
            "another run with --init."
        )
    return [f"{key}={json.dumps(checked(key, value, KEYS[key]) if key in KEYS else value)}"
            for key, value in values.items() if key not in said]  # fmt: skip


def _seen(ballot, blobs: Path, side: int):
    """Return the votes on pictures that are there, and the looks of these."""
    from tfstyle import images
    from tfstyle.preferences.looks import measured
    from tfstyle.preferences.reading import blob_file

    def picture(sha256):
        path = blob_file(blobs, sha256)
        if path is None:
            return None
        try:
            return images.read_image(path)
        except ImageError:
            return None

    kept, found, photographs = [], [], {}
    for item, work in enumerate(ballot.works):
        if work.source not in photographs:
            # Small enough to keep: a photograph has many works.
            photograph = picture(work.source)
            if photograph is not None and min(photograph.shape[:2]) > side:
                size = images.shorter_side(side, photograph.shape[:2])
                photograph = images.resize(photograph, size)
            photographs[work.source] = photograph
        shown, photograph = picture(work.picture), photographs[work.source]
        if shown is not None and photograph is not None:
            kept.append(item)
            found.append(measured(shown, photograph, side))
    if ballot.works and not kept:
        raise DataError(
            f"None of the {len(ballot.works)} pictures that were voted on is in {blobs}. Keep "
            "studio.db beside the studio's blobs."
        )
    return ballot.only(kept), found


def _strength(ballot, model: str, person) -> float:
    """Return how strong the styles of a model are wanted, 1 for as they are."""
    from tfstyle.preferences.styles import StyleWorks

    models = {style: name for work in ballot.works for style, name in work.models.items()}
    works = StyleWorks(sorted(models))
    if not models:
        return 1.0
    found = works.fit([works.row(work.parts) for work in ballot.works], ballot.votes)
    # Of styles never voted on, what all have in common is known.
    of_model = [style for style in works.styles if model and models[style] == model]
    wanted = [
        works.strength(found, style, person, among=_WANTED) for style in of_model or works.styles
    ]
    return round(sum(wanted) / len(wanted), 4)
