"""The keys that every run has: pictures, steps, and what is written down on the way."""

from collections.abc import Mapping
from typing import Any

from tfstyle.data.layouts import LAYOUTS
from tfstyle.errors import RecipeError
from tfstyle.recipes.schema import AtLeast, Follows, Key, Values

AUTO = "auto"  # of train.precision; a run decides, and its own recipe says what
# `data.damage.DAMAGES`, which would import TensorFlow.
_DAMAGES = ["fade", "blur", "noise", "scratches", "holes", "jpeg"]
_DERIVED = {"data.derive": ("damaged",)}


def _layouts(fact: str) -> dict[str, tuple[str, ...]]:
    """Return what limits a key to the layouts of which a fact is true."""
    return {"data.layout": tuple(name for name, one in LAYOUTS.items() if getattr(one, fact))}


def _label_maps(of: Values) -> str:
    """Return the side of a source whose colours are labels."""
    return {"a2b": "a", "b2a": "b"}[of["data.direction"]] if of["data.labels"] else "none"


# Of every algorithm; its own keys of a section stand behind these.
FIRST = {
    "seed": Key(int, "Of every random number: the same run again.", 0, least=0, most=2**31 - 1),
    "generator.network": Key(str, "Which network paints, or judges."),
    "data.layout": Key(
        str, "How the pictures lie in the folder.",
        choices=tuple(LAYOUTS),
    ),
    "data.name": Key(
        str, "Name in TensorFlow Datasets.", only=_layouts("named"),
        example="cycle_gan/horse2zebra",
    ),
    "data.direction": Key(
        str, "Which side is the source: b2a learns to make a of b.", "a2b", choices=("a2b", "b2a")
    ),
    "data.derive": Key(
        str, "What is made of each picture to be its source.", "none",
        choices=("none", "edges", "gray", "low_resolution", "damaged"),
        only=_layouts("derives"),
    ),
    "data.damages": Key(list, "Which damages.", _DAMAGES, only=_DERIVED),
    "data.damage_strength": Key(float, "How badly.", 1.0, above=0.0, most=1.0, only=_DERIVED),
    "data.undamaged": Key(
        float, "Share of the pictures trained on that stay whole.", 0.0, least=0.0, most=1.0,
        only=_DERIVED,
    ),
    "data.damaged_alone": Key(
        float, "Share of them with one damage alone; the rest have several.", 0.0, least=0.0,
        most=1.0, only=_DERIVED,
    ),
    "data.domains": Key(
        list, "Names of the two sides as they lie on disk.", ["a", "b"], items=2
    ),
    "data.geometry": Key(
        str,
        "What becomes of pictures that are not square: squashed, or the shorter side is loaded "
        "and the rest cropped.",
        "squash", choices=("squash", "shorter_side"),
    ),
    "data.nearest": Key(
        str, "Which sides, as they lie on disk, are label maps whose colours must not be blended.",
        Follows("the source with data.labels, else none", _label_maps),
        choices=("none", "a", "b", "both"), only=_layouts("sided"),
    ),
    "data.load": Key(
        int, "Pixels of a side every picture is resized to, before it is cropped.",
        Follows("286 for each 256 of the crop", lambda of: round(of["data.crop"] * 286 / 256)),
        least=8, most=16384,
    ),
    "data.crop": Key(
        int, "Pixels of a side a step sees, cut at random.", 256, least=8, most=16384
    ),
    "data.flip": Key(bool, "Mirror every other picture; not for text or maps.", True),
    "data.skip_broken": Key(bool, "Leave out what cannot be read, instead of stopping.", False),
    "train.steps": Key(int, "Updates of the whole run.", 200_000, least=1, ahead=True),
    "train.batch_size": Key(
        int, "Pictures of an update, over all devices.", 1, least=1, most=65536
    ),
    "train.learning_rate": Key(float, "Adam's rate of the generator.", 2e-4, above=0.0, most=1.0),
    "train.beta_1": Key(float, "Adam's memory of gradients.", 0.5, least=0.0, below=1.0),
    "train.decay_from": Key(
        int,
        "Step from which the rates decline, to 0 at the last; train.steps never declines. Where "
        "--set changes train.steps alone, it keeps its share.",
        Follows("half of steps", lambda of: of["train.steps"] // 2),
        least=0, share_of="train.steps", ahead=True,
    ),
    "train.precision": Key(
        str,
        "Of the computation; the mixed ones are faster on GPUs, mixed_bfloat16 on some processors. "
        "auto takes it where the machine that a run begins on is faster in it, else float32.",
        "float32", choices=("float32", "mixed_bfloat16", "mixed_float16", AUTO),
    ),
    "train.ema": Key(
        float,
        "Decay of the generator's moving average, which is what the run saves; 0 for none, 0.999 "
        "paints more calmly.",
        0.0, least=0.0, below=1.0,
    ),
    "train.clip_norm": Key(float, "Largest norm of a gradient, 0 for no limit.", 0.0, least=0.0),
}  # fmt: skip

# Of every algorithm, too; these stand behind its own.
LAST = {
    "data.in_channels": Key(
        int, "Channels of the source: gray, RGB or RGBA.", 3, choices=(1, 3, 4)
    ),
    "data.out_channels": Key(int, "Channels of the result.", 3, choices=(1, 3, 4)),
    "train.deterministic": Key(
        bool, "The same bits again from the same seed, more slowly.", False
    ),
    "train.log_every": Key(
        int, "Steps a reported loss is the mean of.", 20, least=1, free=True
    ),
    "train.sample_every": Key(
        int, "Steps between two sample grids.", 500, least=1, free=True
    ),
    "train.samples": Key(int, "Pictures of a sample grid.", 4, least=1, most=64, free=True),
    "train.validate_every": Key(
        int,
        "Steps between two measurements on held-out pictures (val/ or test/), the best of which "
        "is kept in best/; 0 for none.",
        0, least=0, free=True,
    ),
    "train.metrics": Key(
        list, "Names of what is measured on held-out pictures.",
        only={"train.validate_every": AtLeast(1)}, example=["l1"], free=True,
    ),
    "train.best": Key(
        str,
        "Which of train.metrics says what is best. Where a loss looks through the network of a "
        "metric, another metric is the fairer judge.",
        Follows("the first of metrics", lambda of: (of["train.metrics"] or [None])[0]),
        only={"train.validate_every": AtLeast(1)}, free=True,
    ),
    "train.health_every": Key(
        int,
        "Steps between two looks at the run's health: discriminators, gradients, a few pictures; "
        "0 for none.",
        Follows("sample_every", lambda of: of["train.sample_every"]), least=0, free=True,
    ),
    "train.tracking": Key(
        str, "Who is told of the run beside TensorBoard; mlflow needs tfstyle[mlflow].", "none",
        choices=("none", "mlflow"), free=True,
    ),
    "train.checkpoint_every": Key(int, "Steps between two checkpoints.", 2000, least=1, free=True),
    "train.init": Key(
        str, "preset begins with trained weights, of the preset beside the recipe or of --init.",
        "random", choices=("random", "preset"), flag="--init PRESET|RUN",
    ),
    "train.keep_checkpoints": Key(
        int, "How many checkpoints stay.", 2, least=1, most=1000, free=True
    ),
}  # fmt: skip

# What a step may learn from: how such pictures lie by default, what is measured on them, and what
# an error says of them.
_LAYOUT = {"pairs": "paired", "domains": "unpaired", "pictures": "images"}
_METRICS = {"pairs": ["l1"], "domains": ["frechet"], "pictures": ["frechet"]}
_NEEDS = {
    "pairs": "from pairs: use data.layout = 'paired', or 'images' with data.derive",
    "domains": "without pairs: use data.layout = 'unpaired', or 'tfds' with data.derive = 'none'",
    "pictures": "from pictures alone: use data.layout = 'images', 'arrays', or 'tfds' with "
    "data.derive = 'none'",
}


def in_pairs(layout: str, derive: str | None) -> bool:
    """True if pictures come with their targets: from disk, or made of each (`data.derive`)."""
    return _offered(layout, derive) == ("pairs",)


def learned_from(values: Values) -> str:
    """Return what the pictures of a recipe are: `"pairs"`, `"domains"` or `"pictures"`.

    The first of them, where a data set itself decides.
    """
    return _offered(values["data.layout"], values["data.derive"])[0]


def _offered(layout: str, derive: str | None) -> tuple[str, ...]:
    return LAYOUTS[layout].offers(derive not in (None, "none"))


def needless(learns_from: tuple[str, ...]) -> set[str]:
    """Return the keys that mean nothing to who learns from these: no pair is made of a picture."""
    return set() if "pairs" in learns_from else {name for name in FIRST if "damage" in name}


def defaults(learns_from: tuple[str, ...]) -> dict[str, Any]:
    """Return the defaults that follow from what an algorithm learns from, the usual first."""
    metrics = [_METRICS[kind] for kind in learns_from]
    words = [f"{' and '.join(_METRICS[kind])} with {kind}" for kind in learns_from]
    several = Follows(", ".join(words), lambda of: _METRICS[learned_from(of)])
    return {
        "data.layout": _LAYOUT[learns_from[0]],
        "train.metrics": metrics[0] if len(metrics) == 1 else several,
    }


def check(values: Mapping) -> None:
    """Check what concerns several keys that every run has.

    Raises:
        RecipeError: they do not fit.
    """
    crop, load = values["data.crop"], values["data.load"]
    if load < crop:
        raise RecipeError(
            f"data.load = {load} is smaller than data.crop = {crop}. Load at least what is cut out."
        )
    if values["train.decay_from"] > values["train.steps"]:
        raise RecipeError(
            f"train.decay_from = {values['train.decay_from']} is beyond train.steps = "
            f"{values['train.steps']}. Use at most train.steps, which never decays."
        )


def check_pictures(model: str, learns_from: tuple[str, ...], values: Mapping) -> None:
    """Check that the pictures come as a model learns from them.

    Raises:
        RecipeError: they do not.
    """
    offered = _offered(values["data.layout"], values["data.derive"])
    if not set(offered) & set(learns_from):
        raise RecipeError(
            f"model = {model!r} learns {'; or '.join(_NEEDS[kind] for kind in learns_from)}. "
            f"Received: layout = {values['data.layout']!r}, derive = {values['data.derive']!r}."
        )


def domains(recipe) -> tuple[str, str]:
    """Return the names of source and target of a `Recipe`.

    The recipe names the sides as they lie on disk; for the model, a is the source.
    """
    names = recipe.data.domains
    return tuple(names if recipe.data.direction == "a2b" else names[::-1])
