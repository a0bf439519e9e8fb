"""Small presets, saved once, and ways to change them as an attacker would."""

import json
import shutil

import pytest

from tfstyle import presets


@pytest.fixture(scope="session")
def originals(tmp_path_factory):
    """Presets of several models, by name."""
    import tfstyle.losses
    from tfstyle import models, networks
    from tfstyle.models.adain import ADAIN_LAYERS

    def generator(**options):
        return networks.ResNetGenerator(filters=2, num_blocks=1, **options)

    made = {
        "fast_style": models.FastStyle(
            networks.StyleNetwork(filters=2, num_blocks=1, num_styles=2), styles=("a", "b")
        ),
        "pix2pix": models.Pix2Pix(
            networks.UNetGenerator(filters=2, num_downs=3),
            networks.PatchDiscriminator(filters=2, in_channels=6, num_layers=1),
        ),
        "cyclegan": models.CycleGAN(
            generator(), generator(upsampling="resize"),
            adversarial_loss=tfstyle.losses.HingeGANLoss(),
        ),
        "adain": models.AdaINStyle(
            networks.VGG19(ADAIN_LAYERS, filters=2), networks.AdaINDecoder(2, in_channels=16)
        ),
    }  # fmt: skip
    place = tmp_path_factory.mktemp("presets")
    for name, model in made.items():
        model.save_to_preset(place / name, training=name == "pix2pix")
    return place


@pytest.fixture
def preset(originals, tmp_path):
    """One of them, to change."""
    shutil.copytree(originals / "fast_style", tmp_path / "p")
    return tmp_path / "p"


def rewrite(preset, config):
    """Write a configuration, an object or text, and the checksums that go with it."""
    text = config if isinstance(config, str) else json.dumps(config)
    (preset / "config.json").write_text(text, "utf-8")
    presets.write_checksums(preset)


def configuration(preset):
    """Return the configuration of a preset as it stands."""
    return json.loads((preset / "config.json").read_text("utf-8"))
