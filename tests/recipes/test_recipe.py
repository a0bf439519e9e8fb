"""Recipes: defaults, ranges, overrides, and errors that name the key."""

import copy

import pytest

from tfstyle import recipes
from tfstyle.errors import RecipeError
from tfstyle.recipes import (
    differences,
    dump,
    dumps,
    flatten,
    load_recipe,
    make_recipe,
    parse_recipe,
)


def test_pix2pix_defaults_are_the_papers():
    recipe = parse_recipe("")
    assert recipe.model == "pix2pix"
    assert (recipe.generator.network, recipe.generator.num_downs) == ("unet", 8)
    assert (recipe.generator.normalization, recipe.generator.dropout) == ("batch", 0.5)
    assert (recipe.loss.adversarial, recipe.loss.l1) == ("non_saturating", 100.0)
    assert (recipe.data.load, recipe.data.crop, recipe.train.pool_size) == (286, 256, 0)
    assert (recipe.train.learning_rate, recipe.train.beta_1) == (2e-4, 0.5)
    assert recipe.loss.cycle is None and recipe.generator.num_blocks is None


def test_cyclegan_defaults_are_the_papers():
    recipe = parse_recipe('model = "cyclegan"')
    assert (recipe.generator.network, recipe.generator.num_blocks) == ("resnet", 9)
    assert (recipe.generator.normalization, recipe.generator.dropout) == ("instance", 0.0)
    assert (recipe.loss.adversarial, recipe.loss.cycle) == ("least_squares", 10.0)
    assert (recipe.loss.identity, recipe.train.pool_size) == (0.5, 50)
    assert recipe.data.layout == "unpaired" and recipe.loss.l1 is None
    assert parse_recipe('model = "cyclegan"', ["data.crop=128"]).generator.num_blocks == 6


def test_defaults_follow_from_other_keys():
    recipe = parse_recipe("[train]\nsteps = 1000\nlearning_rate = 1e-3", ["data.crop=64"])
    assert (recipe.generator.num_downs, recipe.data.load) == (6, 72)
    assert (recipe.train.decay_from, recipe.train.discriminator_learning_rate) == (500, 1e-3)
    assert parse_recipe("", ["data.crop=1024"]).generator.num_downs == 10
    assert parse_recipe("", ["data.crop=96"]).generator.num_downs == 5  # 96 = 32 * 3


@pytest.mark.parametrize("model", ["pix2pix", "cyclegan"])
def test_a_resolved_recipe_reads_back_the_same(model, tmp_path):
    overrides = ["data.domains=['é', 'b\"c']", "train.learning_rate=1e-05", "seed=7"]
    recipe = parse_recipe(f'model = "{model}"', overrides)
    dump(recipe, tmp_path / "recipe.toml", {"python": "3.11"})
    again = load_recipe(tmp_path / "recipe.toml")
    assert again == recipe
    assert differences(again, recipe) == []
    # Resolved means resolved: nothing in the file is left to a default.
    assert set(flatten(recipe)) == set(flatten(again))
    assert dumps(again) == dumps(recipe)


def test_overrides_are_toml_or_bare_words():
    recipe = parse_recipe(
        "", ["train.precision=mixed_bfloat16", "data.flip=false", 'data.domains=["x","y"]',
             "train.steps=80_000", "generator.dropout = 0"]
    )  # fmt: skip
    assert recipe.train.precision == "mixed_bfloat16"
    assert recipe.data.flip is False and recipe.data.domains == ["x", "y"]
    assert recipe.train.steps == 80_000 and recipe.generator.dropout == 0.0


def test_an_override_of_the_network_silences_keys_of_the_old_one():
    recipe = parse_recipe("[generator]\nnum_downs = 8", ["generator.network=restoration"])
    assert recipe.generator.normalization is None and recipe.generator.num_downs == 4
    blocks = parse_recipe("[generator]\nnetwork='resnet'\nnum_blocks=3", ["generator.network=unet"])
    assert blocks.generator.num_blocks is None


def test_halvings_are_antialiased_like_doublings_unless_told_otherwise():
    found = [
        parse_recipe("", ["generator.network=resnet", *more]).generator.downsampling
        for more in ([], ["generator.upsampling=antialiased"], ["model=cut"],
                     ["model=cut", "generator.downsampling=strided"])
    ]  # fmt: skip
    assert found == ["strided", "antialiased", "antialiased", "strided"]
    assert parse_recipe("").generator.downsampling is None


def test_what_a_file_says_of_one_network_is_not_taken_over_to_another():
    unet = "[generator]\nnum_downs = 7"
    for override in ("generator.network=resnet", "model=cut"):
        recipe = parse_recipe(unet, [override])
        assert recipe.generator.num_downs == 2 and recipe.generator.num_blocks == 9
    for override in ("generator.network=unet", "seed=1"):  # the file's own, said once more
        assert parse_recipe(unet, [override]).generator.num_downs == 7
    wide = parse_recipe("[generator]\nnetwork='resnet'\nnum_downs=4", ["generator.filters=8"])
    assert wide.generator.num_downs == 4
    assert parse_recipe(unet, ["generator.network=resnet", "generator.num_downs=3"]
                        ).generator.num_downs == 3  # fmt: skip


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (["generater.filters=8"], r"'generater\.filters' in --set\. Did you mean 'generator\.fi"),
        (["generater.filterz=8"], r"Did you mean 'generator\.filters'"),
        (["train.step=1"], r"Unknown key 'train\.step' in --set\. Did you mean 'steps'"),
        (["train.filters=1"], "Did you mean 'generator.filters' or 'discriminator.filters'"),
        (["train.qqqqqq=1"], r"Known keys: train\.steps, train\.batch_size"),
        (["train.steps"], "takes key=value"),
        (["generator.filters=0"], r"generator\.filters must be at least 1 and at most 1024\. "
                                  r"Received: 0"),
        (["train.ema=1"], "at least 0.0 and less than 1.0"),
        (["train.learning_rate=nan"], "Received: nan"),
        (["train.learning_rate=0"], "more than 0.0"),
        (["train.steps=1.5"], "train.steps must be a whole number"),
        (["train.steps=true"], "train.steps must be a whole number"),
        (["data.flip=1"], "data.flip must be true or false"),
        (["train.precision=float16"], "must be one of 'float32'.*Did you mean"),
        (["model=pix2pixs"], "model must be one of.*Did you mean 'pix2pix'"),
        (["data.domains=['a']"], "list of 2 strings"),
        (["loss.cycle=5"], r"loss\.cycle .* only when model is 'cyclegan'"),
        (["loss.gradient_penalty=5"], "only when loss.adversarial is 'wasserstein'"),
        (["generator.num_blocks=5"], "only when generator.network is 'resnet' or 'restoration'"),
        (["model=cut", "generator.levels=2"], "only when model is 'adain'. Received: model = 'cu"),
        (["train.metrics=['l1']"], "only when train.validate_every is at least 1. Received: train"),
        (["data.crop=300", "data.load=200"], "load = 200 is smaller than data.crop = 300"),
        (["data.crop=100", "generator.num_downs=3"], "must be a multiple of 8.*Use 96"),
        (["generator.network=resnet", "generator.num_downs=8"], "smaller than the 512 pixels"),
        (["model=adain", "generator.plain=true"], "comes with a converted preset: use train.init"),
        (["generator.plain=true"], "only when model is 'adain'"),
        (["model=cut", "data.in_channels=1"], r"must be equal\. Received: 1, 3"),
        (["model=cyclegan", "data.out_channels=1"], r"Use loss\.identity = 0"),
        (["train.decay_from=200001"], "beyond train.steps = 200000"),
        (["data.layout=unpaired"], "learns from pairs"),
        (["data.layout=images", "data.derive=none"], "learns from pairs"),
        (["data.layout=tfds"], "lacks data.name"),
        (["model=cyclegan", "data.layout=paired"], "learns without pairs"),
    ],
)  # fmt: skip
def test_refusals_name_the_key_and_the_way_out(overrides, message):
    with pytest.raises(RecipeError, match=message):
        parse_recipe("", overrides)


def test_files_that_are_no_recipes(tmp_path):
    with pytest.raises(RecipeError, match="cannot be read: No such file"):
        load_recipe(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_text("steps = = 3", "utf-8")
    with pytest.raises(RecipeError, match=r"bad\.toml is not valid TOML"):
        load_recipe(tmp_path / "bad.toml")
    (tmp_path / "odd.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(RecipeError, match="not UTF-8"):
        load_recipe(tmp_path / "odd.toml")
    (tmp_path / "flat.toml").write_text("train = 3", "utf-8")
    with pytest.raises(RecipeError, match="Unknown key 'train'"):
        load_recipe(tmp_path / "flat.toml")


@pytest.mark.parametrize(
    ("crop", "ways"), [(300, "288 or 320"), (100, "96 or 104"), (200, "192 or 208")]
)
def test_a_crop_that_leaves_a_unet_blind_is_refused(crop, ways):
    with pytest.raises(RecipeError, match=rf"data\.crop = {crop} can be halved only .* Use {ways}"):
        parse_recipe("", [f"data.crop={crop}"])
    for fits in ways.split(" or "):
        parse_recipe("", [f"data.crop={fits}"])
    # Whoever says so has it, a run that was begun so goes on, and other networks do not mind.
    chosen = parse_recipe("", [f"data.crop={crop}", "generator.num_downs=2"])
    assert parse_recipe(dumps(chosen)) == chosen
    parse_recipe('model = "cyclegan"', [f"data.crop={crop}"])


@pytest.mark.parametrize(
    ("file", "overrides", "expected"),
    [
        ((1000, 500), ["train.steps=60"], (60, 30)),
        ((1000, 250), ["train.steps=60"], (60, 15)),
        ((1000, 1000), ["train.steps=4000"], (4000, 4000)),  # never declined, and does not now
        ((1000, 0), ["train.steps=60"], (60, 0)),
        ((3, 1), ["train.steps=1"], (1, 0)),
        ((1000, 500), ["train.steps=60", "train.decay_from=10"], (60, 10)),
        ((1000, 500), ["train.decay_from=10"], (1000, 10)),
        ((1000, 500), [], (1000, 500)),
    ],
)
def test_the_decline_keeps_its_share_of_another_length(file, overrides, expected):
    train = parse_recipe("[train]\nsteps = {}\ndecay_from = {}".format(*file), overrides).train
    assert (train.steps, train.decay_from) == expected


def test_every_preset_trains_for_other_steps_alone():
    from tfstyle.zoo.registry import PRESETS

    for path in sorted(PRESETS.glob("*/recipe.toml")):
        assert load_recipe(path, ["train.steps=6000"]).train.steps == 6000


def test_an_override_that_does_not_fit_is_blamed_itself():
    with pytest.raises(RecipeError, match=r"^train.critic_steps in --set applies only when"):
        parse_recipe('model = "cyclegan"', ["train.critic_steps=5"], origin="zoo/recipe.toml")
    with pytest.raises(RecipeError, match=r"^loss.l1 in zoo/recipe.toml applies only when"):
        parse_recipe('model = "cyclegan"\n[loss]\nl1 = 1', origin="zoo/recipe.toml")


def test_a_file_is_not_excused_by_an_override_that_changes_nothing():
    """It is when the override chooses another network: what it said was meant for the old one."""
    unet = "[generator]\nnum_blocks = 5"
    with pytest.raises(RecipeError, match=r"^generator.num_blocks in the recipe applies only when"):
        parse_recipe(unet, ["model=pix2pix"])
    assert parse_recipe(unet, ["model=noise_gan"]).generator.num_blocks is None
    with pytest.raises(RecipeError, match=r"^generator.num_blocks in --set applies only when"):
        parse_recipe("", ["model=noise_gan", "generator.num_blocks=5"])


def test_metrics_are_watched_with_validation_alone():
    def metrics(model, *overrides):
        return parse_recipe(f'model = "{model}"', ["train.validate_every=9", *overrides]
                            ).train.metrics  # fmt: skip

    assert parse_recipe("").train.metrics is None and "metrics" not in dumps(parse_recipe(""))
    assert metrics("pix2pix") == metrics("multiscale") == ["l1"]
    assert metrics("cyclegan") == metrics("cut") == metrics("noise_gan") == ["frechet"]
    assert metrics("multiscale", "data.layout=unpaired", "loss.content=1") == ["frechet"]
    assert metrics("cross_domain") == ["frechet"]
    assert metrics("cross_domain", "data.layout=paired") == ["l1"]
    assert metrics("adain") == ["content", "style"]
    assert metrics("fast_style", "data.styles=['a.jpg']") == ["content", "style"]
    assert metrics("cyclegan", "train.metrics=['kid', 'frechet']") == ["kid", "frechet"]
    old = make_recipe({"train": {"validate_every": 9}})
    assert differences(old, make_recipe({"train": {"validate_every": 9, "metrics": ["x"]}})) == []


def test_pictures_of_any_layout_teach_who_learns_from_them():
    tfds = ["model=multiscale", "data.layout=tfds", "data.name=cycle_gan/maps", "loss.content=1"]
    assert parse_recipe("", tfds).loss.feature_matching == 0.0
    with pytest.raises(RecipeError, match=r"l1 = 1.0 compares with the target, .* 'tfds' does not"):
        parse_recipe("", [*tfds, "loss.l1=1"])
    with pytest.raises(RecipeError, match=r"learns from pairs: use .*; or without pairs: use"):
        parse_recipe("", ["model=multiscale", "data.layout=arrays"])
    with pytest.raises(RecipeError, match=r"learns without pairs: use data\.layout = 'unpaired'"):
        parse_recipe("", ["model=cut", "data.layout=arrays"])


def test_a_recipe_is_frozen_and_its_keys_are_known():
    recipe = parse_recipe("")
    with pytest.raises(AttributeError, match=r"cannot be changed: steps = 5"):
        recipe.train.steps = 5
    with pytest.raises(AttributeError, match=r"No key 'step' .* Did you mean 'steps'"):
        _ = recipe.train.step
    assert copy.deepcopy(recipe) == recipe != parse_recipe("", ["seed=1"])
    assert "steps=200000" in repr(recipe) and "critic_steps" not in repr(recipe)


def test_differences_name_what_moves_weights_only():
    old = make_recipe({"train": {"steps": 100}})
    assert differences(old, make_recipe({"train": {"steps": 100, "sample_every": 7}})) == []
    changed = differences(old, make_recipe({"train": {"steps": 100}}, ["seed=3", "loss.l1=10"]))
    assert changed == ["seed: 0 -> 3", "loss.l1: 100.0 -> 10.0"]
    longer = make_recipe({"train": {"steps": 200}})
    assert differences(old, longer) == []
    assert recipes.changes_ahead(old, longer) == [
        "train.steps: 100 -> 200", "train.decay_from: 50 -> 100"
    ]  # fmt: skip


def test_the_worked_example_of_the_documentation():
    recipe = parse_recipe("""
        model = "pix2pix"
        seed = 0
        [generator]
        network = "unet"
        filters = 64
        [discriminator]
        filters = 64
        num_layers = 3
        [loss]
        adversarial = "non_saturating"
        l1 = 100.0
        [data]
        layout = "paired"
        load = 286
        crop = 256
        flip = true
        [train]
        steps = 80_000
        batch_size = 1
        learning_rate = 2e-4
        decay_from = 40_000
        precision = "float32"
        ema = 0.999
        checkpoint_every = 2_000
        sample_every = 500
    """)
    assert recipe.train.ema == 0.999
