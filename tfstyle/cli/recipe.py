"""`tfstyle recipe`: what a recipe may say."""

from typing import Annotated

import typer


def recipe(
    model: Annotated[
        str, typer.Argument(metavar="[MODEL]", help="pix2pix, cyclegan, fast_style, ...")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
):
    """Print a complete recipe of MODEL, every key explained; without MODEL, the reference."""
    from tfstyle.errors import RecipeError, did_you_mean
    from tfstyle.recipes import ALGORITHMS, text
    from tfstyle.recipes.describe import describe

    if model and model not in ALGORITHMS:
        raise RecipeError(
            f"There is no model {model!r}.{did_you_mean(model, ALGORITHMS)} Models: "
            f"{', '.join(ALGORITHMS)}."
        )
    if as_json:
        import json

        names = [model] if model else ALGORITHMS
        facts = {name: describe(name) for name in names}
        typer.echo(json.dumps(facts[model] if model else facts, indent=2))
        return
    typer.echo(text.commented(model) if model else text.reference(), nl=False)
