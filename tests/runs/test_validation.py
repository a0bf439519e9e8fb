"""What a run measures on held-out pictures, for each kind of model."""

import dataclasses
import json

import numpy as np
import pytest

from tests.optional import need
from tfstyle import images, metrics, networks, presets, runs
from tfstyle.errors import DataError, OfflineError, RecipeError
from tfstyle.recipes import get_algorithm, make_recipe
from tfstyle.runs.pictures import open_data
from tfstyle.runs.watched import best_metric

data = need("skimage.data")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Photographs with a val split; two sides of unequal numbers with a test split; paintings."""
    root = tmp_path_factory.mktemp("held_out")
    photo = images.resize(data.astronaut(), (36, 36))

    def write(folder, count, picture):
        for i in range(count):
            images.write_image(root / folder / f"{i}.png", np.roll(picture, 7 * i, axis=1))

    write("photos/train", 2, photo)
    write("photos/val", 3, photo)
    for side, picture in (("A", photo), ("B", 255 - photo)):
        write(f"sides/train{side}", 2, picture)
    write("sides/testA", 4, photo)
    write("sides/testB", 3, 255 - photo)
    for name in ("fire", "water"):
        images.write_image(root / f"{name}.png", photo[..., ::-1] if name == "fire" else photo)
    return root


@pytest.fixture
def small_vgg(monkeypatch):
    monkeypatch.setattr(
        networks, "load_vgg19", lambda layers, *_: networks.VGG19(layers, filters=4)
    )


def recipe(model, *overrides, **sections):
    values = {
        "model": model,
        "generator": {"filters": 4, **sections.get("generator", {})},
        "data": {"crop": 32, "load": 32, **sections.get("data", {})},
        "train": {
            "steps": 2, "batch_size": 1, "validate_every": 1, "log_every": 1, "sample_every": 9,
            "samples": 1, "checkpoint_every": 9,
        },
    }  # fmt: skip
    if model not in ("fast_style", "adain", "microast"):
        values["discriminator"] = {"filters": 4}
    return make_recipe(values, overrides)


def measured(out):
    """Return the lines of a run that tell what was measured."""
    lines = [json.loads(line) for line in (out / "metrics.jsonl").read_text("utf-8").splitlines()]
    return [line for line in lines if any(name.startswith("validation/") for name in line)]


def train(recipe, root, out, quiet, **options):
    return runs.train(recipe, root, out, strategy="one", console=quiet, **options)


def test_l1_is_the_metric_of_that_name(paired, tmp_path, quiet):
    one = recipe("pix2pix", "train.metrics=['l1', 'psnr', 'ssim']")
    model = train(one, paired, tmp_path / "run", quiet)
    pairs = [
        (images.to_uint8(target), images.to_uint8(np.asarray(model.translator()(source[None]))[0]))
        for _, source, target in open_data(one, paired).validation
    ]
    assert len(pairs) == 2
    for name in ("l1", "psnr", "ssim"):
        expected = np.mean([getattr(metrics, name)(*pair) for pair in pairs])
        last = measured(tmp_path / "run")[-1]
        assert last["step"] == 2
        assert last[f"validation/{name}"] == pytest.approx(expected, rel=1e-3), name
    best = presets.read_config(tmp_path / "run" / "best")["metadata"]
    line = next(x for x in measured(tmp_path / "run") if x["step"] == best["steps"])
    assert best["scores"] == {
        k: v for k, v in line.items() if k not in ("step", "validation/share")
    }


def test_two_directions_are_measured_against_the_other_sides_pictures(
    root, tmp_path, quiet, small_vgg
):
    one = recipe("cyclegan", generator={"num_blocks": 1})
    assert one.train.metrics == ["frechet"]
    train(one, root / "sides", tmp_path / "run", quiet)
    for line in measured(tmp_path / "run"):
        both = [line[f"validation/frechet/{way}"] for way in ("a2b", "b2a")]
        assert line["validation/frechet"] == pytest.approx(np.mean(both)) and min(both) > 0
    assert [line["step"] for line in measured(tmp_path / "run")] == [1, 2]


@pytest.mark.parametrize(
    "model", ["fast_style", pytest.param("adain", marks=pytest.mark.exhaustive)]
)
def test_styles_are_measured_against_their_paintings(
    model, eye, root, tmp_path, quiet, monkeypatch
):
    monkeypatch.setenv("TFSTYLE_VGG19", str(eye))
    more, folder = {}, "sides"
    if model == "fast_style":
        more, folder = {"styles": [str(root / "fire.png"), str(root / "water.png")]}, "photos"
    one = recipe(model, data=more)
    assert one.train.metrics == ["content", "style"]
    train(one, root / folder, tmp_path / "run", quiet)
    for line in measured(tmp_path / "run"):
        assert set(line) == {
            "step", "validation/content", "validation/style", "validation/share"
        }  # fmt: skip
        assert line["validation/content"] > 0 and line["validation/style"] > 0
    assert (tmp_path / "run" / "best" / "config.json").is_file()


@pytest.mark.exhaustive
def test_a_model_of_styles_with_pairs_is_measured_by_all(eye, paired, tmp_path, quiet, monkeypatch):
    monkeypatch.setenv("TFSTYLE_VGG19", str(eye))
    names = "train.metrics=['l1', 'style', 'frechet']"
    one = recipe(
        "cross_domain", names, generator={"num_blocks": 1}, data={"layout": "paired"}
    )
    train(one, paired, tmp_path / "run", quiet)
    expected = {"step", "validation/l1", "validation/style", "validation/frechet",
                "validation/share"}  # fmt: skip
    assert set(measured(tmp_path / "run")[-1]) == expected


def test_generated_pictures_are_measured_against_real_ones(root, tmp_path, quiet, small_vgg):
    one = recipe("noise_gan", generator={"latent_dim": 8})
    train(one, root / "photos", tmp_path / "run", quiet)
    assert all(line["validation/frechet"] > 0 for line in measured(tmp_path / "run"))


def test_what_is_watched_does_not_change_the_weights(root, tmp_path, quiet, small_vgg):
    weights = []
    for every in (0, 1):
        one = recipe("noise_gan", f"train.validate_every={every}", generator={"latent_dim": 8})
        model = train(one, root / "photos", tmp_path / f"run{every}", quiet)
        weights.append(model.generator.get_weights())
    for a, b in zip(*weights, strict=True):
        np.testing.assert_array_equal(a, b)


def test_metrics_that_cannot_be_measured_are_refused_before_data_are_read(tmp_path, quiet):
    def refused(model, names, says, **sections):
        one = recipe(model, f"train.metrics={names}", **sections)
        with pytest.raises(RecipeError, match=says):
            train(one, tmp_path / "nowhere", tmp_path / "run", quiet)

    def fitting(*kinds):
        return ", ".join(metrics.list_metrics("picture", "change", "set", *kinds))

    refused("pix2pix", "['pnsr']", r"train\.metrics: No metric 'pnsr'\. Did you mean 'psnr'")
    refused(
        "cyclegan", "['l1']",
        r"'l1' compares a picture with its target, which model = 'cyclegan' with data\.layout = "
        rf"'unpaired' does not have\. Those that fit: {fitting('sets')}\.",
    )  # fmt: skip
    refused(
        "pix2pix", "['style']", f"its photograph and its painting.*fit: {fitting('pair', 'sets')}"
    )
    refused(
        "fast_style", "['frechet']", f"a set of real ones.*fit: {fitting('stylized')}",
        data={"styles": ["fire.png"]},
    )
    assert not (tmp_path / "run").exists()


def test_weights_that_are_missing_are_told_before_data_are_read(tmp_path, quiet, monkeypatch):
    monkeypatch.setenv("TFSTYLE_OFFLINE", "1")
    monkeypatch.delenv("TFSTYLE_VGG19", raising=False)
    with pytest.raises(OfflineError, match=r"A metric looks through vgg19\..*TFSTYLE_VGG19"):
        train(recipe("cyclegan"), tmp_path / "nowhere", tmp_path / "run", quiet, dry_run=True)


def test_one_picture_is_no_set(root, tmp_path, quiet, small_vgg):
    images.write_image(tmp_path / "few" / "train" / "0.png", np.zeros((32, 32, 3), "uint8"))
    images.write_image(tmp_path / "few" / "val" / "0.png", np.zeros((32, 32, 3), "uint8"))
    with pytest.raises(DataError, match=r"frechet compares sets of pictures, and .* holds out 1"):
        train(recipe("noise_gan"), tmp_path / "few", tmp_path / "run", quiet)
    assert not list((tmp_path / "run").glob("[!.]*"))


def test_a_new_metric_is_one_function(paired, tmp_path, quiet, monkeypatch):
    from tfstyle.metrics.registry import _METRICS
    from tfstyle.runs.callbacks.descriptions import describe
    from tfstyle.zoo.workshop.card import render_scores

    monkeypatch.setattr("tfstyle.metrics.registry._METRICS", {**_METRICS})

    @metrics.metric(
        title="largest difference", unit=" levels", direction="higher", digits=0, compares="pair",
        protocol="Largest difference of two pictures' values, 0 to 255.",
    )  # fmt: skip
    def worst(reference, picture):
        return float(np.abs(reference.astype(int) - picture).max())

    train(recipe("pix2pix", "train.metrics=['worst']"), paired, tmp_path / "run", quiet)
    values = [line["validation/worst"] for line in measured(tmp_path / "run")]
    assert len(values) == 2 and min(values) > 0
    best = presets.read_config(tmp_path / "run" / "best")["metadata"]["scores"]
    assert best == {"validation/worst": max(values)}
    assert describe("validation/worst").endswith("held-out pictures; higher is better.")
    row = {"worst": {"mean": 12.3, "std": 1.0}}
    protocol = {"kind": "pairs", "data": {}, "size": 32, "metrics": ["worst"], "split": "val"}
    card = render_scores({
        "protocol": protocol, "data": {"split": "val"}, "networks": {},
        "pictures": {"translation": 2}, "scores": {"translation": row},
    })
    assert "largest difference" in card and "12 ± 1 levels" in card


def test_any_kind_of_metric_is_watched_and_one_that_is_named_says_what_is_best(
    paired, tmp_path, quiet
):
    names = ["checkerboard", "border", "clipped", "blot", "l1", "psnr"]
    one = recipe("pix2pix", f"train.metrics={names}", "train.best=psnr", "train.ema=0.5")
    train(one, paired, tmp_path / "run", quiet)
    lines = measured(tmp_path / "run")
    expected = {f"validation/{name}{way}" for name in names for way in ("", "/current")}
    assert all(set(line) == {"step", "validation/share", *expected} for line in lines)
    assert lines[-1]["validation/l1"] != lines[-1]["validation/l1/current"]
    best = presets.read_config(tmp_path / "run" / "best")["metadata"]["scores"]
    assert set(best) == {f"validation/{name}" for name in names}
    assert best["validation/psnr"] == max(line["validation/psnr"] for line in lines)
    assert "Measuring held-out pictures took" in quiet.file.getvalue()


def test_looking_at_the_current_weights_leaves_the_average_as_it_was(paired, tmp_path, quiet):
    weights = []
    for every in (0, 1):
        one = recipe("pix2pix", f"train.validate_every={every}", "train.ema=0.5")
        model = train(one, paired, tmp_path / f"run{every}", quiet)
        weights.append([w for each in model.networks.values() for w in each.get_weights()])
    for a, b in zip(*weights, strict=True):
        assert a.tobytes() == b.tobytes()


def test_a_best_that_is_not_measured_is_refused(tmp_path, quiet):
    one = recipe("pix2pix", "train.metrics=['l1', 'psnr']", "train.best=ssim")
    with pytest.raises(RecipeError, match=r"train\.best = 'ssim' is not measured.*l1, psnr\."):
        train(one, tmp_path / "nowhere", tmp_path / "run", quiet)


def test_features_that_a_discriminator_learned_from_say_not_what_is_best(
    tmp_path, quiet, monkeypatch
):
    fake = dataclasses.replace(get_algorithm("cyclegan"), judged_through=lambda recipe: ("vgg19",))
    monkeypatch.setattr("tfstyle.runs.watched.get_algorithm", lambda name: fake)
    with pytest.raises(RecipeError, match=r"train\.best = 'frechet' looks through vgg19, whose"):
        train(recipe("cyclegan"), tmp_path / "nowhere", tmp_path / "run", quiet)
    watched = recipe("cyclegan", "train.metrics=['frechet', 'border']", "train.best=border")
    assert best_metric(watched) == "border"
