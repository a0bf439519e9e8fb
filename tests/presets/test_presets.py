"""Preset directories: written whole, read back exactly, and never trusted."""

import errno
import json

import h5py
import numpy as np
import pytest

import tfstyle.models
import tfstyle.networks
from tests.optional import need
from tfstyle import presets
from tfstyle.errors import ArchitectureError, IntegrityError, StorageError

data = need("skimage.data")


def tiny_pix2pix(**options):
    """A Pix2Pix whose weights all differ, batch norm's moving statistics too."""
    model = tfstyle.models.Pix2Pix(
        tfstyle.networks.UNetGenerator(filters=4, num_downs=3),
        tfstyle.networks.PatchDiscriminator(filters=4, in_channels=6, num_layers=1),
        domains=("label", "photo"),
        **options,
    )
    draw = np.random.default_rng(0)
    for network in model.networks.values():
        network.set_weights([w + draw.uniform(0, 0.3, w.shape) for w in network.get_weights()])
    return model


@pytest.fixture(scope="module")
def model():
    return tiny_pix2pix(l1=50.0, inference_mode="eval")


@pytest.fixture
def preset(model, tmp_path):
    model.save_to_preset(tmp_path / "preset", metadata={"resolution": 64, "data": "none"})
    return tmp_path / "preset"


def edit(preset, change, checksums=True):
    """Change config.json the way an attacker would, checksums included."""
    config = json.loads((preset / "config.json").read_text("utf-8"))
    change(config)
    (preset / "config.json").write_text(json.dumps(config), "utf-8")
    if checksums:
        presets.write_checksums(preset)


def test_a_preset_gives_the_same_picture_and_arguments(model, preset):
    loaded = presets.load(preset)
    assert type(loaded) is tfstyle.models.Pix2Pix
    assert loaded.directions == ("label2photo",) and loaded.inference_mode == "eval"
    assert loaded.get_config()["l1"] == 50.0
    assert list(loaded.networks) == ["generator"]
    cat = data.chelsea()[:50, :70]
    np.testing.assert_array_equal(loaded.translate(cat), model.translate(cat))
    assert np.asarray(loaded.translate(cat)).std() > 1


def test_config_tells_what_a_reader_needs(preset):
    config = presets.read_config(preset)
    assert config["class"] == "tfstyle>Pix2Pix"
    assert config["networks"]["generator"]["config"]["filters"] == 4
    assert (config["size_multiple"], config["input_range"]) == (8, [-1, 1])
    assert (config["resolution"], config["metadata"]) == (64, {"data": "none"})
    assert "label2photo" in (preset / "README.md").read_text("utf-8")
    assert sorted(path.name for path in preset.iterdir()) == [
        "README.md", "checksums.json", "config.json", "model.weights.h5",
    ]


def test_float16_halves_the_file_and_hardly_the_picture(model, preset, tmp_path):
    model.save_to_preset(tmp_path / "half", dtype="float16", card="# Half\n")
    half = (tmp_path / "half" / "model.weights.h5").stat().st_size
    assert half < 0.75 * (preset / "model.weights.h5").stat().st_size
    assert (tmp_path / "half" / "README.md").read_text("utf-8") == "# Half\n"
    loaded = presets.load(tmp_path / "half")
    for exact, rounded in zip(
        model.generator.weights, loaded.generator.weights, strict=True
    ):
        assert rounded.dtype == "float32"
        np.testing.assert_allclose(exact, rounded, rtol=5e-4, atol=1e-7)
    with pytest.raises(ValueError, match="int4"):
        model.save_to_preset(tmp_path / "q", dtype="int4")


def test_what_float16_cannot_hold_stays_float32(tmp_path):
    model = tiny_pix2pix()
    norm = model.generator.get_layer("down1_norm")
    norm.moving_variance.assign(norm.moving_variance * 0 + 1e6)
    model.save_to_preset(tmp_path / "p", dtype="float16")
    loaded = presets.load(tmp_path / "p").generator.get_layer("down1_norm")
    np.testing.assert_array_equal(loaded.moving_variance, 1e6)


def test_the_moving_average_is_what_is_stored(tmp_path):
    model = tiny_pix2pix(ema=0.9)
    model.save_to_preset(tmp_path / "p")
    loaded = presets.load(tmp_path / "p")
    assert "generator_ema" not in loaded.networks
    for mine, theirs in zip(
        model.generator_ema.get_weights(), loaded.generator.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(mine, theirs)
    trained = presets.load(tmp_path / "p", training=True)
    assert trained.ema == 0.9
    np.testing.assert_array_equal(
        trained.generator_ema.get_weights()[0], model.generator_ema.get_weights()[0]
    )


def test_discriminators_only_for_training(model, preset, tmp_path):
    fresh = presets.load(preset, training=True)
    assert fresh.discriminator.num_layers == 1
    assert not np.array_equal(
        fresh.discriminator.get_weights()[0], model.discriminator.get_weights()[0]
    )
    model.save_to_preset(tmp_path / "full", training=True)
    full = presets.load(tmp_path / "full", training=True)
    for mine, theirs in zip(
        model.discriminator.get_weights(), full.discriminator.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(mine, theirs)


def test_both_directions_of_a_cyclegan(tmp_path):
    network = tfstyle.networks.ResNetGenerator
    model = tfstyle.models.CycleGAN(
        network(filters=4, num_blocks=1), network(filters=4, num_blocks=1, upsampling="resize"),
        domains=("monet", "photo"), adversarial_loss=tfstyle.losses.HingeGANLoss(),
    )
    model.save_to_preset(tmp_path / "p")
    loaded = presets.load(tmp_path / "p")
    cat = data.chelsea()[:40, :48]
    for direction in ("monet2photo", "photo2monet"):
        np.testing.assert_array_equal(
            loaded.translate(cat, direction=direction), model.translate(cat, direction=direction)
        )
    assert loaded.get_config()["adversarial_loss"] == "hinge"


@pytest.mark.parametrize("name", ["config.json", "model.weights.h5"])
def test_a_changed_file_is_not_loaded(preset, name):
    content = bytearray((preset / name).read_bytes())
    content[len(content) // 2] ^= 1
    (preset / name).write_bytes(content)
    # A flipped bit may also make the JSON unreadable; both are integrity errors.
    with pytest.raises(IntegrityError, match=name):
        presets.load(preset)


def test_a_truncated_or_missing_file_is_named(preset):
    weights = preset / "model.weights.h5"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(IntegrityError, match=r"model\.weights\.h5.*SHA-256.*again"):
        presets.load(preset)
    presets.write_checksums(preset)  # even with matching checksums
    with pytest.raises(IntegrityError, match="no weights file"):
        presets.load(preset)
    weights.unlink()
    with pytest.raises(IntegrityError, match="missing"):
        presets.load(preset)
    (preset / "checksums.json").unlink()
    with pytest.raises(IntegrityError, match=r"checksums\.json"):
        presets.load(preset)
    (preset / "config.json").unlink()
    with pytest.raises(IntegrityError, match="no preset directory"):
        presets.load(preset)


def test_a_card_may_be_edited(preset):
    (preset / "README.md").write_text("# Better words\n", "utf-8")
    presets.load(preset)


def test_weights_of_another_architecture_name_the_first_mismatch(preset):
    edit(preset, lambda c: c["networks"]["generator"]["config"].update(filters=5))
    with pytest.raises(
        ArchitectureError,
        match=r"generator/down0_conv/kernel has shape \(4, 4, 3, 4\).*needs \(4, 4, 3, 5\)",
    ):
        presets.load(preset)
    edit(preset, lambda c: c["networks"]["generator"]["config"].update(filters=4, num_downs=4))
    with pytest.raises(ArchitectureError, match=r"no weight generator/.*UNetGenerator.*downs=4"):
        presets.load(preset)


def test_weights_that_find_no_place_are_named(tmp_path):
    network = tfstyle.networks.ResNetGenerator
    model = tfstyle.models.CycleGAN(network(2, num_blocks=2), network(2, num_blocks=2))
    model.save_to_preset(tmp_path / "p")
    edit(tmp_path / "p", lambda c: c["networks"]["generator_ba"]["config"].update(num_blocks=1))
    with pytest.raises(ArchitectureError, match=r"generator_ba/block1_0_conv.*num_blocks=1"):
        presets.load(tmp_path / "p")


def test_unknown_classes_and_arguments_are_named(preset):
    edit(preset, lambda c: c["networks"]["generator"].update({"class": "tfstyle>UNetGeneratr"}))
    with pytest.raises(ArchitectureError, match="Did you mean 'UNetGenerator'"):
        presets.load(preset)
    edit(preset, lambda c: c["networks"]["generator"].update({"class": "tfstyle>UNetGenerator"}))
    edit(preset, lambda c: c["networks"]["generator"]["config"].update(filter=4))
    with pytest.raises(ArchitectureError, match="filter"):
        presets.load(preset)


def test_a_newer_format_asks_for_an_update(preset):
    edit(preset, lambda c: c.update(format=99))
    with pytest.raises(IntegrityError, match=r"99.*Update"):
        presets.load(preset)


SPY = []


def hostile(*_, **__):
    SPY.append("run")


@pytest.mark.parametrize(
    "value",
    [
        {"module": "builtins", "class_name": "function", "config": "hostile"},
        {"module": __name__, "class_name": "hostile", "config": {}, "registered_name": None},
        {"module": __name__, "class_name": "hostile", "config": {}, "registered_name": "tfstyle>x"},
        {
            "module": "keras.layers", "class_name": "Lambda", "registered_name": None,
            "config": {"function": {"class_name": "__lambda__", "config": {"code": "4wA="}}},
        },
        [{"inner": {"class_name": "hostile", "module": __name__, "config": {}}}],
    ],
)
def test_no_code_is_run_from_a_config(preset, value):
    edit(preset, lambda c: c["arguments"].update(adversarial_loss=value))
    with pytest.raises((IntegrityError, ArchitectureError)):
        presets.load(preset)
    assert not SPY


@pytest.mark.parametrize("name", ["Lambda", "keras.layers>Lambda", "Dense", "os.system"])
def test_only_classes_of_tfstyle_are_built(preset, name):
    edit(preset, lambda c: c["networks"]["generator"].update({"class": name}))
    with pytest.raises(ArchitectureError, match="only classes of tfstyle"):
        presets.load(preset)


def test_weights_may_not_point_to_other_files(preset, tmp_path):
    with h5py.File(tmp_path / "secret.h5", "w") as file:
        file["kernel"] = np.zeros((4, 4, 3, 4), "float32")
    with h5py.File(preset / "model.weights.h5", "r+") as file:
        del file["generator/down0_conv/kernel"]
        file["generator/down0_conv/kernel"] = h5py.ExternalLink(
            str(tmp_path / "secret.h5"), "kernel"
        )
    presets.write_checksums(preset)
    with pytest.raises(IntegrityError, match="another file"):
        presets.load(preset)


def test_a_full_disk_leaves_the_old_preset(model, preset, monkeypatch):
    before = {path.name: path.read_bytes() for path in preset.iterdir()}

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(presets.saving, "write_weights", full)
    with pytest.raises(StorageError, match="disk is full"):
        model.save_to_preset(preset)
    assert {path.name: path.read_bytes() for path in preset.iterdir()} == before
    assert [path.name for path in preset.parent.iterdir()] == ["preset"]


def test_a_directory_of_other_files_is_not_replaced(model, tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work", "utf-8")
    with pytest.raises(StorageError, match="no preset"):
        model.save_to_preset(tmp_path)
    assert (tmp_path / "thesis.tex").exists()


@pytest.mark.parametrize(
    ("name", "text"), [("notes.txt", "mine"), ("config.json", '{"model_type": "other"}')]
)
def test_a_preset_beside_other_files_is_not_replaced(model, preset, name, text):
    (preset / name).write_text(text, "utf-8")
    before = {path.name: path.read_bytes() for path in preset.iterdir()}
    with pytest.raises(StorageError, match=f"no preset.*{name}"):
        model.save_to_preset(preset)
    assert {path.name: path.read_bytes() for path in preset.iterdir()} == before


def test_a_file_is_not_replaced(model, tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work", "utf-8")
    with pytest.raises(StorageError, match="is a file"):
        model.save_to_preset(tmp_path / "thesis.tex")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_folder_of_the_zoo_may_begin_as_a_recipe(model, tmp_path):
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "recipe.toml").write_text("", "utf-8")
    model.save_to_preset(tmp_path / "new")
    assert (tmp_path / "new" / "config.json").exists()
