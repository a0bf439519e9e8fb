"""From a run to a preset of the zoo: weights in fp16, measured scores, sample picture, card.

    python -m tfstyle.zoo.make_preset RUN zoo/presets/NAME --data DATA

RUN is a run directory, or a preset directory beside `--recipe recipe.toml`. The card is written
once, as a stub to fill in; run it again and only what is measured changes.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from tfstyle.errors import DataError, RecipeError
from tfstyle.zoo.evaluating.pictures import model_styles
from tfstyle.zoo.workshop.card import with_scores
from tfstyle.zoo.workshop.gallery_sheet import write_samples
from tfstyle.zoo.workshop.rescoring import recorded_protocol, write_report

_STUB = """# {name}

What it does, in two sentences.

![samples](samples.jpg)

## Use

```sh
{command}
```

## Scores

<!-- scores: rendered from scores.json -->
<!-- end of scores -->

## Data and licence

## Training

```sh
tfstyle train {name} --data DATA --out run
```

## Limits
"""


def make_preset(
    model, folder, *, recipe, data_root, metadata, resolution=None, show=None, paintings=None
):
    """Write or refresh a preset folder.

    Args:
        model: a trained model.
        folder: of the preset; its card, its recipe and how it is measured are kept if known.
        recipe: the `recipes.Recipe` it was trained with, or the TOML file that holds it.
        data_root: folder with the pictures that it is measured on.
        metadata: `description`, `license`.
        resolution: pixels of a side it is for and measured at; the recipe's crop if not given.
        show: pictures of the card, see `exhibit.make_exhibit`.
        paintings: `{style: file}`, where the recipe does not name it.
    """
    from tfstyle import images, presets, recipes
    from tfstyle.models.shared.usage import example_command
    from tfstyle.zoo import evaluating
    from tfstyle.zoo.workshop import golden
    from tfstyle.zoo.workshop.exhibit import make_exhibit

    folder = Path(folder)
    card_path, recipe_path = folder / presets.CARD, folder / "recipe.toml"
    text = None
    if not isinstance(recipe, recipes.Recipe):
        # As it was written, with its comments.
        text, recipe = Path(recipe).read_text("utf-8"), recipes.load_recipe(recipe)
    if recipe.train.precision == recipes.AUTO:
        raise RecipeError(
            f"train.precision = {recipes.AUTO!r} does not tell how the preset was trained. Give "
            "the recipe.toml of its run, which names what was chosen."
        )
    if recipe_path.exists():
        text = recipe_path.read_text("utf-8")
    stub = _STUB.format(name=folder.name, command=example_command(model, folder.name))
    card = card_path.read_text("utf-8") if card_path.exists() else stub
    protocol = recorded_protocol(folder) or evaluating.protocol_of(model, recipe, resolution)
    if paintings:
        protocol = replace(protocol, paintings={**protocol.paintings, **paintings})
    missing = [name for name in model_styles(model) if name not in protocol.paintings]
    if missing and protocol.kind == "styles":
        raise DataError(f"No painting for {', '.join(missing)}. Give each as --style NAME=FILE.")
    pictures = evaluating.open_pictures(model, protocol, data_root)
    report = evaluating.evaluate_model(model, protocol, data_root, folder.name).report()
    if paintings:  # theirs is the name; where they lie here concerns nobody
        named = {name: Path(path).name for name, path in protocol.paintings.items()}
        report["protocol"]["paintings"] = named
    exhibit = make_exhibit(model, protocol, pictures, show)

    # `save` replaces the whole folder: all else is written after it.
    presets.save(
        model, folder, card=with_scores(card, report), dtype="float16",
        metadata={**metadata, "resolution": protocol.size, "scores": report["scores"]},
    )
    recipe_path.write_text(text or recipes.dumps(recipe), "utf-8")
    write_report(folder, report)
    golden.write_goldens(model, folder, exhibit.goldens)
    write_samples(folder, images.grid(exhibit.rows))


def main(arguments=None):
    """Parse the command line and make the preset."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", type=Path, help="run directory, or preset directory")
    parser.add_argument("folder", type=Path, help="zoo/presets/<name>")
    parser.add_argument("--data", type=Path, required=True, help="folder of the held-out pictures")
    parser.add_argument("--recipe", type=Path, help="the run's own, or the folder's, if not given")
    parser.add_argument("--resolution", type=int, default=None, help="pixels of a side")
    parser.add_argument(
        "--show", action="append", default=[], metavar="[DIRECTION=]FOLDER",
        help="pictures for the card, where others than the usual ones shall be shown",
    )
    parser.add_argument(
        "--style", action="append", default=[], metavar="NAME=FILE",
        help="a style's painting, where the recipe does not name it",
    )
    parser.add_argument("--description", default="")
    parser.add_argument("--license", default="")
    options = parser.parse_args(arguments)

    from tfstyle import images
    from tfstyle.listing import list_files
    from tfstyle.zoo import from_preset

    model = from_preset(options.run)
    show = {}
    for entry in options.show:
        direction, _, folder = entry.rpartition("=")
        paths = list_files(folder, images.IMAGE_SUFFIXES, deep=False).files
        show[direction or model.directions[0]] = [images.read_image(path) for path in paths]
    paintings = {name: path for name, _, path in (one.partition("=") for one in options.style)}
    places = (options.recipe, options.run / "recipe.toml", options.folder / "recipe.toml")
    recipe = next((place for place in places if place and place.is_file()), None)
    if recipe is None:
        parser.error(f"{options.run} has no recipe.toml; give one with --recipe")
    make_preset(
        model, options.folder, recipe=recipe, data_root=options.data,
        resolution=options.resolution, show=show, paintings=paintings or None,
        metadata={"description": options.description, "license": options.license},
    )

