"""Distillation in recipes: a small network for a phone, taught by a large one."""

import os
from collections.abc import Mapping
from pathlib import Path

from tfstyle.errors import RecipeError
from tfstyle.recipes import shared, terms
from tfstyle.recipes.algorithm import Algorithm
from tfstyle.recipes.networks import MOBILE_RESNET, RESNET
from tfstyle.recipes.schema import Key
from tfstyle.recipes.teaching import GATYS, NOBODY

# Of a teacher: its first direction, its first style.
FIRST = "first"


def _build(recipe, generator):
    from tfstyle.models import Distilled

    a, b = recipe.data.in_channels, recipe.data.out_channels
    return Distilled(
        generator(in_channels=a, out_channels=b, name="generator"),
        charbonnier=recipe.loss.charbonnier,
        lpips=recipe.loss.lpips,
        lattice=recipe.loss.lattice,
        ema=recipe.train.ema,
        inference_mode=recipe.generator.inference_mode,
        domains=shared.domains(recipe),
    )


def _check(values: Mapping) -> None:
    terms.check_lattice(values)
    if values["train.teacher"] == GATYS:
        raise RecipeError(
            "train.teacher = 'gatys' optimizes every picture for itself, minutes for each: no "
            "network can imitate it step by step. Train fast_style on the painting, and distill "
            "that."
        )
    if values["loss.lpips"] and values["data.out_channels"] != 3:
        raise RecipeError(
            f"loss.lpips = {values['loss.lpips']} looks at colours: use data.out_channels = 3, or "
            f"0. Received: {values['data.out_channels']}."
        )


def _compile_options(recipe, root: str | os.PathLike | None) -> dict:
    """Return which direction and style of the teacher is learned.

    Raises:
        RecipeError: the recipe names no teacher.
    """
    train = recipe.train
    if train.teacher == NOBODY:
        raise RecipeError(
            "model = 'distill' has nobody to imitate: name a preset or its directory as "
            "train.teacher, or use `tfstyle distill TEACHER`."
        )
    direction = None if train.teacher_direction == FIRST else train.teacher_direction
    style = None if train.teacher_style == FIRST else train.teacher_style
    if style and (Path(root or ".") / style).is_file():
        style = str(Path(root or ".") / style)
    return {"direction": direction, "style": style}


DISTILL = Algorithm(
    "distill",
    learns_from=("pictures",),
    networks=(MOBILE_RESNET, RESNET),
    keys={
        "loss.lattice": terms.LATTICE,
        "loss.charbonnier": Key(
            float, "Weight of the distance from the target, without a pull where it is reached.",
            1.0, least=0.0,
        ),
        "loss.lpips": Key(
            float, "Weight of the distance in the eyes of LPIPS' SqueezeNet.", 1.0, least=0.0
        ),
        "train.teacher": Key(
            str, "A stronger painter to imitate: a preset, a run or their directory.", NOBODY,
            flag="tfstyle distill TEACHER",
        ),
        "train.teacher_direction": Key(
            str, "Which of the teacher's directions to learn.", FIRST, flag="--direction"
        ),
        "train.teacher_style": Key(
            str,
            "Which of the teacher's styles to learn: a name, or a painting's path for one that "
            "takes any.",
            FIRST, flag="--style",
        ),
    },
    defaults={
        "data.geometry": "shorter_side",
        "train.batch_size": 4,
        "train.learning_rate": 1e-3,
        "train.beta_1": 0.9,
        "train.metrics": ["lpips_squeeze"],
    },
    check=_check,
    compile_options=_compile_options,
    sample_names=lambda model: ["photograph", "teacher", model.directions[0]],
    imitates=True,
    onednn=True,
    builder=_build,
)  # fmt: skip
