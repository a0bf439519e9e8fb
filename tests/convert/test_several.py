"""One file with all networks of a model, told apart by the names before their keys."""

import numpy as np
import pytest

import tfstyle
from tests.convert.published import RESNET, lived_in, state_dict
from tfstyle import checkpoints
from tfstyle.convert import convert
from tfstyle.convert.architectures import GANResNet
from tfstyle.errors import ArchitectureError
from tfstyle.networks import ResNetGenerator


def side_by_side(path, **names):
    """Write checkpoints into one, each under a name of its own (`__` stands for a dot)."""
    arrays = {
        f"{prefix}{key}": array
        for prefix, file in names.items()
        for key, array in checkpoints.read(file).arrays.items()
    }
    checkpoints.write_torch(path, {key.replace("__", "."): a for key, a in arrays.items()})
    return path


def test_a_cyclegan_in_one_file(files, tmp_path):
    paths, networks = files
    whole = side_by_side(
        tmp_path / "cycle.ckpt",
        netG_B__=paths["other_resnet"], netG_A__=paths["resnet"],
        netD_A__=paths["single"], netD_B__=paths["other_single"],
    )  # fmt: skip
    sources = convert(whole, tmp_path / "mine")
    assert sorted(source.file for source in sources) == [
        f"net{name} in cycle.ckpt" for name in ("D_A", "D_B", "G_A", "G_B")
    ]
    model = tfstyle.from_preset(tmp_path / "mine", training=True)
    for name, theirs in {
        "generator_ab": "resnet", "generator_ba": "other_resnet", "discriminator_b": "single",
    }.items():  # fmt: skip
        for a, b in zip(
            model.networks[name].get_weights(), networks[theirs].get_weights(), strict=True
        ):
            np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("wrapper", ["module__", "model__trainer__"])
def test_a_wrapper_may_stand_before_both(files, tmp_path, wrapper):
    paths, _ = files
    whole = side_by_side(
        tmp_path / "a.pth",
        **{f"{wrapper}G_A__": paths["resnet"], f"{wrapper}G_B__": paths["other_resnet"]},
    )  # fmt: skip
    convert(whole, tmp_path / "mine")
    assert type(tfstyle.from_preset(tmp_path / "mine")).__name__ == "CycleGAN"


def test_one_network_stays_one(tmp_path):
    network = lived_in(ResNetGenerator(**RESNET), 0)
    checkpoints.write_torch(tmp_path / "g.pth", state_dict(network, GANResNet()))
    (source,) = convert(tmp_path / "g.pth", tmp_path / "mine")
    assert source.file == "g.pth"


def test_a_part_that_is_no_network_refuses_the_file(files, tmp_path):
    paths, _ = files
    whole = side_by_side(tmp_path / "a.pth", netG_A__=paths["resnet"])
    arrays = {**checkpoints.read(whole).arrays, "other.weight": np.ones((3, 3), "float32")}
    checkpoints.write_torch(tmp_path / "b.pth", arrays)
    with pytest.raises(ArchitectureError, match=r"b\.pth: .*no network known here|does not fit"):
        convert(tmp_path / "b.pth", tmp_path / "mine")
    assert not (tmp_path / "mine").exists()
