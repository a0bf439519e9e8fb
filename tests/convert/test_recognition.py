"""Which network a file holds, and what is said of one that is none: no PyTorch needed."""

import numpy as np
import pytest

from tests.convert.published import RESNET, UNET, lived_in, state_dict
from tfstyle import checkpoints
from tfstyle.convert import convert
from tfstyle.convert.architectures import (
    ARCHITECTURES,
    FastNeuralStyle,
    GANDiscriminator,
    GANResNet,
    GANUNet,
    MicroASTProjectEncoder,
    MicroASTProjectModulator,
)
from tfstyle.convert.recognition import recognise
from tfstyle.convert.transfer import load
from tfstyle.errors import ArchitectureError
from tfstyle.networks import ResNetGenerator, UNetGenerator


def shapes_of(architecture, **arguments):
    """Return keys and shapes of the file of such a network."""
    return {entry.key: entry.shape for entry in architecture.entries(arguments)}


def refusal(shapes, **options):
    """Return why a file is refused, one line."""
    with pytest.raises(ArchitectureError) as error:
        recognise(shapes, ARCHITECTURES, **options)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_what_does_not_fit_is_listed(files, tmp_path):
    _, networks = files
    arrays = state_dict(networks["unet"], GANUNet())
    del arrays["model.model.3.bias"]
    arrays["extra.weight"] = np.zeros(3, "float32")
    checkpoints.write_torch(tmp_path / "odd.pth", arrays)
    with pytest.raises(ArchitectureError) as error:
        convert(tmp_path / "odd.pth", tmp_path / "mine")
    for part in ("odd.pth", "gan_unet", "missing: model.model.3.bias", "unexpected: extra.weight"):
        assert part in str(error.value)
    assert not (tmp_path / "mine").exists()


def test_a_wrong_shape_is_told_with_the_right_one():
    arrays = state_dict(UNetGenerator(**UNET), GANUNet())
    shapes = {key: array.shape for key, array in arrays.items()}
    shapes["model.model.1.model.1.weight"] = (4, 2, 3, 3)
    assert "is (4, 2, 3, 3), not (4, 2, 4, 4)" in refusal(shapes)


def test_of_something_else_too_the_nearest_and_the_keys_that_do_not_fit_are_told():
    said = refusal({"model.model.0.weight": (2, 3, 4, 4), "head.weight": (10, 2)})
    assert "no network known here" in said and "gan_unet(filters=64, num_downs=8)" in said
    assert "missing: model.model.3.weight, model.model.3.bias" in said
    assert "1 unexpected: head.weight" in said and "Known: gan_resnet, gan_unet" in said


def test_a_variant_that_no_project_has_is_told_by_its_shapes():
    shapes = shapes_of(GANResNet(), filters=64, num_blocks=9)
    shapes["model.1.weight"] = (64, 3, 5, 5)
    assert "model.1.weight is (64, 3, 5, 5), not (64, 3, 7, 7)" in refusal(shapes)


def test_a_network_that_cannot_be_built_is_told_with_the_reason():
    said = refusal(shapes_of(GANDiscriminator(), filters=2, num_layers=6))
    assert "gan_discriminator(filters=2, num_layers=6," in said
    assert "num_layers, a whole number from 0 to 5. Received: num_layers=6" in said


# What makes a residual generator of a file: nothing but small arrays.
RESNET_PLACES = {
    f"model.{place}.weight": (1, 1, 3, 3) for place in (4, 7, "10.conv_block.1", 11, 14, 18)
}
LIES = {
    "empty": RESNET_PLACES | {"model.1.weight": (2**20, 0, 7, 7), "model.4.weight": (0, 1, 3, 3)},
    "wide_resnet": RESNET_PLACES | {"model.1.weight": (40_000, 1, 7, 7)},
    "blocks": {
        "model.1.weight": (64, 3, 7, 7),
        **{f"model.{place}.weight": (1, 1, 3, 3) for place in (4, 7, 3010, 3013, 3017)},
        **{f"model.{10 + block}.conv_block.1.weight": (1, 1, 3, 3) for block in range(3000)},
    },
    "wide_unet": {
        "model.model.0.weight": (100_000, 1, 4, 4), "model.model.3.weight": (1, 1, 4, 4),
        "model.model.1.model.1.weight": (1, 1, 4, 4),
    },
    "deep_unet": {
        "model.model.0.weight": (64, 3, 4, 4), "model.model.3.weight": (128, 3, 4, 4),
    } | {f"model.model.1.model{'.3.model' * level}.1.weight": (1, 1, 4, 4) for level in range(50)},
    "wide_discriminator": {
        "model.0.weight": (100_000, 3, 4, 4),
        **{f"model.{place}.weight": (1, 1, 4, 4) for place in (2, 5, 8)},
    },
    "wide_style": {
        "conv1.conv2d.weight": (20_000, 3, 9, 9), "deconv3.conv2d.weight": (1,),
        "conv3.conv2d.weight": (80_000, 40_000, 3, 3),
    },
    "wide_decoder": {"1.weight": (120_000, 240_000, 3, 3), "28.weight": (3, 30_000, 3, 3)},
    "wide_encoder": {
        "enc1.0.conv_layer.weight": (100_000, 3, 9, 9),
        "enc1.10.conv1.conv_layer.weight": (400_000, 400_000, 3, 3),
    },
}  # fmt: skip


@pytest.fixture
def built(monkeypatch):
    """Return a list that gets the name of every architecture whose network is asked for.

    None is built: of what a file claims it may take 100 GB.
    """
    names = []
    for architecture in {type(a) for a in ARCHITECTURES}:
        monkeypatch.setattr(
            architecture, "network", lambda self, arguments: names.append(self.name) or "network"
        )
    return names


@pytest.mark.parametrize("case", LIES)
def test_a_file_that_claims_more_than_it_holds_builds_nothing(case, built):
    assert len(refusal(LIES[case])) < 4000
    assert not built


@pytest.mark.parametrize(
    "architecture, arguments",
    [(GANResNet(), {"num_blocks": 240}), (FastNeuralStyle(), {"num_blocks": 100})],
    ids=lambda value: getattr(value, "name", ""),
)
def test_a_file_deeper_than_any_network_builds_nothing(architecture, arguments, built):
    said = refusal(shapes_of(architecture, filters=1, **arguments))
    assert architecture.name in said and "deeper" in said and not built


def test_a_file_that_fits_builds_its_network_once(built):
    match = recognise(shapes_of(GANResNet(), **RESNET), ARCHITECTURES)
    assert built == ["gan_resnet"] and match.network == "network"


def test_a_name_before_all_keys_is_left_out():
    network = lived_in(ResNetGenerator(**RESNET))
    arrays = {f"netG.{key}": value for key, value in state_dict(network, GANResNet()).items()}
    match = recognise({key: value.shape for key, value in arrays.items()}, ARCHITECTURES)
    load(match, arrays)
    for ours, theirs in zip(match.network.get_weights(), network.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_another_architecture_than_the_one_asked_for_is_named():
    shapes = shapes_of(GANUNet(), **UNET)
    assert recognise(shapes, ARCHITECTURES, "gan_unet").architecture.name == "gan_unet"
    said = refusal(shapes, name="gan_resnet")
    assert "The file is gan_unet(filters=2" in said and "no gan_resnet" in said
    assert "'gan_unett'. Did you mean 'gan_unet'" in refusal(shapes, name="gan_unett")
    assert "nearest to gan_unet" in refusal({**shapes, "more": (1,)}, name="gan_unet")


def test_a_choice_may_be_meant_for_another_file_of_the_model():
    judge = shapes_of(GANDiscriminator(), filters=2, num_layers=1)
    assert recognise(judge, ARCHITECTURES, "gan_unet").architecture.name == "gan_discriminator"
    modulator = shapes_of(MicroASTProjectModulator(), channels=8)
    match = recognise(modulator, ARCHITECTURES, "microast_content_encoder", "m.pth")
    assert match.architecture.name == "microast_modulator"


def test_files_that_look_alike_are_told_apart_by_their_names_or_by_choice():
    encoder = shapes_of(MicroASTProjectEncoder("style_encoder"), filters=2)
    said = refusal(encoder, filename="enc.pth")
    assert "fits several architectures: microast_content_encoder, microast_style_encoder" in said
    assert "put content_encoder or style_encoder into the file's name" in said
    for filename, name, role in (
        ("content_encoder_iter_160000.pth.tar", None, "content_encoder"),
        ("My_Style_Encoder.pth", None, "style_encoder"),
        ("enc.pth", "microast_style_encoder", "style_encoder"),
        ("style_encoder.pth", "microast_content_encoder", "style_encoder"),
    ):
        try:
            found = recognise(encoder, ARCHITECTURES, name, filename).architecture.role
        except ArchitectureError as error:
            found = str(error)
        assert found == role, filename
