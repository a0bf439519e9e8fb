"""Who judges, in recipes: an algorithm's own discriminator, a projected one, or both."""

import pytest

from tfstyle.errors import RecipeError
from tfstyle.losses import HingeGANLoss, JointGANLoss, LeastSquaresGANLoss, WassersteinGANLoss
from tfstyle.recipes import get_algorithm, make_recipe
from tfstyle.recipes.algorithms import ALGORITHMS

JUDGING = [
    name for name, algorithm in ALGORITHMS.items()
    if "discriminator.network" in next(iter(algorithm.by_network.values()))
]  # fmt: skip
RANDOM = ["discriminator.projected_weights=random", "discriminator.projected_filters=4"]


def recipe(model, network, *more):
    given = [f"model={model}", f"discriminator.network={network}", *more]
    return make_recipe({}, given, "the recipe")


def build(model, network, *more):
    one = recipe(model, network, *RANDOM, *more)
    return get_algorithm(model).build(one)


def test_every_game_of_two_can_be_judged_through_fixed_features():
    assert JUDGING == [
        "pix2pix", "cyclegan", "cut", "fastcut", "multiscale", "cross_domain", "noise_gan"
    ]


@pytest.mark.parametrize("model", JUDGING)
def test_what_a_recipe_says_of_its_judges(model):
    own = recipe(model, "own")
    assert own.discriminator.projected_filters is None and own.loss.projected is None
    assert get_algorithm(model).judged_through(own) == ()
    alone = recipe(model, "projected")
    assert alone.loss.projected == 0.25 and alone.loss.adversarial is None
    assert alone.discriminator.filters is None
    both = recipe(model, "own+projected")
    assert (both.discriminator.filters, both.discriminator.projected_filters) == (64, 64)
    for one in (alone, both):
        assert get_algorithm(model).judged_through(one) == ("efficientnet_lite0",)
    assert get_algorithm(model).judged_through(recipe(model, "projected", RANDOM[0])) == ()


def test_a_pairs_target_is_judged_beside_its_patches():
    model = build(
        "pix2pix", "own+projected", "data.crop=64", "generator.filters=2", "seed=5",
        "discriminator.filters=2", "discriminator.projected_side=96", "loss.projected=0.5",
        "data.out_channels=1",
    )
    patches, projected = model.discriminator.judges
    assert (patches.in_channels, projected.in_channels, projected.colors) == (4, 4, 1)
    assert (projected.filters, projected.least_side, projected.seed) == (4, 96, 5)
    assert model.adversarial_loss == JointGANLoss(["non_saturating", "hinge"], [1.0, 0.5])


def test_it_judges_alone_by_the_hinge_loss():
    model = build("cut", "projected", "data.crop=64", "generator.filters=2")
    (projected,) = model.discriminator.judges
    assert projected.in_channels == 3 and isinstance(model.adversarial_loss.losses[0], HingeGANLoss)
    assert model.adversarial_loss.weights == [0.25]


def test_a_critic_beside_it_keeps_its_penalty():
    model = build(
        "noise_gan", "own+projected", "data.crop=32", "data.num_classes=3", "generator.filters=2",
        "discriminator.filters=2", "loss.adversarial=wasserstein", "loss.gradient_penalty=3",
        "discriminator.spectral_normalization=false",
    )  # fmt: skip
    whole, projected = model.discriminator.judges
    assert (whole.num_classes, projected.num_classes) == (3, 3)
    assert model.adversarial_loss.losses[0] == WassersteinGANLoss(3.0)
    assert model.adversarial_loss.gradient_penalty == 3.0
    assert not isinstance(model.adversarial_loss.losses[1], LeastSquaresGANLoss)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["projected", "discriminator.filters=8"], r"filters .* only when discriminator\.network "),
        (["own", "discriminator.projected_side=64"], r"projected_side .* only when"),
        (["projected", "loss.r1=1"], r"loss\.r1 .* only when discriminator\.network is 'own' or"),
        (["projected", "loss.feature_matching=1"], "leaves out. Use 0, or 'own.projected'"),
        (["projected", "data.out_channels=4"], r"3 colours or 1\..*out_channels = 4"),
        (["projected", "data.crop=16"], r"pictures of 32 .*\.projected_side = 32"),
        (["projectd"], "Did you mean 'projected'"),
    ],
)
def test_what_means_nothing_is_refused(more, words):
    with pytest.raises(RecipeError, match=words):
        recipe("pix2pix", *more)


def test_without_a_patchgan_no_features_are_matched_unless_asked_for():
    assert recipe("multiscale", "own").loss.feature_matching == 10.0
    assert recipe("multiscale", "projected").loss.feature_matching == 0.0
