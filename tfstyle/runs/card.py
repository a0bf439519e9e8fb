"""The README of a run's model: what it is, and the commands that use it from where it lies."""

import json
import os
import shlex
from pathlib import Path

from tfstyle import recipes
from tfstyle.recipes import Recipe


def card(recipe: Recipe, directory: str | os.PathLike, step: int, model) -> str:
    """Return the Markdown of a model that a run saves.

    Args:
        recipe: of the run.
        directory: where the model is written, below the run.
        step: updates it has seen.
        model: what was trained.
    """
    place = os.fspath(directory)
    run, quoted = os.fspath(Path(directory).parent), shlex.quote(place)
    can, directions = model.capabilities, model.directions
    call = 'model.translate("picture.jpg")' if can.translates else "model.generate(16, seed=0)"
    call = 'model.judge("picture.jpg")' if can.judges else call
    style = " --style painting.jpg" if can.style == "picture" else ""
    command = (
        f"tfstyle translate {quoted} picture.jpg -o out.jpg{style}" if can.translates
        else f"tfstyle judge picture.jpg --judge {quoted}" if can.judges
        else f"tfstyle generate {quoted} -n 16 -o grid.png"
    )
    if style:
        call = 'model.translate("picture.jpg", style="painting.jpg")'
    other = "how good a picture is" if can.judges else "pictures from noise"
    does = ", ".join(directions) or other
    return (
        f"# {recipe.model}: {does}\n\n"
        f"Trained for {step} of {recipe.train.steps} steps by `tfstyle train`, which wrote it to "
        f"`{place}`; if it was moved, so are the paths below.\n\n"
        f"```sh\n{command}\n"
        f"tfstyle train {shlex.quote(run)} --data pictures/ --out another_run  # begins with it\n"
        "```\n\n"
        "```python\nimport tfstyle\n\n"
        f"model = tfstyle.from_preset({json.dumps(place, ensure_ascii=False)})\n"
        f"out = {call}\n```\n\n"
        f"## Recipe\n\n```toml\n{recipes.dumps(recipe)}```\n\n"
        "Licence of the pictures and scores: not recorded.\n"
    )
