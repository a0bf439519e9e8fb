'''A training run as data: every key with its type, range and default.

A recipe is TOML in five sections. What a file leaves out is filled in here, so that the resolved
recipe in a run directory says everything; what it misspells is refused with the nearest names.

Example:
    >>> recipe = parse_recipe('model = "pix2pix"', ["data.crop=128", "train.steps=1000"])
    >>> recipe.generator.num_downs, recipe.data.load, recipe.train.decay_from
    (7, 143, 500)

All that recipes know of one algorithm stands in one file of `recipes/algorithms`. A new one is such
a file and its line in `recipes/algorithms/__init__.py`:

    """Sharpening in recipes."""

    from tfstyle.recipes import adversarial, terms
    from tfstyle.recipes.algorithm import Algorithm
    from tfstyle.recipes.networks import RESNET, UNET
    from tfstyle.recipes.schema import Follows, Key


    def _build(recipe, generator):
        from tfstyle.models import Sharpen  # inside: reading a recipe needs no Keras

        a, b = recipe.data.in_channels, recipe.data.out_channels
        return Sharpen(
            generator(in_channels=a, out_channels=b, name="generator"),
            adversarial.discriminator(recipe, a + b, name="discriminator"),
            l1=recipe.loss.l1, edges=recipe.loss.edges, **adversarial.options(recipe),
        )


    SHARPEN = Algorithm(
        "sharpen",
        learns_from=("pairs",),
        networks=(RESNET, UNET),
        keys={
            **adversarial.GAME, **adversarial.PATCHES,
            "loss.l1": terms.l1(10.0),
            "loss.edges": Key(
                float, "Weight of the edges' difference.",
                Follows("half of l1", lambda of: of["loss.l1"] / 2), least=0.0,
            ),
        },
        defaults={"train.batch_size": 4},
        builder=_build,
    )

Its keys are then checked, explained by `tfstyle recipe`, listed in docs/recipe.md (`tfstyle recipe
> docs/recipe.md`) and refused beside other algorithms. A network that several algorithms may choose
is a file of `recipes/networks`, and an entry in the `networks` of each.
'''

from tfstyle.recipes.algorithms import ALGORITHMS, get_algorithm
from tfstyle.recipes.changes import changes_ahead, differences
from tfstyle.recipes.known import KEYS
from tfstyle.recipes.load import load_recipe, make_recipe, parse_recipe, recorded_versions
from tfstyle.recipes.recipe import Recipe, dump, dumps, flatten, with_values
from tfstyle.recipes.shared import AUTO

__all__ = [
    "ALGORITHMS",
    "AUTO",
    "KEYS",
    "Recipe",
    "changes_ahead",
    "differences",
    "dump",
    "dumps",
    "flatten",
    "get_algorithm",
    "load_recipe",
    "make_recipe",
    "parse_recipe",
    "recorded_versions",
    "with_values",
]
