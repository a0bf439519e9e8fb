"""Restoring: each term is what it says, whole pictures stay, tiles and export mend alike."""

import numpy as np
import pytest

from tests.models.small import restore
from tests.networks.helpers import pictures, randomize
from tests.optional import need
from tfstyle.errors import RecipeError
from tfstyle.losses import charbonnier_distance, damage_of, finding_loss, mending_loss, psnr_loss
from tfstyle.models import Restore
from tfstyle.networks import LPIPSFeatures, RetouchingGenerator, UNetGenerator
from tfstyle.recipes import parse_recipe
from tfstyle.runs.watched import best_metric

photos = need("skimage.data")

SOURCE, TARGET = (pictures(2, 32, 32, 3, seed=seed) for seed in (1, 2))

# What the tones look at.
TONES = {
    "colours": {},
    "damage": {"tones_see_damage": True},
    "all": {"tones_see_damage": True, "tones_see_mended": True, "tone_ramps": 5},
}


def mender(**options):
    """Return a restorer with random weights and gates that are neither all open nor closed."""
    network = RetouchingGenerator(**{"filters": 4, "num_downs": 2, "num_blocks": 1, **options})
    return Restore(randomize(network), lpips=0.0)


def calm(model):
    """Bring a mender's changes to the size of pictures, as training does.

    Those of random weights are hundreds: after the clipping, the last digit of an engine's sums
    would be seen a thousandfold.
    """
    for layer in model.generator.layers:
        if layer.name.startswith(("grain", "marks")) and layer.weights:
            layer.kernel.assign(layer.kernel / 64)
    x = np.random.default_rng(0).uniform(-1, 1, (1, 32, 32, 3)).astype("float32")
    found = model.generator.with_findings(x)
    assert np.abs(found.picture - x).mean() > 0.1 and np.abs(found.retouched).max() < 20
    return model


def test_the_terms_are_what_the_formula_says():
    model = restore(charbonnier=2.0, psnr=0.7, lpips=3.0, finding=0.5)
    randomize(model.generator)
    encoder = LPIPSFeatures(filters=4)
    model.compile(encoder=encoder)
    found = model.test_on_batch(SOURCE, TARGET, return_dict=True)
    made, damage = model.generator.with_findings(SOURCE), damage_of(SOURCE, TARGET)
    finding = 0.5 * finding_loss(damage, made.grain, made.marks, made.fading)
    mending = 2 * mending_loss(
        damage, TARGET, made.cleaned, made.patched, made.freshened
    )
    lpips = 3 * sum(
        np.mean(np.sum(np.square(a - b), axis=-1))
        for a, b in zip(encoder(damage.unmarked), encoder(made.retouched), strict=True)
    )
    pixels = 2 * (
        charbonnier_distance(TARGET, made.picture)
        + charbonnier_distance(damage.unmarked, made.retouched)
    )
    psnr = 0.7 * (psnr_loss(TARGET, made.picture) + psnr_loss(damage.unmarked, made.retouched))
    terms = {
        "finding": finding, "lpips": lpips, "mending": mending, "charbonnier": pixels, "psnr": psnr,
    }  # fmt: skip
    for name, value in {**terms, "loss": sum(terms.values())}.items():
        np.testing.assert_allclose(found[f"generator/{name}"], value, rtol=1e-4)


def test_a_network_without_findings_is_trained_on_the_rest():
    model = Restore(UNetGenerator(filters=4, num_downs=3), lpips=0.0, finding=0.0)
    model.compile()
    assert set(model.train_on_batch(SOURCE, TARGET, return_dict=True)) == {
        "generator/loss", "generator/charbonnier",
    }  # fmt: skip
    with pytest.raises(ValueError, match="with_findings"):
        Restore(UNetGenerator(filters=4, num_downs=3))


def test_what_lpips_cannot_look_at_is_refused():
    with pytest.raises(ValueError, match=r"3 channels, or lpips=0. Received: out_channels=1"):
        Restore(RetouchingGenerator(filters=4, num_downs=2, in_channels=1))
    channels = ["data.in_channels=1", "data.out_channels=1"]
    with pytest.raises(RecipeError, match=r"loss.lpips = 0.1 looks at colours"):
        parse_recipe('model = "restore"', channels)
    assert parse_recipe('model = "restore"', [*channels, "loss.lpips=0"]).loss.finding == 0.1
    with pytest.raises(RecipeError, match="'retouching' gives back the picture it got"):
        parse_recipe('model = "restore"', ["data.in_channels=1"])


def test_lpips_may_say_which_model_is_best():
    """No discriminator is flattered here; a loss is measured by itself as everywhere else."""
    lpips = ["train.validate_every=5", "train.metrics=['lpips_squeeze']"]
    recipe = parse_recipe('model = "restore"', lpips)
    assert best_metric(recipe) == "lpips_squeeze"


def test_finding_learns_where_the_damage_is():
    """A white patch on noise-free grays: a few steps tell it from the rest."""
    whole = np.zeros((1, 32, 32, 3), "float32") + np.linspace(-0.5, 0.3, 32)[None, :, None, None]
    damaged = whole.copy()
    damaged[:, 8:20, 8:20] = 0.95
    model = Restore(RetouchingGenerator(filters=4, num_downs=2), lpips=0.0, finding=1.0)
    model.compile()
    losses = [model.train_on_batch(damaged, whole, return_dict=True) for _ in range(60)]
    assert float(losses[-1]["generator/finding"]) < 0.7 * float(losses[0]["generator/finding"])
    found = model.generator.with_findings(damaged)
    marks = np.asarray(found.marks)[0, ..., 0]
    assert marks[10:18, 10:18].mean() > marks[24:, 24:].mean() + 0.5
    assert float(found.fading[0, 0]) < 0


@pytest.mark.parametrize("seen", TONES)
@pytest.mark.parametrize("size", [(150, 170), (97, 211)])
def test_tiles_are_the_whole_picture(size, seen):
    model = mender(**TONES[seen])
    picture = photos.astronaut()[: size[0], 100 : 100 + size[1]]
    whole, tiled = (model.translate(picture, tile=tile).astype(float) for tile in (None, 32))
    assert np.abs(whole - picture).mean() > 5
    assert np.abs(tiled - whole).mean() < 0.1 and np.abs(tiled - whole).max() <= 2


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (33, 7)])
def test_any_size_comes_back_and_untrained_as_it_was(size):
    picture = photos.astronaut()[: size[0], : size[1]]
    for model in (Restore(RetouchingGenerator(filters=4)), mender()):
        out = model.translate(picture)
        assert out.shape == picture.shape and out.dtype == np.uint8
    untrained = Restore(RetouchingGenerator(filters=4))
    np.testing.assert_array_equal(untrained.translate(picture), picture)


def test_a_picture_that_is_not_a_number_is_refused():
    with pytest.raises(Exception, match=r"(?i)nan|finite"):
        mender().translate(np.full((32, 32, 3), np.nan, "float32"))


@pytest.mark.exhaustive
@pytest.mark.parametrize("seen", TONES)
def test_tflite_has_builtin_operations_alone_and_mends_alike(tmp_path, seen):
    from tfstyle.export import export
    from tfstyle.export.tflite import check_builtin

    model = calm(mender(**TONES[seen]))
    export(model, tmp_path / "out", formats=["tflite"], size=64)  # proves the same pictures
    (file, *_) = sorted((tmp_path / "out").rglob("*.tflite"))
    check_builtin(file.read_bytes())
