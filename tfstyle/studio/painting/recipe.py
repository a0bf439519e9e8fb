"""What the same bits need beside the source: models by their weights' SHA-256, and what was asked.

A recipe is plain JSON. Pictures and preset files in it are blobs by their SHA-256, so that it can
be followed when the style has left the library; a restoration is a step without a style.
"""

from collections.abc import Mapping
from typing import Any

import tfstyle
from tfstyle.errors import DataError
from tfstyle.presets import WEIGHTS
from tfstyle.provenance import Origin, Provenance, Step
from tfstyle.studio.texts.telling import Told

VERSION = 1


def make_recipe(source: str, restore: dict | None, steps: list[dict], options: dict) -> dict:
    """Return the recipe of a painting.

    Args:
        source: the SHA-256 of the picture that was painted.
        restore: the step of the restoration, `None` for none.
        steps: of `step`, one a layer.
        options: `strength`, `preserve_color`, `size`, `feather`.
    """
    return {
        "version": VERSION, "software": f"tfstyle {tfstyle.__version__}", "source": source,
        "restore": restore, "steps": steps, "options": options,
    }  # fmt: skip


def step(
    model: str, checksum: str, *, style_id: str | None = None, title: str = "",
    direction: str | None = None, name: str | None = None, painting: str | None = None,
    preset: str | None = None, weight: float = 1.0, mask: str | None = None,
) -> dict:  # fmt: skip
    """Return what one model does.

    Args:
        model: a preset's name; of a preset file, what its card calls it.
        checksum: the SHA-256 of its weights.
        style_id: of the library, as it was then.
        title: what people called the style.
        direction: of the model's.
        name: of the style among those that the model learned.
        painting: the SHA-256 of the painting, for a model that looks at one.
        preset: the SHA-256 of the preset file; `None` for one of the zoo.
        weight: see `Layer`.
        mask: the SHA-256 of the mask.
    """
    return {
        "style": style_id, "title": title, "model": model, "checksum": checksum,
        "direction": direction, "name": name, "painting": painting, "preset": preset,
        "options": {"weight": weight, "mask": mask},
    }  # fmt: skip


def check_recipe(recipe: Mapping[str, Any]) -> None:
    """Refuse what no recipe of this version is.

    Raises:
        DataError: it is of another version, or parts are missing.

    Example:
        >>> check_recipe(make_recipe("0" * 64, None, [step("wave", "1" * 64)], {}))
    """
    version = recipe.get("version") if isinstance(recipe, Mapping) else None
    if version != VERSION:
        raise DataError(Told("refused.recipe_version", received=repr(version), known=VERSION))
    missing = {"source", "restore", "steps", "options"} - set(recipe)
    if missing or not recipe["steps"]:
        raise DataError(Told("refused.recipe_lacks", what=", ".join(sorted(missing)) or "steps"))


def provenance_of(recipe: Mapping[str, Any]) -> Provenance:
    """Return the record that a file of the painting carries, as `tfstyle translate` writes it.

    Example:
        >>> made = make_recipe("0" * 64, None, [step("wave", "1" * 64)], {"strength": 0.5})
        >>> provenance_of(made).steps[0].options["strength"]
        0.5
    """
    asked = {key: value for key, value in recipe["options"].items() if value}
    if asked.get("strength") == 1:
        del asked["strength"]
    told = [_told(recipe["restore"], {})] if recipe["restore"] else []
    told += [_told(one, asked) for one in recipe["steps"]]
    return Provenance(tuple(told))


def _told(one, asked) -> Step:
    options = dict(asked)
    if one["options"]["weight"] != 1:
        options["weight"] = one["options"]["weight"]
    if one["options"]["mask"]:
        options["mask"] = f"sha256:{one['options']['mask']}"
    style = f"sha256:{one['painting']}" if one["painting"] else one["name"]
    return Step(Origin(one["model"], {WEIGHTS: one["checksum"]}), one["direction"], style, options)
