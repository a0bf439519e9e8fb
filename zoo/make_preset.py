"""From a run to a preset of the zoo: weights in fp16, measured scores, sample picture, card.

    python -m tfstyle.zoo.make_preset RUN PRESET_FOLDER --data DATA

The card is written once, as a stub to fill in; run it again and only what is measured changes.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from tfstyle.zoo.card import with_scores

# Pictures of each direction on a card.
_SHOWN = 4

_STUB = """# {name}

What it does, in two sentences.

![samples](samples.jpg)

## Use

```sh
tfstyle translate {name} photo.jpg -o out.jpg
```

## Scores

<!-- scores: rendered from scores.json -->
<!-- end of scores -->

## Data and licence

## Training

## Limits
"""


def make_preset(model, folder, *, recipe, data_root, metadata, resolution=None, show=None):
    """Write or refresh a preset folder.

    Args:
        model: a trained model.
        folder: of the preset; its card is kept if there is one.
        recipe: the `recipes.Recipe` it was trained with.
        data_root: folder with the held-out pictures that the recipe's layout describes.
        metadata: `description`, `license`.
        resolution: pixels of a side it is for and measured at; the recipe's crop if not given.
        show: for each direction, pictures uint8 (H, W, 3) that the card shows; held-out ones if
            not given. Targets are never shown, and many data sets may not be shipped at all.
    """
    from tfstyle import images, presets, recipes
    from tfstyle.zoo import evaluate

    folder = Path(folder)
    resolution = resolution or recipe.data.crop
    card_path, recipe_path = folder / presets.CARD, folder / "recipe.toml"
    card = card_path.read_text() if card_path.exists() else _STUB.format(name=folder.name)
    recipe_text = recipe_path.read_text() if recipe_path.exists() else recipes.dumps(recipe)

    a, b = held_out(recipe, data_root, resolution)
    paired = recipe.data.layout == "paired"
    sources = dict(zip(model.directions, [a] if paired else [a, b], strict=True))
    if paired:
        report = evaluate.evaluate_paired(model, list(zip(a, b, strict=True)))
    else:
        report = evaluate.evaluate_unpaired(model, sources)

    # `save` replaces the whole folder: all else is written after it.
    presets.save(
        model, folder, card=with_scores(card, report), dtype="float16",
        metadata={**metadata, "resolution": resolution, "scores": report["scores"]},
    )
    recipe_path.write_text(recipe_text)
    (folder / "scores.json").write_text(json.dumps(report, indent=2) + "\n")
    rows = []
    for direction in model.directions:
        shown = [
            images.resize(picture, (resolution, resolution))
            for picture in (show or {}).get(direction) or _spread(sources[direction])
        ]
        rows += [shown, [model.translate(picture, direction=direction) for picture in shown]]
        # Input and output side by side; `tests/zoo/test_cards.py` paints it again.
        picture = images.resize(shown[0], (64, 64))
        painted = model.translate(picture, direction=direction)
        golden = np.concatenate([picture, painted], axis=1)
        images.write_image(folder / f"golden_{direction}.png", golden)
    images.write_image(folder / "samples.jpg", images.grid(rows))


def held_out(recipe, data_root, resolution):
    """Return the pictures of both sides of the validation split as lists of uint8 (H, W, 3)."""
    from tfstyle import images
    from tfstyle.data import fixed_samples

    data = recipe.data
    a, b = fixed_samples(
        data.layout, data_root, count=None, split="val", load=resolution, crop=resolution,
        direction=data.direction, domains=data.domains,
    )
    return [images.to_uint8(x) for x in a], [images.to_uint8(x) for x in b]


def _spread(items, count=_SHOWN):
    """Return `count` items at even distances: the first ones often resemble each other."""
    return items[:: max(len(items) // count, 1)][:count]


def main():
    """Parse the command line and make the preset."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", type=Path, help="run directory")
    parser.add_argument("folder", type=Path, help="zoo/presets/<name>")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--resolution", type=int, default=None, help="pixels of a side")
    parser.add_argument(
        "--show", action="append", default=[], metavar="DIRECTION=FOLDER",
        help="pictures for the card, where the held-out ones may not be shipped",
    )
    parser.add_argument("--description", default="")
    parser.add_argument("--license", default="")
    options = parser.parse_args()

    from tfstyle import images
    from tfstyle.recipes import load_recipe
    from tfstyle.zoo import from_preset

    show = {}
    for entry in options.show:
        direction, _, folder = entry.partition("=")
        show[direction] = [images.read_image(path) for path in sorted(Path(folder).iterdir())]
    make_preset(
        from_preset(options.run), options.folder,
        recipe=load_recipe(options.run / "recipe.toml"), data_root=options.data,
        resolution=options.resolution, show=show,
        metadata={"description": options.description, "license": options.license},
    )


if __name__ == "__main__":
    main()
