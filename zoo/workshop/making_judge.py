"""From a run of `judge` to a preset of the zoo: calibrated, proven, shown.

    python -m tfstyle.zoo.workshop.making_judge RUN zoo/presets/NAME --made FOLDER

Real pictures are those of `SETS` below TFSTYLE_DATA; FOLDER holds what models made of held-out
pictures early in their training. The card is kept, and its numbers rendered anew.
"""

import argparse
import json
import os
from pathlib import Path

# By a short name: where they lie below TFSTYLE_DATA.
SETS = {"cid22": "photos_cid22/validation", "flickr": "monet2photo/testB"}


def make(model, folder, data, made, description, license_, recipe) -> dict:
    """Prove a judge and write its preset; return the figures.

    Args:
        model: a `models.Judge`; it is calibrated.
        folder: of the preset; its card is kept.
        data: folder with `SETS`.
        made: folder of pictures that models made.
        description: a sentence.
        license_: of the preset.
        recipe: text of the recipe.
    """
    from tfstyle import presets
    from tfstyle.judging.proving import prove
    from tfstyle.zoo.evaluating.judges import read_set
    from tfstyle.zoo.workshop.card import with_scores
    from tfstyle.zoo.workshop.gallery_sheet import write_samples
    from tfstyle.zoo.workshop.judge_card import exhibit

    sets = {name: read_set(Path(data, place)) for name, place in SETS.items()}
    figures = prove(model, sets, read_set(Path(made)))
    model.calibration = tuple(figures["calibration"])
    model.patch_calibration = tuple(figures["patch_calibration"])
    report = {"protocol": {"kind": "judge", "sets": SETS}, "scores": figures}
    card = (Path(folder) / presets.CARD).read_text("utf-8")
    presets.save(
        model, folder, card=with_scores(card, report), dtype="float16",
        metadata={"description": description, "license": license_, "scores": figures},
    )
    Path(folder, "recipe.toml").write_text(recipe, "utf-8")
    Path(folder, "scores.json").write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    write_samples(folder, exhibit(model))
    return figures


def main(arguments=None):
    """Parse the command line and make the preset."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path, default=os.environ.get("TFSTYLE_DATA"))
    parser.add_argument("--made", type=Path, required=True)
    parser.add_argument("--recipe", type=Path, required=True, help="with its comments")
    parser.add_argument("--description", default="")
    parser.add_argument("--license", default="")
    options = parser.parse_args(arguments)
    if options.data is None:
        parser.error("name the pictures by --data or TFSTYLE_DATA")

    from tfstyle.zoo import from_preset

    model = from_preset(options.run)
    made = make(
        model, options.folder, options.data, options.made, options.description, options.license,
        options.recipe.read_text("utf-8"),
    )
    print(json.dumps(made, indent=2))


if __name__ == "__main__":
    main()
