"""Networks that hold networks: a discriminator of several, and what a file may put in its place."""

import json

import pytest

import tfstyle.models
import tfstyle.networks
from tfstyle import presets
from tfstyle.errors import ArchitectureError, IntegrityError

SPY = []


def edit(preset, change):
    """Change config.json the way an attacker would, checksums included."""
    config = json.loads((preset / "config.json").read_text("utf-8"))
    change(config)
    (preset / "config.json").write_text(json.dumps(config), "utf-8")
    presets.write_checksums(preset)


def hostile(*_, **__):
    SPY.append("run")


@pytest.fixture
def judged_twice(tmp_path):
    """A preset whose discriminator, that it holds no weights of, is two."""
    judges = [
        tfstyle.networks.PatchDiscriminator(filters=2, in_channels=6, num_layers=1, name="own"),
        tfstyle.networks.ProjectedDiscriminator(filters=2, in_channels=6, backbone="random"),
    ]
    model = tfstyle.models.Pix2Pix(
        tfstyle.networks.UNetGenerator(filters=2, num_downs=3),
        tfstyle.networks.JointDiscriminator(judges),
    )
    model.save_to_preset(tmp_path / "twice")
    return tmp_path / "twice"


def test_a_discriminator_of_several_is_built_to_train_on(judged_twice):
    loaded = presets.load(judged_twice, training=True)
    assert [type(one).__name__ for one in loaded.discriminator.judges] == [
        "PatchDiscriminator", "ProjectedDiscriminator"
    ]  # fmt: skip


@pytest.mark.parametrize("value", [
    {"module": "keras.layers", "class_name": "Lambda", "registered_name": None, "config": {}},
    {"module": __name__, "class_name": "hostile", "config": {}, "registered_name": "tfstyle>x"},
    {
        "module": "tfstyle.layers", "class_name": "PictureRange", "config": {},
        "registered_name": "tfstyle>PictureRange",
    },
])  # fmt: skip
def test_what_a_discriminator_holds_is_a_network_of_tfstyle(judged_twice, value):
    edit(judged_twice, lambda c: c["networks"]["discriminator"]["config"].update(judges=[value]))
    with pytest.raises((IntegrityError, ArchitectureError)):
        presets.load(judged_twice, training=True)
    assert not SPY


def test_networks_stand_among_no_other_arguments(judged_twice):
    def smuggle(config):
        first = config["networks"]["discriminator"]["config"]["judges"][0]
        config["networks"]["generator"]["config"]["normalization"] = first

    edit(judged_twice, smuggle)
    with pytest.raises(IntegrityError, match="networks stand under 'networks'"):
        presets.load(judged_twice)
