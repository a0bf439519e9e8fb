"""From a run to a preset of the zoo: weights in fp16, measured scores, sample picture, card.

    python -m tfstyle.zoo.make_preset RUN PRESET_FOLDER --data DATA

The card is written once, as a stub to fill in; run it again and only what is measured changes.
"""

import argparse
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np

from tfstyle.zoo.card import with_scores

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


def make_preset(model, folder, *, recipe, data_root, metadata, resolution=None, samples=4):
    """Write or refresh a preset folder.

    Args:
        model: a trained model.
        folder: of the preset; its card is kept if there is one.
        recipe: the `recipes.Recipe` it was trained with.
        data_root: folder with the held-out pictures that the recipe's layout describes.
        metadata: `description`, `license`.
        resolution: pixels of a side it is for and measured at; the recipe's crop if not given.
        samples: rows of the sample picture.
    """
    from tfstyle import images, presets, recipes

    folder = Path(folder)
    card_path = folder / presets.CARD
    card = card_path.read_text() if card_path.exists() else _STUB.format(name=folder.name)
    resolution = resolution or recipe.data.crop
    report, rows = measure(model, recipe, data_root, resolution, samples)
    with tempfile.TemporaryDirectory() as kept:
        # `save` replaces the folder: what it does not write is written again below.
        recipe_path = folder / "recipe.toml"
        if recipe_path.exists():
            shutil.copy(recipe_path, kept)
        presets.save(
            model, folder, card=with_scores(card, report), dtype="float16",
            metadata={**metadata, "resolution": resolution, "scores": report["scores"]},
        )
        if Path(kept, "recipe.toml").exists():
            shutil.copy(Path(kept, "recipe.toml"), recipe_path)
        else:
            recipes.dump(recipe, recipe_path)
    (folder / "scores.json").write_text(json.dumps(report, indent=2) + "\n")
    images.write_image(folder / "samples.jpg", images.grid(rows))
    for number, direction in enumerate(model.directions):
        # Input and output side by side; `tests/zoo/test_cards.py` paints it again.
        picture = images.resize(rows[0][2 * number], (64, 64))
        painted = model.translate(picture, direction=direction)
        golden = np.concatenate([picture, painted], axis=1)
        images.write_image(folder / f"golden_{direction}.png", golden)


def measure(model, recipe, data_root, resolution, samples):
    """Return the report of `zoo.evaluate` and rows of sample pictures, from held-out data."""
    from tfstyle.zoo import evaluate

    a, b = held_out(recipe, data_root, resolution)
    if recipe.data.layout == "paired":
        pairs = list(zip(a, b, strict=True))
        rows = [[s, model.translate(s), t] for s, t in _spread(pairs, samples)]
        return evaluate.evaluate_paired(model, pairs), rows
    forward, back = model.directions
    rows = []
    for x, y in zip(_spread(a, samples), _spread(b, samples), strict=True):
        there, hence = (
            model.translate(picture, direction=d) for picture, d in ((x, forward), (y, back))
        )
        rows.append([x, there, y, hence])
    return evaluate.evaluate_unpaired(model, {forward: a, back: b}), rows


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


def _spread(items, count):
    """Return `count` items at even distances: the first ones often resemble each other."""
    step = max(len(items) // count, 1)
    return items[::step][:count]


def main():
    """Parse the command line and make the preset."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", type=Path, help="run directory")
    parser.add_argument("folder", type=Path, help="zoo/presets/<name>")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--resolution", type=int, default=None, help="pixels of a side")
    parser.add_argument("--description", default="")
    parser.add_argument("--license", default="")
    options = parser.parse_args()

    from tfstyle.recipes import load_recipe
    from tfstyle.zoo import from_preset

    make_preset(
        from_preset(options.run), options.folder,
        recipe=load_recipe(options.run / "recipe.toml"), data_root=options.data,
        resolution=options.resolution,
        metadata={"description": options.description, "license": options.license},
    )


if __name__ == "__main__":
    main()
