"""A judge of pictures in recipes: of a folder of good ones, and of bad ones if there is one."""

from collections.abc import Mapping

from tfstyle.errors import RecipeError
from tfstyle.recipes.algorithm import Algorithm, Network
from tfstyle.recipes.networks import keys
from tfstyle.recipes.schema import Follows, Key

# `data.series.MEMBERS`, which would import TensorFlow.
_MEMBERS = 4
_SMALLEST = 42  # pixels of a side that a patch judge sees


def _network(recipe, name: str):
    from tfstyle.networks import PatchJudge

    return PatchJudge(**_shared(recipe), name=name)


def _shared(recipe) -> dict:
    """Return what both networks have in common."""
    part = recipe.generator
    return {
        "filters": part.filters,
        "in_channels": recipe.data.out_channels,
        "spectral_normalization": part.spectral_normalization,
    }


def _build(recipe, generator):
    from tfstyle.models import Judge
    from tfstyle.networks import PictureJudge

    loss = recipe.loss
    return Judge(
        generator(name="patch_judge"),
        PictureJudge(**_shared(recipe), name="picture_judge"),
        real=loss.real,
        patches=loss.patches,
        severity=loss.severity,
        order=loss.order,
        margin=loss.margin,
        ema=recipe.train.ema,
    )


def _check(values: Mapping) -> None:
    crop, view, batch = values["data.crop"], values["data.view"], values["train.batch_size"]
    if not _SMALLEST <= view <= crop:
        raise RecipeError(
            f"data.view = {view} must be {_SMALLEST} to data.crop = {crop}: the judge sees that "
            "much of each cut."
        )
    if batch % _MEMBERS:
        raise RecipeError(
            f"train.batch_size = {batch} must be a multiple of {_MEMBERS}: a picture "
            f"whole, spoiled twice, and one more. Use {batch // _MEMBERS * _MEMBERS or _MEMBERS}."
        )
    if values["train.validate_every"]:
        raise RecipeError(
            "train.validate_every: what a run can measure are pictures that a model makes, and a "
            "judge makes none. Leave it out, and see `tfstyle judge RUN/final`."
        )


_PATCHES = Network(
    "patches",
    keys={
        "generator.filters": keys.filters(24),
        "generator.spectral_normalization": Key(
            bool, "Bound how fast the judgement changes with the picture.", True
        ),
    },
    build=_network,
    multiple=lambda values: 1,
)

JUDGE = Algorithm(
    "judge",
    learns_from=("pictures", "domains"),
    networks=(_PATCHES,),
    keys={
        "loss.real": Key(float, "Weight of telling good from bad pictures.", 1.0, least=0.0),
        "loss.patches": Key(float, "Weight of telling it patch by patch.", 0.5, least=0.0),
        "loss.severity": Key(float, "Weight of saying how badly a picture is spoiled.", 2.0,
                             least=0.0),
        "loss.order": Key(float, "Weight of putting pictures in order.", 1.0, least=0.0),
        "loss.margin": Key(
            float, "By how much the logit should fall from whole to spoiled.", 6.0, above=0.0
        ),
        "data.view": Key(
            int, "Pixels of a side that the judge sees of a crop, as they are or shrunk.",
            Follows("half of the crop, at least 42",
                    lambda of: min(max(of["data.crop"] // 2, _SMALLEST), of["data.crop"])),
            least=1, most=16384, after="data.crop",
        ),
    },
    defaults={
        "data.geometry": "shorter_side",
        "data.load": Follows("the crop", lambda of: of["data.crop"]),
        "train.batch_size": 32,
        "train.learning_rate": 1e-3,
        "train.beta_1": 0.9,
    },
    check=_check,
    builder=_build,
    sample_names=lambda model: ["picture", "where it looks wrong"],
)  # fmt: skip
